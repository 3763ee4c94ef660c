/** Filing in a thread of its own: nothing is lost with it, and one message cannot stop the rest. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { countMessages, type Needs } from '#journeys'
import { type FreshDatabase, freshDatabase } from '#test-support'
import { admission } from '../../tests/journeys/fixtures/messages.ts'
import { type FilingThread, openFilingThread } from './filing-thread.ts'
import { takeMessages } from './take-messages.ts'

const longMs = 60_000

describe('the filing thread', () => {
  let fresh: FreshDatabase
  let needs: Needs
  const threads: FilingThread[] = []
  before(async () => {
    fresh = await freshDatabase()
    needs = { database: fresh.database, clock: { now: () => Date.now() } }
  })
  after(async () => {
    for (const thread of threads) await thread.stop()
    await fresh.close()
  })

  const log: string[] = []
  async function open(program?: URL): Promise<FilingThread> {
    const thread = await openFilingThread({
      address: fresh.address,
      messagesPerBatch: 10,
      backlogMax: 1_000,
      log: (line) => log.push(line),
      restartMs: [0],
      ...(program && { program }),
    })
    threads.push(thread)
    return thread
  }
  const receive = async (thread: FilingThread, ...controls: string[]) => {
    const arrivals = controls.map((control) => ({
      feed: 'PAS|RJZ',
      form: 'hl7v2' as const,
      controlId: control,
      bytes: Buffer.from(admission({ control, mrn: control }).replaceAll('\n', '\r')),
      receivedAt: Date.now(),
    }))
    return takeMessages(needs, thread.backlog)(arrivals)
  }

  test('what was waiting is filed before it is ready, what comes is filed and told (RL-14)', async () => {
    const first = await open()
    const receipts = await receive(first, 'a', 'b', 'c')
    first.wake()
    for (const { messageId } of receipts) await first.settled(messageId, longMs)
    assert.equal((await countMessages(needs)).filed, 3)
    assert.equal(first.backlog.figures.pending, 0)
    await first.stop()
    await receive(first, 'd', 'e')
    const second = await open()
    assert.equal(second.recovered, 2)
    const { filed, pending } = await countMessages(needs)
    assert.deepEqual([filed, pending, log], [5, 0, []])
    await second.stop()
  })

  test('who asks after a message was settled is told at once', async () => {
    const thread = await open()
    const [receipt] = await receive(thread, 'f')
    thread.wake()
    await thread.settled(receipt!.messageId, longMs)
    await thread.settled(receipt!.messageId, longMs)
    await thread.stop()
  })

  test('a thread that ends is started again; a message that ends it is set aside (RL-07)', async () => {
    const thread = await open(new URL('../../tests/support/ending-thread.ts', import.meta.url))
    await thread.settled(7, longMs)
    const settled = thread.settled(8, longMs)
    thread.wake()
    await settled
    assert.equal(log.length, 4)
    assert.ok(log.every((line) => line.includes('RangeError') && !line.includes('of nobody')))
    await thread.stop()
  })

  test('a thread that cannot begin says so', async () => {
    const program = new URL('./no-such-program.ts', import.meta.url)
    await assert.rejects(open(program))
  })
})
