/**
 * Whatever a hospital says of its patients, visits and numbers: in any order, in any batches and
 * however often it arrives, the same is known in the end, and undoing leaves what would be known
 * without (HL7-05, HL7-09 to HL7-16; RL-06; I8, I10). LCR_HISTORIES asks for more histories;
 * LCR_SEED for the one that failed.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { fileMessages, foldWhileIdle, merges, undoMerge } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { openView } from '../../src/record/prepared-body.ts'
import { history, messagesOf, type Step } from './adt-histories.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const histories = Number(process.env.LCR_HISTORIES ?? 20)
const seed = process.env.LCR_SEED ? { seed: Number(process.env.LCR_SEED) } : {}
const undoable = ['A24', 'A34', 'A40', 'A42', 'A43', 'A44', 'A45', 'A49', 'A50']

describe('what a hospital says of its patients', () => {
  let record: TestRecord
  let tables: string
  before(async () => {
    record = await testRecord(now)
    const found = await record.fresh.superuserQuery<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables
       WHERE schemaname IN ('inbox', 'identity', 'record')
         OR (schemaname = 'access' AND tablename = 'relationship')`,
    )
    tables = found.map(({ name }) => `DELETE FROM ${name}`).join(';')
  })
  after(() => record.close())

  test('the same is known in whatever order it comes (HL7-05, HL7-16, I8)', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat(1_000_000)), async (steps, draws) => {
        const messages = messagesOf(steps)
        const inOrder = await known([messages])
        const mixed = await known(batches(messages, draws))
        assert.deepEqual(mixed, inOrder)
      }),
      { numRuns: histories, ...seed },
    )
  })

  test('what is undone leaves what would be known without it (HL7-15, I10)', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.constantFrom(...undoable), async (steps, what) => {
        const others = steps.map((one) =>
          undoable.includes(one.what) || one.what === 'A37' ? { ...one, what: 'A08' } : one,
        )
        const middle = Math.floor(steps.length / 2)
        const said: Step[] = others.with(middle, { ...steps[middle]!, what })
        const silent = messagesOf(said)
        silent.splice(middle + 3, 1)
        const without = await known([silent])
        await known([messagesOf(said)])
        for (const { mergeId } of await merges(record.needs, 100)) {
          await undoMerge(record.needs, doctor, mergeId)
        }
        assert.deepEqual(await told(), without)
      }),
      { numRuns: Math.ceil(histories / 2), ...seed },
    )
  })

  /** What is known after these batches, in a database that knew nothing. */
  async function known(sent: readonly (readonly string[])[]) {
    await record.fresh.superuserQuery(tables)
    for (const batch of sent) {
      await record.receive(...batch)
      while ((await fileMessages(record.needs, 100)).messages > 0);
    }
    return told()
  }

  async function told() {
    while (await foldWhileIdle(record.needs, 100));
    const rows = await record.fresh.superuserQuery<{
      person_id: string
      labels: string[]
      version: number
      body: Buffer
      fresh: Buffer
    }>('SELECT person_id, labels, version, body, fresh FROM record.prepared')
    const placed = await record.fresh.superuserQuery<{ name: string; person_id: string }>(
      `SELECT s.value AS name, l.person_id FROM identity.source_patient s
       JOIN identity.link l USING (source_patient_id) WHERE l.until IS NULL ORDER BY 1`,
    )
    const persons = [...Map.groupBy(placed, (row) => row.person_id)].map(([id, members]) => ({
      members: members.map((one) => one.name).join(' '),
      views: rows
        .filter((row) => row.person_id === id)
        .map((row) => ({ labels: row.labels, view: withoutArrival(openView(row)) }))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    }))
    const relationships = await record.fresh.superuserQuery(
      `SELECT s.namespace, s.value, r.kind, r.organisation, r.place, r.starts_at, r.ends_at
       FROM access.relationship r JOIN identity.source_patient s USING (source_patient_id)
       ORDER BY 1, 2, 3, 4, 5, 6, 7`,
    )
    return {
      persons: persons.sort((a, b) => (a.members < b.members ? -1 : 1)),
      relationships,
    }
  }
})

/** Any order, cut anywhere; some come twice, as they were or under a new control id. */
function batches(messages: readonly string[], draws: fc.Stream<number>): string[][] {
  const draw = (below: number): number => draws.next().value! % below
  const again = messages.filter(() => draw(4) === 0)
  const resent = messages
    .filter(() => draw(8) === 0)
    .map((message) => message.replace(/\|C(\d+)\|/, (_, number) => `|C9${number}|`))
  const all = [...messages, ...again, ...resent]
  const sent: string[][] = [[]]
  while (all.length > 0) {
    sent.at(-1)!.push(...all.splice(draw(all.length), 1))
    if (draw(3) === 0) sent.push([])
  }
  return sent.filter((batch) => batch.length > 0)
}

/** When it reached us, in how many steps, and what a human was asked of it, is not what is known. */
function withoutArrival(view: RecordView): unknown {
  const sources = Object.entries(view.sources).map(([code, { ods, name, presence }]) => {
    // A feed whose result was moved away was heard all the same, if it was shown here before.
    const recorded = Object.entries(presence).filter(([, one]) => one !== 'nothing-recorded')
    return [code, ods, name, recorded]
  })
  const sections = Object.entries(view.sections).map(([name, items]) => [
    name,
    // What is said again in the same words keeps the time when it was first received so.
    items.map(({ received: _, said, ...item }) =>
      item.kind === 'RelatedPerson' ? item : { ...item, said },
    ),
  ])
  return { ...view, version: 0, sources, sections }
}
