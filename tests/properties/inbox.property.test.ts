/** Whatever arrives, however often, in whatever batches: kept once, filed once, in order (RL-05, I1, I2). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { isTemporary } from '#database'
import { type Arrival, countMessages, fileMessages, receiveMessages } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { admission } from '../journeys/fixtures/messages.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const day = 86_400_000

/** Two feeds that use few numbers, and few things to say. */
const arrival: fc.Arbitrary<Arrival> = fc
  .record({
    application: fc.constantFrom('PAS', 'EPR'),
    control: fc.constantFrom('1', '2', ''),
    given: fc.constantFrom('AISHA', 'AYESHA'),
    minute: fc.nat(3),
  })
  .map(({ application, control, given, minute }) => ({
    feed: `${application}|RJZ`,
    form: 'hl7v2',
    controlId: control,
    bytes: Buffer.from(admission({ application, control, given, mrn: '1' }).replaceAll('\n', '\r')),
    receivedAt: now + minute * 60_000,
  }))
const batches = fc.array(fc.array(arrival, { minLength: 1, maxLength: 5 }), { maxLength: 5 })

describe('the inbox', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  const forget = (): Promise<unknown> =>
    record.fresh.superuserQuery(`DELETE FROM inbox.message; DELETE FROM inbox.pending;
      DELETE FROM inbox.outcome; DELETE FROM inbox.duplicate; DELETE FROM inbox.set_aside;
      DELETE FROM identity.source_patient; DELETE FROM identity.link; DELETE FROM identity.identifier;
      DELETE FROM record.person; DELETE FROM record.entry; DELETE FROM record.claim; DELETE FROM record.heard; DELETE FROM record.pack;
      DELETE FROM record.prepared; DELETE FROM access.relationship`)

  const nameOf = (one: Arrival): string => `${one.feed} ${Buffer.from(one.bytes).toString('hex')}`
  const entries = () =>
    record.fresh.superuserQuery(
      'SELECT key, content, since, until FROM record.entry ORDER BY key, since',
    )

  /** By two at once, as two processes would. */
  async function fileAll(batch: number): Promise<void> {
    const drain = async (): Promise<void> => {
      while ((await fileMessages(record.needs, batch)).messages > 0);
    }
    await Promise.all([drain(), drain()])
  }

  test('keeps the same bytes once, counts each repeat, and tells every sender which message it is', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.boolean(), async (all, atOnce) => {
        await forget()
        // Two that hold the same messages in another order may collide: a sender sends again.
        const send = (batch: Arrival[]): ReturnType<typeof receiveMessages> =>
          receiveMessages(record.needs, batch).catch((error: unknown) => {
            if (isTemporary(error)) return send(batch)
            throw error
          })
        const receipts = atOnce
          ? await Promise.all(all.map(send))
          : await all.reduce(
              async (done, batch) => [...(await done), await send(batch)],
              Promise.resolve([] as Awaited<ReturnType<typeof send>>[]),
            )
        const ids = new Map<string, Set<number>>()
        let fresh = 0
        all.forEach((batch, at) => {
          assert.equal(receipts[at]!.length, batch.length)
          batch.forEach((one, index) => {
            const { messageId, duplicate } = receipts[at]![index]!
            if (!duplicate) fresh += 1
            ids.set(nameOf(one), (ids.get(nameOf(one)) ?? new Set()).add(messageId))
          })
        })
        assert.ok([...ids.values()].every((each) => each.size === 1))
        assert.equal(new Set([...ids.values()].map(([each]) => each)).size, ids.size)
        assert.equal(fresh, ids.size)
        const counted = await countMessages(record.needs)
        assert.equal(counted.received, ids.size)
        assert.equal(counted.duplicates, all.flat().length - ids.size)
        assert.equal(counted.pending, ids.size)
      }),
      { numRuns: 15 },
    )
  })

  test('files each once, sets aside what bears a number again with other content, and leaves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 4 }), async (all, batch) => {
        await forget()
        const before = new Map<string, string>()
        const conflicts = new Set<string>()
        for (const arrivals of all) {
          await receiveMessages(record.needs, arrivals)
          for (const one of arrivals) {
            const name = nameOf(one)
            const number = `${one.feed} ${one.controlId}`
            const first = before.get(number) ?? name
            before.set(number, first)
            if (one.controlId && first !== name) conflicts.add(name)
          }
        }
        await fileAll(batch)
        const counted = await countMessages(record.needs)
        assert.equal(counted.pending, 0)
        assert.equal(counted.setAside, conflicts.size)
        assert.equal(counted.filed, counted.received - conflicts.size)
        assert.equal(counted.reasons.conflict ?? 0, conflicts.size)
        // Everything again: nothing is filed a second time.
        const known = await entries()
        for (const arrivals of all) await receiveMessages(record.needs, arrivals)
        await fileAll(batch)
        assert.deepEqual(await entries(), known)
        assert.equal((await countMessages(record.needs)).received, counted.received)
      }),
      { numRuns: 15 },
    )
  })

  test('a number may be used again after a day', async () => {
    await forget()
    const [first, next, last] = ['A', 'B', 'C'].map((given) =>
      Buffer.from(admission({ control: 'daily', given, mrn: '1' }).replaceAll('\n', '\r')),
    )
    const send = (bytes: Buffer, receivedAt: number) =>
      receiveMessages(record.needs, [
        { feed: 'PAS|RJZ', form: 'hl7v2', controlId: 'daily', bytes, receivedAt },
      ])
    await send(first!, now)
    await send(next!, now + day - 1_000)
    await send(last!, now + 2 * day)
    await fileAll(10)
    const { filed, reasons } = await countMessages(record.needs)
    assert.deepEqual([filed, reasons.conflict], [2, 1])
  })
})
