/** The door for HL7 v2 when the database, a sender or the server itself is in trouble (RL-02, RL-08, RL-14). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseUnavailable } from '#database'
import { countMessages, receiveMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, until, wire } from './mllp-door.ts'

const message = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...more })

describe('MLLP when something is wrong', () => {
  test('the database is away: AE and never AR, then AA when it is back (RL-02, RL-15)', async () => {
    let isAway = true
    const door: Door = await openDoor({
      receiveMessages: (arrivals) =>
        isAway
          ? Promise.reject(new DatabaseUnavailable('away'))
          : receiveMessages(door.needs, arrivals),
    })
    try {
      const sender = await door.sender()
      for (const text of [message('away-1'), message('away-2'), 'not HL7 at all']) {
        assert.equal((await sender.send(text))?.code, 'AE')
      }
      isAway = false
      assert.equal((await sender.send(message('away-1')))?.code, 'AA')
      assert.equal((await countMessages(door.needs)).received, 1)
    } finally {
      await door.close()
    }
  })

  test('while the commit is under way nothing is acknowledged (RL-01)', async () => {
    const { door, commits, release } = await openHeldDoor()
    try {
      const sender = await door.sender()
      sender.write(frame(wire(message('held'))))
      await until(() => commits() === 1)
      // Long enough for an acknowledgement that did not wait.
      for (let turn = 0; turn < 20; turn++) await countMessages(door.needs)
      assert.deepEqual(sender.answers, [])
      release()
      assert.equal((await sender.answer())?.code, 'AA')
      assert.equal((await countMessages(door.needs)).received, 1)
    } finally {
      await door.close()
    }
  })

  test('one that stops in the middle of a frame is cut off; one that is slow is not (RL-10)', async () => {
    const door = await openDoor({ limits: { stalledMs: 800 } })
    try {
      const [slow, stuck, unframed] = [
        await door.sender(),
        await door.sender(),
        await door.sender(),
      ]
      const bytes = frame(wire(message('slow')))
      stuck.write(bytes.subarray(0, 50))
      unframed.write(Buffer.from(message('unframed')))
      // Longer in all than may pass between two of its pieces.
      for (let piece = 0; piece < 10; piece++) {
        slow.write(bytes.subarray(piece * 20, piece === 9 ? bytes.length : piece * 20 + 20))
        await pause(100)
      }
      assert.equal((await slow.answer())?.code, 'AA')
      await Promise.all([stuck.closed(), unframed.closed()])
      assert.deepEqual([...stuck.answers, ...unframed.answers], [])
    } finally {
      await door.close()
    }
  })

  test('one that never reads its answers is cut off and holds up nobody (RL-08)', async () => {
    const door = await openDoor({ limits: { stalledMs: 500 } })
    try {
      const deaf = await door.sender()
      deaf.socket.removeAllListeners('data').pause()
      // Its answers are as long as its name, so that they fill what the network holds for it.
      const named = (control: string): Buffer =>
        frame(wire(message(control, { application: 'A'.repeat(3_000) })))
      const isOver = new Promise<void>((resolve) => deaf.socket.once('close', resolve))
      let sent = 0
      const shouting = (async () => {
        while (!deaf.isClosed && sent < 20_000) {
          const more = Buffer.concat(Array.from({ length: 20 }, () => named(`deaf-${sent++}`)))
          if (deaf.socket.write(more)) continue
          await Promise.race([isOver, new Promise((resolve) => deaf.socket.once('drain', resolve))])
        }
      })()
      const other = await door.sender()
      for (let n = 0; n < 50; n++) {
        assert.equal((await other.send(message(`hearing-${n}`)))?.code, 'AA')
      }
      await Promise.all([shouting, isOver])
      assert.ok(sent < 20_000, 'it was cut off')
      assert.equal((await other.send(message('hearing-last')))?.code, 'AA')
    } finally {
      await door.close()
    }
  })

  test('a stop answers what had been taken, and closes (RL-14)', async () => {
    const { door, commits, release } = await openHeldDoor()
    try {
      const sender = await door.sender()
      sender.write(frame(wire(message('stopping'))))
      await until(() => commits() === 1)
      const shut = door.shut()
      release()
      assert.deepEqual((await sender.answer())?.control, 'stopping')
      await sender.closed()
      sender.socket.end()
      await shut
    } finally {
      await door.close()
    }
  })
})

/** A door whose commits wait until they are let go. */
async function openHeldDoor(): Promise<{ door: Door; commits: () => number; release: () => void }> {
  let commits = 0
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const door: Door = await openDoor({
    receiveMessages: async (arrivals) => {
      commits += 1
      await held
      return receiveMessages(door.needs, arrivals)
    },
  })
  return { door, commits: () => commits, release }
}
