/** What senders together may hold is bounded, and none of them waits for ever (RL-08). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { type Guest, Room } from '../../src/doors/mllp/room.ts'

const KiB = 1024
const bytesMax = 1_000 * KiB
const chunkBytes = 64 * KiB

/** A connection that sends messages of some size, in chunks, when it is read. */
class Sender implements Guest {
  readonly size: number
  left: number
  begun = 0
  undurable: number[] = []
  isRead = true
  sent = 0
  constructor(size: number, messages: number) {
    this.size = size
    this.left = messages
  }
  go = (): void => {
    this.isRead = true
  }
}

describe('the room for what is not durable', () => {
  test('however messages come: bounded, and every message becomes whole and durable', () => {
    const senders = fc.array(
      fc.record({
        kib: fc.integer({ min: 1, max: 900 }),
        messages: fc.integer({ min: 1, max: 5 }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    fc.assert(
      fc.property(senders, fc.infiniteStream(fc.nat()), (given, choices) => {
        const room = new Room(bytesMax)
        const all = given.map(({ kib, messages }) => new Sender(kib * KiB, messages))
        const largest = Math.max(...all.map((one) => one.size))
        // Each may have its little, and what was read in one piece; one may finish its message.
        const most = bytesMax + all.length * 2 * chunkBytes + largest
        for (let steps = 0; ; steps++) {
          assert.ok(steps < 200_000, 'somebody waits for ever')
          const can = all.filter((one) => (one.isRead && one.left > 0) || one.undurable.length > 0)
          if (can.length === 0) break
          const next = can[(choices.next().value ?? 0) % can.length]!
          const canRead = all.some((one) => one.isRead && one.left > 0)
          // Commits are slow: mostly only when nobody can be read any more.
          const settles = next.undurable.length > 0 && (!canRead || steps % 20 === 0)
          if (!settles && !(next.isRead && next.left > 0)) continue
          if (settles) {
            room.whole(-next.undurable.shift()!)
            next.sent += 1
            continue
          }
          const more = Math.min(chunkBytes, next.size - next.begun)
          next.begun += more
          room.begun(more)
          const hasFinished = next.begun === next.size
          if (hasFinished) {
            room.whole(next.begun)
            room.begun(-next.begun)
            next.begun = 0
            next.left -= 1
            next.undurable.push(next.size)
          }
          const bytes = next.begun + next.undurable.reduce((sum, one) => sum + one, 0)
          const isUnfinished = next.begun > 0
          if (!room.mayRead(next, { bytes, isUnfinished, hasFinished })) next.isRead = false
          assert.ok(room.held <= most, `${room.held} of ${most}`)
        }
        assert.deepEqual(
          all.map((one) => one.left),
          all.map(() => 0),
        )
        assert.equal(room.held, 0)
      }),
      { numRuns: 200 },
    )
  })

  test('whoever goes away in the middle lets the next go on', () => {
    const room = new Room(100)
    const went: string[] = []
    const guest = (name: string): Guest => ({ go: () => went.push(name) })
    const [one, two, three] = [guest('one'), guest('two'), guest('three')]
    const held = { bytes: 100 * KiB, isUnfinished: true, hasFinished: false }
    room.begun(300 * KiB)
    assert.deepEqual(
      [one, two, three].map((each) => room.mayRead(each, held)),
      [true, false, false],
    )
    room.leave(one)
    assert.deepEqual(went.splice(0), ['one', 'two'])
    room.begun(-300 * KiB)
    assert.deepEqual(went, ['three'])
  })
})
