/** The door for HL7 v2 when the database, a sender or the server itself is in trouble (RL-02, RL-08, RL-14). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseUnavailable } from '#database'
import { countMessages, type Needs, receiveMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import type { MllpNeeds } from '../../src/doors/mllp/mllp.ts'
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

  test('the database refuses connections, is read-only, has a full disk: AE, and AA by itself afterwards (RL-15)', async () => {
    const door = await openDoor()
    try {
      const sender = await door.sender()
      assert.equal((await sender.send(message('well')))?.code, 'AA')
      const sql = (text: string) => door.fresh.superuserQuery(text)
      const [{ name } = { name: '' }] = await door.fresh.superuserQuery<{ name: string }>(
        'SELECT current_database() AS name',
      )
      const cut = () =>
        sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = '${name}' AND pid <> pg_backend_pid()`)
      const full = `CREATE FUNCTION inbox.full() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END$$;
        GRANT EXECUTE ON FUNCTION inbox.full() TO lcr_filing;
        CREATE TRIGGER full_disk BEFORE INSERT ON inbox.message EXECUTE FUNCTION inbox.full()`
      const troubles: [what: string, begin: () => Promise<unknown>, end: () => Promise<unknown>][] =
        [
          ['every connection is lost', cut, async () => {}],
          [
            'a table is gone',
            async () => {
              await sql(`ALTER TABLE inbox.message RENAME TO message_away`)
            },
            async () => sql(`ALTER TABLE inbox.message_away RENAME TO message`),
          ],
          [
            'read-only',
            async () => {
              await sql(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
              await cut()
            },
            async () => {
              await sql(
                `BEGIN READ WRITE; ALTER DATABASE ${name} RESET default_transaction_read_only; COMMIT`,
              )
              await cut()
            },
          ],
          ['the disk is full', () => sql(full), () => sql('DROP FUNCTION inbox.full CASCADE')],
        ]
      for (const [what, begin, end] of troubles) {
        await begin()
        // A connection that was just lost may already have been made anew.
        const answer = await sender.send(message(what))
        const allowed = what === 'every connection is lost' ? ['AE', 'AA'] : ['AE']
        assert.ok(allowed.includes(answer?.code ?? ''), `${what}: ${answer?.code}`)
        await end()
        await until(async () => (await sender.send(message(what)))?.code === 'AA')
        const stored = await door.fresh.superuserQuery(
          'SELECT FROM inbox.message WHERE control_id = $1',
          [what],
        )
        assert.equal(stored.length, 1, what)
      }
      assert.ok(door.figures().notKept >= 3)
      assert.deepEqual(door.figures().refused, {})
      assert.ok(door.told.some((line) => line.includes('(AE)')))
      await door.settled()
    } finally {
      await door.close()
    }
  })

  test('all database connections are in use: it waits or is AE, and nothing is lost (RL-15)', async () => {
    const door = await openDoor({ limits: { patienceMs: 400 } })
    const { database } = door.needs
    let free = (): void => {}
    const held = new Promise<void>((resolve) => {
      free = resolve
    })
    try {
      const sender = await door.sender()
      const hogs = Array.from({ length: 5 }, () => database.transaction('filing', () => held))
      await until(async () => (await sender.send(message('in-use')))?.code === 'AE')
      free()
      await Promise.all(hogs)
      await until(async () => (await sender.send(message('in-use')))?.code === 'AA')
      assert.equal((await countMessages(door.needs)).received, 1)
    } finally {
      free()
      await door.close()
    }
  })

  test('the clock steps an hour back and forth: answers and their order stay, nothing is cut off (RL-15)', async () => {
    const hour = 3_600_000
    let step = 0
    const door = await openDoor({
      clock: { now: () => Date.now() + step },
      admits: 'demonstration',
      limits: { stalledMs: 60_000, idleMs: 120_000 },
    })
    try {
      const sender = await door.sender()
      const controls = new Set<string>()
      for (const [n, by] of [0, hour, 0, -hour, 0, hour].entries()) {
        step = by
        const answer = await sender.send(message(`step-${n}`))
        assert.deepEqual([answer?.code, answer?.control], ['AA', `step-${n}`])
        controls.add(answer?.text.split('|')[9] ?? '')
      }
      assert.equal(controls.size, 6, 'no two acknowledgements have the same number')
      assert.ok(door.figures().oldestUnansweredMs < hour / 2)
      await door.settled()
      assert.equal((await countMessages(door.needs)).filed, 6)
    } finally {
      await door.close()
    }
  })

  test('two processes that receive the same messages in other orders: all AA, each stored once (RL-05)', async () => {
    const door = await openDoor()
    try {
      const second: Needs = { database: door.fresh.database, clock: door.needs.clock }
      const texts = Array.from({ length: 60 }, (_, n) => ({
        feed: n % 2 ? 'PAS|RJZ' : 'LAB|RJZ',
        form: 'hl7v2' as const,
        controlId: `two-${n}`,
        bytes: wire(message(`two-${n}`)),
        receivedAt: Date.now(),
      }))
      for (let times = 0; times < 8; times++) {
        const anew = texts.map((one) => ({
          ...one,
          bytes: Buffer.concat([one.bytes, Buffer.from(`\rNTE|${times}`)]),
        }))
        const receipts = await Promise.all([
          receiveMessages(door.needs, anew),
          receiveMessages(second, anew.toReversed()),
          receiveMessages(second, anew.slice(20).concat(anew.slice(0, 20))),
        ])
        const fresh = receipts.flat().filter((receipt) => !receipt.duplicate)
        assert.equal(fresh.length, 60)
        assert.equal(new Set(receipts.flat().map((one) => one.messageId)).size, 60)
      }
      const [{ deadlocks } = { deadlocks: '' }] = await door.fresh.superuserQuery<{
        deadlocks: string
      }>('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')
      assert.equal(Number(deadlocks), 0)
    } finally {
      await door.close()
    }
  })

  test('a stop does not wait for ever: what could not be answered is closed, and sent again has one effect (RL-14)', async () => {
    const { door, commits, release } = await openHeldDoor({ limits: { stopMs: 200 } })
    try {
      const sender = await door.sender()
      sender.write(frame(wire(message('unanswered'))))
      await until(() => commits() === 1)
      await door.shut()
      await sender.closed()
      assert.deepEqual(sender.answers, [])
      release()
      await until(async () => (await countMessages(door.needs)).received === 1)
      const again = { feed: 'PAS|RJZ', form: 'hl7v2' as const, receivedAt: Date.now() }
      const [receipt] = await receiveMessages(door.needs, [
        { ...again, bytes: wire(message('unanswered')) },
      ])
      assert.equal(receipt?.duplicate, true)
    } finally {
      release()
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
async function openHeldDoor(
  of: Partial<MllpNeeds> = {},
): Promise<{ door: Door; commits: () => number; release: () => void }> {
  let commits = 0
  let release = (): void => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const door: Door = await openDoor({
    ...of,
    receiveMessages: async (arrivals) => {
      commits += 1
      await held
      return receiveMessages(door.needs, arrivals)
    },
  })
  return { door, commits: () => commits, release }
}
