/**
 * However late, often and disordered a hospital's messages arrive, the same people are related
 * from when until when, and known to have died at the same time (LR-06). LCR_HISTORIES asks for
 * more histories; LCR_SEED for the one that failed.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import { fileMessages } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { hour } from '../journeys/fixtures/care.ts'
import { admission } from '../journeys/fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const start = now - 200 * hour
const histories = Number(process.env.LCR_HISTORIES ?? 10)
const seed = process.env.LCR_SEED ? { seed: Number(process.env.LCR_SEED) } : {}

const step = fc.record({
  event: fc.constantFrom('A01', 'A02', 'A03', 'A04', 'A08', 'A11', 'A13', 'A28', 'A31', 'A31'),
  visit: fc.constantFrom('V1', 'V2'),
  patientClass: fc.constantFrom('I', 'I', 'E', 'O'),
  practice: fc.constantFrom('G85001', 'G85002', 'G85003', '', ''),
  /** PID-29 and PID-30. */
  death: fc.constantFrom('', '', '', '|Y', '|N', '20261120|Y'),
})
type Said = Readonly<Record<'event' | 'visit' | 'patientClass' | 'practice' | 'death', string>>

const time = (index: number): string =>
  new Date(start + index * 5 * hour).toISOString().replace(/[-:T]/g, '').slice(0, 14)

function message(step: Said, index: number): string {
  const { event, visit, patientClass, practice, death } = step
  const at = time(index)
  const of = { mrn: '1', control: `C${index}`, event, at, visit, patientClass, admitted: at }
  const text = admission({ ...of, ...(practice && { practice }) })
  return text.replace(/^PID.*$/m, (pid) => {
    const fields = pid.split('|')
    const [date = '', indicator = ''] = death.split('|')
    while (fields.length < 31) fields.push('')
    fields[29] = date
    fields[30] = indicator
    return fields.join('|')
  })
}

describe('relationships out of what a hospital says', () => {
  let record: TestRecord
  let forget: string
  before(async () => {
    record = await testRecord(now)
    const found = await record.fresh.superuserQuery<{ name: string }>(
      `SELECT schemaname || '.' || tablename AS name FROM pg_tables
       WHERE schemaname IN ('inbox', 'identity', 'record')
         OR (schemaname = 'access' AND tablename = 'relationship')`,
    )
    forget = found.map(({ name }) => `DELETE FROM ${name}`).join(';')
  })
  after(() => record.close())

  async function related(batches: readonly (readonly string[])[]): Promise<unknown> {
    await record.fresh.superuserQuery(forget)
    for (const batch of batches) {
      await record.receive(...batch)
      while ((await fileMessages(record.needs, 100)).messages > 0);
    }
    return record.fresh.superuserQuery(
      `SELECT kind, organisation, place, starts_at, ends_at FROM access.relationship
       ORDER BY kind, organisation, starts_at, ends_at`,
    )
  }

  test('are the same in whatever order it comes, and however often (LR-06)', async () => {
    const history = fc.array(step, { minLength: 3, maxLength: 9 })
    let found = 0
    await fc.assert(
      fc.asyncProperty(history, fc.infiniteStream(fc.nat(1_000)), async (steps, draws) => {
        const messages = steps.map(message)
        const inOrder = await related([messages])
        found += (inOrder as unknown[]).length
        assert.deepEqual(await related(messages.map((one) => [one])), inOrder, 'one by one')
        const mixed = [...messages, ...messages]
          .map((one) => ({ one, by: draws.next().value! }))
          .sort((a, b) => a.by - b.by)
          .map(({ one }) => [one])
        assert.deepEqual(await related(mixed), inOrder, 'twice, in any order')
      }),
      { numRuns: histories, ...seed },
    )
    assert.ok(found > histories, 'there were hardly any relationships')
  })

  const said = (practice: string, death = ''): Said => ({
    event: 'A31',
    visit: 'V1',
    patientClass: 'I',
    practice,
    death,
  })

  test('tell the practice since it was first said, and the one before until then (LR-06)', async () => {
    const history = [said('G85001'), said('G85001'), said(''), said('G85002'), said('G85002')]
    const at = (index: number) => new Date(start + index * 5 * hour)
    const messages = history.map(message)
    for (const batches of [[messages], messages.toReversed().map((one) => [one])]) {
      assert.deepEqual(await related(batches), [
        registration('G85001', at(0), at(3)),
        registration('G85002', at(3), null),
      ])
    }
  })

  test('tell a death since it was first said, and take it back (AC-24)', async () => {
    const died = [said('', '|Y'), said('', '|Y')]
    const at = { kind: 'death', organisation: 'RJZ', place: null, ends_at: null }
    const messages = died.map(message)
    const expected = [{ ...at, starts_at: new Date(start) }]
    assert.deepEqual(await related([messages]), expected)
    assert.deepEqual(await related(messages.toReversed().map((one) => [one])), expected)
    assert.deepEqual(await related([[...died, said('', '|N')].map(message)]), [])
    const again = [...died, said('', '|N'), said('', '|Y')].map(message)
    const since = [{ ...at, starts_at: new Date(start + 10 * hour) }]
    assert.deepEqual(await related([again]), since)
  })

  const registration = (organisation: string, starts_at: Date, ends_at: Date | null) => ({
    kind: 'gp-registration',
    organisation,
    place: null,
    starts_at,
    ends_at,
  })
})
