/**
 * In whatever order and in whatever batches one patient's messages come, what is known in the end
 * is the same: the person, the relationships and the prepared record (LR-06, RL-06, I8).
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { holdFilingLock } from '#inbox'
import { fileMessages, foldWhileIdle } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { openView } from '../../src/record/prepared-body.ts'
import { type Admitted, admission, scheduled } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const hospital = { mrn: '100', nhs: '9990000018' }

/** At the quarters of an hour after eight: each happens at a time of its own. */
const at = (quarter: number): string =>
  `20261122${String(8 + Math.floor(quarter / 4)).padStart(2, '0')}${['00', '15', '30', '45'][quarter % 4]}00`
const story = (...events: (Partial<Admitted> & { event: string })[]): string[] =>
  events.map((event, index) =>
    admission({ ...hospital, control: `C${index}`, at: at(index), ...event }),
  )

const stories: Readonly<Record<string, readonly string[]>> = {
  'admitted, moved, discharged, updated, and the discharge taken back': story(
    { event: 'A01' },
    { event: 'A02', ward: 'BRUNEL' },
    { event: 'A03', ward: 'BRUNEL', discharged: at(2) },
    { event: 'A08', ward: 'BRUNEL', family: 'KHAN-AHMED' },
    { event: 'A13', ward: 'BRUNEL' },
  ),
  'admitted, moved, the move taken back, discharged, updated': story(
    { event: 'A01' },
    { event: 'A02', ward: 'BRUNEL' },
    { event: 'A12' },
    { event: 'A03', discharged: at(3) },
    { event: 'A08', given: 'AYESHA' },
  ),
  'admitted, cancelled, updated, and admitted again': story(
    { event: 'A01' },
    { event: 'A11' },
    { event: 'A08', family: 'KHAN-AHMED' },
    { event: 'A01', visit: 'V2', admitted: at(3) },
    { event: 'A28', practice: 'G85001' },
  ),
  'two numbers merged, each with a visit of its own': [
    ...story({ event: 'A01' }, { event: 'A03', discharged: at(1) }),
    admission({ mrn: '200', control: 'D1', event: 'A04', at: at(3), patientClass: 'E' }),
    admission({ mrn: '100', control: 'D2', event: 'A40', at: at(4), merged: '200' }),
    admission({ mrn: '200', control: 'D3', event: 'A08', at: at(5), patientClass: 'E' }),
  ],
  'an appointment that is booked, moved, cancelled and booked again': [
    ...story({ event: 'A28' }),
    ...['S12', 'S13', 'S15', 'S12'].map((event, index) =>
      scheduled({
        control: `F${index}`,
        mrn: hospital.mrn,
        event,
        at: at(index + 1),
        start: `202612${index + 10}093000`,
      }),
    ),
  ],
  'two hospitals of which one leaves the NHS number out at times': [
    admission({ ...hospital, control: 'E1', event: 'A28', at: at(0) }),
    admission({ mrn: '100', control: 'E2', event: 'A01', at: at(1) }),
    admission({
      mrn: '7',
      nhs: hospital.nhs,
      facility: 'RJ2',
      control: 'E3',
      event: 'A01',
      at: at(2),
    }),
    admission({
      mrn: '7',
      facility: 'RJ2',
      control: 'E4',
      event: 'A08',
      at: at(3),
      given: 'AYESHA',
    }),
  ],
}

describe('messages in any order and in any batches', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  for (const [name, messages] of Object.entries(stories)) {
    test(`${name}: converge (LR-06)`, async () => {
      const inOrder = await known([messages])
      assert.ok(inOrder.persons.length > 0)
      await fc.assert(
        fc.asyncProperty(batches(messages), async (sent) => {
          assert.deepEqual(await known(sent), inOrder)
        }),
        { numRuns: 12 },
      )
    })
  }

  test('folding waits for whoever files, or it would write back what was taken away meanwhile', async () => {
    await known([stories[Object.keys(stories)[0]!]!])
    await record.send(...story({ event: 'A08', control: 'fold', at: at(9) }))
    let isFolded = false
    const { database } = record.needs
    const folding = await database.transaction('filing', async (tx) => {
      await holdFilingLock(tx)
      const begun = foldWhileIdle(record.needs, 100).then(() => {
        isFolded = true
      })
      const waits = `SELECT count(*) AS n FROM pg_locks JOIN pg_database d ON d.oid = database
        WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()`
      while ((await database.query<{ n: number }>('serving', waits)).rows[0]!.n === 0) {
        assert.equal(isFolded, false)
      }
      return { begun }
    })
    await folding.begun
  })

  /** What is known after these batches, in a database that knew nothing. */
  async function known(sent: readonly (readonly string[])[]) {
    await record.fresh.superuserQuery(forget)
    for (const batch of sent) {
      await record.receive(...batch)
      while ((await fileMessages(record.needs, 100)).messages > 0);
    }
    const before = await views()
    while (await foldWhileIdle(record.needs, 100));
    assert.deepEqual(await views(), before, 'folding changes nothing')
    return { persons: before, relationships: await relationships() }
  }

  async function views(): Promise<unknown[]> {
    const rows = await record.fresh.superuserQuery<{
      version: number
      body: Buffer
      fresh: Buffer
    }>('SELECT version, body, fresh FROM record.prepared')
    const told = rows.map((row) => withoutArrival(openView(row)))
    return told.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }

  const relationships = (): Promise<unknown[]> =>
    record.fresh.superuserQuery(
      `SELECT s.namespace, s.value, r.kind, r.organisation, r.place, r.starts_at, r.ends_at
       FROM access.relationship r JOIN identity.source_patient s USING (source_patient_id)
       ORDER BY 1, 2, 3, 6, 7`,
    )
})

const forget = `DELETE FROM inbox.message; DELETE FROM inbox.outcome; DELETE FROM inbox.duplicate;
  DELETE FROM inbox.set_aside; DELETE FROM identity.source_patient; DELETE FROM identity.link;
  DELETE FROM identity.merge; DELETE FROM identity.identifier; DELETE FROM record.person;
  DELETE FROM record.entry; DELETE FROM record.claim; DELETE FROM record.heard; DELETE FROM record.pack; DELETE FROM record.prepared;
  DELETE FROM record.unfolded; DELETE FROM access.relationship`

/** Any order, cut anywhere; some come twice. */
const batches = (messages: readonly string[]): fc.Arbitrary<string[][]> =>
  fc
    .record({
      order: fc.shuffledSubarray([...messages], { minLength: messages.length }),
      again: fc.subarray([...messages]),
      cuts: fc.array(fc.boolean(), { minLength: messages.length, maxLength: messages.length }),
    })
    .map(({ order, again, cuts }) => {
      const sent: string[][] = [[]]
      order.forEach((message, index) => {
        sent.at(-1)!.push(message)
        if (cuts[index]) sent.push([])
      })
      return [...sent, again]
    })

/** When it reached us, and how many steps that took, is not what is known. */
function withoutArrival(view: RecordView): unknown {
  const sources = Object.entries(view.sources).map(([code, { lastReceived: _, ...source }]) => [
    code,
    source,
  ])
  const sections = Object.entries(view.sections).map(([name, items]) => [
    name,
    items.map(({ received: _, ...item }) => item),
  ])
  return { ...view, version: 0, sources, sections }
}
