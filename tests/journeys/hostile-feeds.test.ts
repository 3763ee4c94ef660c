/**
 * A feed that behaves beside one that does not: everything that the good one sends is
 * acknowledged and filed, whatever its neighbour does (RL-08, RL-10). How long it waits for its
 * acknowledgements, with and without the neighbour, is told and not judged: machines differ.
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { countMessages, setAsideMessages } from '#journeys'
import { frame } from '../../src/doors/mllp/frames.ts'
import type { MllpLimits } from '../../src/doors/mllp/mllp.ts'
import { admission } from './fixtures/messages.ts'
import { type Door, openDoor, until, wire } from './mllp-door.ts'

const MiB = 1024 * 1024
const goodMessages = 25
const bad = { application: 'BAD', facility: 'RYJ' }
const badly = (control: string, more: object = {}): string =>
  admission({ control, mrn: control, ...bad, ...more })

interface Beside {
  readonly limits?: Partial<MllpLimits>
  /** What the neighbour does; it is over when this resolves. */
  readonly hostile: (door: Door) => Promise<void>
  /** What must be true of it when all is filed. */
  readonly facts: (door: Door) => Promise<void>
}

async function beside(t: TestContext, { limits, hostile, facts }: Beside): Promise<void> {
  const door = await openDoor({ ...(limits && { limits }) })
  try {
    const alone = await sendGood(door, 'alone', () => false)
    let isOver = false
    const raging = hostile(door).finally(() => {
      isOver = true
    })
    const [together] = await Promise.all([sendGood(door, 'together', () => !isOver), raging])
    await door.settled()
    const [filed] = await door.fresh.superuserQuery<{ messages: string }>(
      `SELECT count(*) AS messages FROM inbox.message JOIN inbox.outcome o USING (message_id)
       WHERE feed = 'GOOD|RJZ' AND o.outcome = 'filed'`,
    )
    assert.equal(Number(filed?.messages), alone.length + together.length)
    const { received, filed: all, setAside, pending } = await countMessages(door.needs)
    assert.deepEqual([pending, all + setAside], [0, received])
    // A connection that was hung up on gives back what it held once its end has been seen.
    await until(() => door.figures().bytesHeld === 0)
    assert.equal(door.figures().oldestUnansweredMs, 0)
    assert.deepEqual(door.faults, [])
    await facts(door)
    t.diagnostic('acknowledgement of the good feed, ms    messages    median       p95       max')
    t.diagnostic(row('  by itself', alone))
    t.diagnostic(row('  beside this neighbour', together))
  } finally {
    await door.close()
  }
}

/** Messages one after the other, each acknowledged; so many at least, and as long as `goesOn`. */
async function sendGood(door: Door, name: string, goesOn: () => boolean): Promise<number[]> {
  const sender = await door.sender()
  const waited: number[] = []
  for (let n = 0; n < goodMessages || (goesOn() && n < 2_000); n++) {
    const control = `good-${name}-${n}`
    const began = performance.now()
    const mrn = `G${n % 10}`
    const text = admission({ control, mrn, application: 'GOOD', event: 'A08', visit: `V${mrn}` })
    const answer = await sender.send(text)
    waited.push(performance.now() - began)
    assert.deepEqual([answer?.code, answer?.control], ['AA', control])
    await pause(5)
  }
  return waited
}

function row(name: string, waited: readonly number[]): string {
  const sorted = waited.toSorted((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  const cells = [String(sorted.length), at(0.5), at(0.95), at(1)]
  return name.padEnd(36) + cells.map((cell) => cell.padStart(11)).join(' ')
}

test('(a) beside one whose every second message is rubbish (RL-02)', async (t) => {
  const each = 100
  await beside(t, {
    async hostile(door) {
      const sender = await door.sender()
      for (let n = 0; n < each; n++) {
        assert.equal((await sender.send(badly(`half-${n}`)))?.code, 'AA')
        const rubbish =
          n % 2 ? randomBytes(300).toString('base64') : `<?xml version="1.0"?><a n="${n}"/>`
        assert.equal((await sender.send(rubbish))?.code, 'AR')
      }
    },
    async facts(door) {
      const { reasons } = await countMessages(door.needs)
      assert.equal(reasons['not-hl7'], each)
      assert.equal(door.figures().refused['not-hl7'], each)
      assert.ok((await setAsideMessages(door.needs, 10)).every((line) => line.words.length > 20))
    },
  })
})

test('(b) beside one that never reads its acknowledgements (RL-08)', async (t) => {
  await beside(t, {
    limits: { stalledMs: 500 },
    async hostile(door) {
      const deaf = await door.sender()
      deaf.socket.removeAllListeners('data').pause()
      const isOver = new Promise<void>((resolve) => deaf.socket.once('close', () => resolve()))
      for (let sent = 0; !deaf.isClosed && sent < 20_000; ) {
        // Its answers are as long as its name, so that they fill what the network holds for it.
        const more = Array.from({ length: 20 }, () =>
          frame(wire(badly(`deaf-${sent++}`, { application: 'A'.repeat(3_000) }))),
        )
        if (deaf.socket.write(Buffer.concat(more))) continue
        await Promise.race([isOver, new Promise((resolve) => deaf.socket.once('drain', resolve))])
      }
      await isOver
    },
    async facts(door) {
      assert.equal(door.figures().cutOff.deaf, 1)
    },
  })
})

test('(c) beside twenty that send one byte now and then (RL-10)', async (t) => {
  await beside(t, {
    limits: { frameMs: 600 },
    async hostile(door) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, of) => {
          const sender = await door.sender()
          const bytes = frame(wire(badly(`slow-${of}`)))
          for (let at = 0; at < bytes.length - 1 && !sender.isClosed; at++) {
            sender.write(bytes.subarray(at, at + 1))
            await pause(20)
          }
          await sender.closed()
          assert.deepEqual(sender.answers, [])
        }),
      )
    },
    async facts(door) {
      assert.equal(door.figures().cutOff.slow, 20)
      assert.equal(door.figures().receivedByFeed['BAD|RYJ'], undefined)
    },
  })
})

test('(d) beside one that sends a message of 60 MB, and one that is too large (RL-10)', async (t) => {
  await beside(t, {
    async hostile(door) {
      const letter = randomBytes(45 * MiB).toString('base64')
      const text = [
        'MSH|^~\\&|BAD|RYJ|LCR|LCR|20261122080000||ORU^R01|sixty|P|2.4',
        'PID|1||sixty^^^RYJ^MR',
        'OBR|1||1|L^Letter^LOCAL|||20261122080000',
        `OBX|1|ED|L^Letter^LOCAL||^application^octet-stream^Base64^${letter}||||||F`,
      ].join('\r')
      assert.ok(text.length > 59 * MiB)
      const sender = await door.sender()
      assert.equal((await sender.send(Buffer.from(text)))?.code, 'AA')
      const larger = await door.sender()
      larger.write(Buffer.from('\x0bMSH|^~\\&|BAD|RYJ|LCR|LCR|2026||ORU^R01|seventy|P|2.4\rNTE|'))
      const piece = Buffer.alloc(MiB, 'A')
      for (let sent = 0; sent < 70 && !larger.isClosed; sent++) {
        larger.write(piece)
        await pause(1)
      }
      const answer = await larger.answer()
      assert.ok(answer === undefined || answer.code === 'AR')
    },
    async facts(door) {
      assert.equal(door.figures().refused['too-large'], 1)
      const sizes = await door.fresh.superuserQuery(
        `SELECT FROM inbox.message WHERE feed = 'BAD|RYJ'`,
      )
      assert.equal(sizes.length, 1)
    },
  })
})

test('(e) beside one that says UTF-8 and sends windows-1252 (§1.3.2)', async (t) => {
  const messages = 50
  await beside(t, {
    async hostile(door) {
      const sender = await door.sender()
      for (let n = 0; n < messages; n++) {
        const text = badly(`ansi-${n}`, { family: 'MÜLLER-Ñ£' })
        const says = text.replace('|P|2.4', '|P|2.4||||||UNICODE UTF-8').replaceAll('\n', '\r')
        assert.equal((await sender.send(Buffer.from(says, 'latin1')))?.code, 'AA')
      }
    },
    async facts(door) {
      const { notUnderstood, setAside } = await countMessages(door.needs)
      const said = notUnderstood.find((one) => one.feed === 'BAD|RYJ' && /UTF-8/.test(one.what))
      assert.deepEqual([said?.times, setAside], [messages, 0])
      const names = await door.fresh.superuserQuery<{ family: string }>(
        `SELECT DISTINCT family FROM identity.source_patient WHERE namespace LIKE 'RYJ/%'`,
      )
      assert.deepEqual(
        names.map(({ family }) => family.toUpperCase()),
        ['MÜLLER-Ñ£'],
      )
    },
  })
})

test('(f) beside one that merges everybody with everybody, in chains and circles (RL-06)', async (t) => {
  const [patients, merges] = [100, 2_000]
  await beside(t, {
    async hostile(door) {
      const sender = await door.sender()
      const mrn = (n: number): string => `M${n % patients}`
      const texts = Array.from({ length: patients }, (_, n) =>
        admission({ control: `p-${n}`, mrn: mrn(n), event: 'A28', ...bad, given: `P${n}` }),
      )
      for (let n = 0; n < merges; n++) {
        // Chains first, then each pair the other way round, then all over the place.
        const [one, other] =
          n < patients ? [n + 1, n] : n < 2 * patients ? [n, n + 1] : [n * 7, n * 13 + (n >> 5)]
        if (mrn(one) === mrn(other)) continue
        texts.push(
          admission({
            control: `m-${n}`,
            mrn: mrn(one),
            merged: mrn(other),
            event: 'A40',
            at: `202611220900${String(n % 60).padStart(2, '0')}`,
            ...bad,
            given: `P${one % patients}`,
          }),
        )
      }
      sender.write(Buffer.concat(texts.map((text) => frame(wire(text)))))
      await until(() => sender.answers.length === texts.length, 120_000)
      assert.ok(sender.answers.every((answer) => answer.code === 'AA'))
      await door.settled(240_000)
    },
    async facts(door) {
      const { notKept } = door.figures()
      assert.equal(notKept, 0)
    },
  })
})

test('(g) beside 500 connections that open and do nothing (RL-08)', async (t) => {
  await beside(t, {
    limits: { connectionsMax: 100 },
    async hostile(door) {
      for (let n = 0; n < 500; n++) await door.sender()
      const late = await door.sender()
      assert.equal((await late.send(badly('late')))?.code, 'AA')
    },
    async facts(door) {
      assert.ok(door.figures().connections <= 100)
      assert.ok((door.figures().cutOff.silent ?? 0) >= 400)
      assert.equal(door.figures().cutOff['too-many-connections'], undefined)
    },
  })
})
