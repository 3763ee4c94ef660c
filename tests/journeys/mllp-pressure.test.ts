/** Whatever senders do together, memory is bounded, nobody starves, and nothing is lost (RL-08). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DatabaseUnavailable } from '#database'
import { countMessages, receiveMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, until, wire } from './mllp-door.ts'

const KiB = 1024
const MiB = 1024 * KiB
const message = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...more })

describe('MLLP under pressure', () => {
  test('20 senders of large messages at once: what is held stays bounded, all are taken (RL-08)', async () => {
    const heldBytesMax = 4 * MiB
    const senders = 20
    const size = 2 * MiB
    const door = await openDoor({ limits: { heldBytesMax } })
    try {
      let most = 0
      const look = setInterval(() => {
        most = Math.max(most, door.figures().bytesHeld)
      }, 1)
      await Promise.all(
        Array.from({ length: senders }, async (_, of) => {
          const sender = await door.sender()
          for (let n = 0; n < 2; n++) {
            const control = `large-${of}-${n}`
            const answer = await sender.send(message(control, { family: 'A'.repeat(size) }))
            assert.deepEqual([answer?.code, answer?.control], ['AA', control])
          }
        }),
      )
      clearInterval(look)
      assert.equal(door.figures().bytesHeld, 0)
      assert.equal((await countMessages(door.needs)).received, 2 * senders)
      // Each may have its little, and one piece more before it is stopped; one may finish.
      const bound = heldBytesMax + senders * (64 + 128) * KiB + 2 * size
      assert.ok(most <= bound, `${most} bytes were held, of ${bound}`)
      assert.ok(most > heldBytesMax / 2, `only ${most} were: this proves nothing`)
    } finally {
      await door.close()
    }
  })

  test('too much waits to be filed: nobody is read, then AE, and AA again by itself (RL-08, RL-02)', async () => {
    let hasRoom = true
    const door = await openDoor({ mayTake: () => hasRoom, limits: { patienceMs: 600 } })
    try {
      const [sender, other] = [await door.sender(), await door.sender()]
      assert.equal((await sender.send(message('before')))?.code, 'AA')
      hasRoom = false
      assert.equal(door.figures().backPressure, 1)
      sender.write(frame(wire(message('held'))))
      other.write(frame(wire(message('held-too'))))
      await until(() => door.figures().backPressure === 2)
      const said = [(await sender.answer())?.code, (await other.answer())?.code]
      assert.deepEqual(said, ['AE', 'AE'])
      assert.equal((await countMessages(door.needs)).received, 1)
      assert.ok(door.told.some((line) => line.includes('held')))
      hasRoom = true
      await until(() => door.figures().backPressure === 0)
      for (const control of ['held', 'held-too', 'after']) {
        assert.equal((await sender.send(message(control)))?.code, 'AA')
      }
      assert.equal((await countMessages(door.needs)).received, 4)
    } finally {
      await door.close()
    }
  })

  test('held for a short while, nobody gets AE and nothing is lost (RL-08)', async () => {
    let hasRoom = false
    const door = await openDoor({ mayTake: () => hasRoom, limits: { patienceMs: 60_000 } })
    try {
      const sender = await door.sender()
      sender.write(frame(wire(message('patient'))))
      await until(() => door.figures().backPressure === 1)
      hasRoom = true
      assert.deepEqual((await sender.answer())?.code, 'AA')
    } finally {
      await door.close()
    }
  })

  test('a commit that hangs: AE in time, and when it comes after all there is one effect (RL-02, RL-04, RL-05)', async () => {
    let release = (): void => {}
    let hangs = true
    const hanging = new Promise<void>((resolve) => {
      release = resolve
    })
    const door: Door = await openDoor({
      limits: { patienceMs: 300 },
      receiveMessages: async (arrivals) => {
        if (hangs) await hanging
        return receiveMessages(door.needs, arrivals)
      },
    })
    try {
      const sender = await door.sender()
      const answer = await sender.send(message('late'))
      assert.deepEqual([answer?.code, answer?.control], ['AE', 'late'])
      hangs = false
      release()
      await until(async () => (await countMessages(door.needs)).received === 1)
      // The late success is nobody's answer: the next answer is the next message's.
      const next = await sender.send(message('next'))
      assert.deepEqual([next?.code, next?.control], ['AA', 'next'])
      assert.equal((await sender.send(message('late')))?.code, 'AA')
      const { received, duplicates } = await countMessages(door.needs)
      assert.deepEqual([received, duplicates, sender.answers.length], [2, 1, 0])
    } finally {
      release()
      await door.close()
    }
  })

  test('one that floods does not keep the others waiting (RL-08)', async () => {
    const groups: string[][] = []
    const door: Door = await openDoor({
      limits: { unansweredMax: 2_000 },
      receiveMessages: (arrivals) => {
        groups.push(arrivals.map((one) => one.controlId ?? ''))
        return receiveMessages(door.needs, arrivals)
      },
    })
    try {
      const [flood, quiet] = [await door.sender(), await door.sender()]
      const many = Array.from({ length: 1_500 }, (_, n) => frame(wire(message(`flood-${n}`))))
      flood.write(Buffer.concat(many))
      await until(() => groups.length > 0)
      assert.equal((await quiet.send(message('quiet')))?.code, 'AA')
      await until(() => flood.answers.length === many.length)
      const before = groups.flat().indexOf('quiet')
      const group = groups.findIndex((one) => one.includes('quiet'))
      assert.ok(before < 1_500, 'it was not the last')
      // It is the first of its own turn, however many of the other wait.
      assert.ok(groups[group]!.indexOf('quiet') <= 1, `${groups[group]!.indexOf('quiet')}`)
      assert.deepEqual(
        flood.answers.map((one) => one.control),
        many.map((_, n) => `flood-${n}`),
      )
    } finally {
      await door.close()
    }
  })

  test('more connections than allowed: silent ones give way, those that send stay (RL-08)', async () => {
    const door = await openDoor({ limits: { connectionsMax: 5 } })
    try {
      const sender = await door.sender()
      assert.equal((await sender.send(message('first')))?.code, 'AA')
      for (let n = 0; n < 40; n++) await door.sender()
      await until(() => door.figures().connections === 5)
      assert.equal((await sender.send(message('still-here')))?.code, 'AA')
      const late = await door.sender()
      assert.equal((await late.send(message('late-comer')))?.code, 'AA')
      assert.ok((door.figures().cutOff.silent ?? 0) >= 36)
    } finally {
      await door.close()
    }
  })

  test('while messages fail AE is counted by feed, and said once (RL-15)', async () => {
    const door = await openDoor({
      receiveMessages: () => Promise.reject(new DatabaseUnavailable('away')),
    })
    try {
      const sender = await door.sender()
      for (let n = 0; n < 20; n++) assert.equal((await sender.send(message(`ae-${n}`)))?.code, 'AE')
      const { notKept, received, oldestUnansweredMs } = door.figures()
      assert.deepEqual([notKept, received, oldestUnansweredMs], [20, 0, 0])
      assert.equal(door.told.filter((line) => line.includes('(AE)')).length, 1)
    } finally {
      await door.close()
    }
  })
})
