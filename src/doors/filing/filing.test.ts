/** Draining the inbox: poison holds up nobody, and what will pass is waited for (RL-07, RL-15). */
import assert from 'node:assert/strict'
import { afterEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Filing, type FilingNeeds } from './filing.ts'

type Outcome = 'filed' | 'set aside'

/** An inbox in memory; messages that are poison cannot be filed, nor any batch that holds one. */
function inbox(messages: number, poison: readonly number[] = []) {
  const pending = Array.from({ length: messages }, (_, index) => index)
  const became = new Map<number, Outcome>()
  const tries = new Map<number, number>()
  const faults: unknown[] = []
  let isAway = false
  const needs: FilingNeeds = {
    async fileMessages(messagesMax) {
      if (isAway) throw Object.assign(new Error(), { code: 'away' })
      const batch = pending.slice(0, messagesMax)
      for (const one of batch) {
        if (!poison.includes(one)) continue
        if (batch.length === 1) tries.set(one, (tries.get(one) ?? 0) + 1)
        throw Object.assign(new TypeError('poison'), { code: 'XX000' })
      }
      for (const one of pending.splice(0, batch.length)) became.set(one, 'filed')
      return {
        messages: batch.length,
        filed: batch.map((messageId) => ({ messageId, outcome: {} })),
      }
    },
    foldWhileIdle: async () => false,
    async setAsideOldest(words) {
      assert.match(words, /failed 3 times with a fault of kind XX000/)
      const oldest = pending.shift()!
      became.set(oldest, 'set aside')
      return oldest
    },
    isTemporary: (error) => (error as { code?: string }).code === 'away',
    onFault: (fault) => faults.push(fault),
    limits: { messagesPerBatch: 10, retryMs: 1, idleMs: 60_000 },
  }
  return {
    needs,
    pending,
    became,
    tries,
    faults,
    goAway: (away: boolean) => {
      isAway = away
    },
    async drained(filing: Filing) {
      for (let waited = 0; pending.length > 0; waited++) {
        assert.ok(waited < 2_000, 'it was never drained')
        await pause(2)
      }
      await filing.stop()
    },
  }
}

const running: Filing[] = []
const started = (needs: FilingNeeds): Filing => {
  const filing = new Filing(needs)
  running.push(filing)
  filing.start()
  return filing
}

describe('filing', () => {
  afterEach(async () => {
    for (const filing of running.splice(0)) await filing.stop()
  })

  test('a poison message is set aside after three tries, and every other is filed', async () => {
    const box = inbox(35, [7])
    await box.drained(started(box.needs))
    assert.equal(box.became.get(7), 'set aside')
    assert.equal(box.tries.get(7), 3)
    assert.equal([...box.became.values()].filter((one) => one === 'filed').length, 34)
  })

  test('each of several poison messages has its own three tries, also one right after another', async () => {
    const box = inbox(30, [3, 4, 5, 20])
    await box.drained(started(box.needs))
    assert.deepEqual(
      [...box.tries],
      [3, 4, 5, 20].map((one) => [one, 3]),
    )
    assert.deepEqual(
      [...box.became].filter(([, outcome]) => outcome === 'set aside').map(([one]) => one),
      [3, 4, 5, 20],
    )
  })

  test('while the database is away nothing is set aside, however long it takes', async () => {
    const box = inbox(5)
    box.goAway(true)
    const filing = started(box.needs)
    while (box.faults.length < 20) await pause(2)
    assert.equal(box.became.size, 0)
    box.goAway(false)
    await box.drained(filing)
    assert.ok([...box.became.values()].every((one) => one === 'filed'))
  })

  test('the database goes away in the middle of the tries: they are no tries of the message', async () => {
    const box = inbox(2, [0])
    const { needs } = box
    let calls = 0
    const filing = started({
      ...needs,
      fileMessages: (messagesMax) => {
        box.goAway(calls++ % 2 === 0)
        return needs.fileMessages(messagesMax)
      },
    })
    await box.drained(filing)
    assert.deepEqual([box.tries.get(0), box.became.get(0)], [3, 'set aside'])
  })

  test('what arrives while it sleeps is filed when it is woken, and nothing is slept over', async () => {
    const box = inbox(0)
    const filing = started(box.needs)
    for (let message = 100; message < 120; message++) {
      box.pending.push(message)
      const settled = filing.settled(message, 5_000)
      filing.wake()
      await settled
      assert.equal(box.became.get(message), 'filed')
    }
    await filing.stop()
  })

  test('everybody who waits for a message is told, also when it is set aside', async () => {
    const box = inbox(2, [1])
    const filing = new Filing(box.needs)
    running.push(filing)
    const before = performance.now()
    const waiting = [0, 0, 1].map((message) => filing.settled(message, 3_000))
    filing.start()
    await Promise.all(waiting)
    assert.ok(performance.now() - before < 2_000)
  })

  test('a stop comes back although it sleeps', async () => {
    const box = inbox(0)
    const filing = started(box.needs)
    await pause(5)
    await filing.stop()
  })
})
