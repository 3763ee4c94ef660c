/**
 * What senders do to their own numbers: visits and accounts that go to another patient, links,
 * deletions, and merges that wait for a human (HL7-10 to HL7-16; I10).
 */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { confirmMerge, merges, undoMerge } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import type { RecordView } from '#vocabulary'
import { openView } from '../../src/record/prepared-body.ts'

describe('what senders do to their own numbers', () => {
  let record: TestRecord
  let patient = 0
  let control = 0
  before(async () => {
    record = await testRecord(Date.parse('2026-11-22T18:00:00Z'))
  })
  beforeEach(() => {
    patient += 2
  })
  after(() => record.close())

  const one = (): string => `M${patient}`
  const other = (): string => `M${patient + 1}`

  interface Said {
    readonly mrn?: string
    readonly born?: string
    readonly account?: string
    readonly pv1?: Readonly<Record<number, string>>
    readonly mrg?: Readonly<Record<number, string>>
    readonly more?: readonly string[]
    /** Of the second PID. */
    readonly second?: string
  }

  const pid = (mrn: string, { born = '', account = '' }: Said = {}): string =>
    fields('PID', { 1: '1', 3: `${mrn}^^^RJZ^MR`, 5: 'ROWE^TESSA', 7: born, 18: account })

  /** `at`: the hour of the day. */
  function adt(event: string, at: number, of: Said = {}): string {
    const time = `20261122${String(at).padStart(2, '0')}0000`
    return [
      `MSH|^~\\&|PAS|RJZ|LCR|LCR|${time}||ADT^${event}|Q${++control}|P|2.4`,
      `EVN|${event}|${time}||||${time}`,
      pid(of.mrn ?? one(), of),
      ...(of.second ? [pid(of.second)] : []),
      ...(of.more ?? []),
      ...(of.mrg ? [fields('MRG', of.mrg)] : []),
      ...(of.pv1 ? [fields('PV1', { 2: 'I', 3: 'BYRON', ...of.pv1 })] : []),
    ].join('\n')
  }

  const potassium = (mrn: string, visit: string, at: number, value: string): string => {
    const time = `20261122${String(at).padStart(2, '0')}0000`
    return [
      `MSH|^~\\&|LAB|RJZ|LCR|LCR|${time}||ORU^R01|Q${++control}|P|2.4`,
      fields('PID', { 3: `${mrn}^^^RJZ^MR` }),
      fields('PV1', { 19: visit }),
      `OBR|1|O${control}|L${control}|UE^Urea^LOCAL|||${time}|||||||||||||||${time}||CH|F`,
      `OBX|1|NM|K^Potassium^LOCAL||${value}|mmol/L|3.5-5.3||||F|||${time}`,
    ].join('\n')
  }

  const moved = (mrn: string): string => `${mrn}^^^RJZ^MR`

  async function shown(mrn: string): Promise<RecordView['sections'] | undefined> {
    const personId = await record.personOf('RJZ/MRN', mrn)
    const [row] = await record.fresh.superuserQuery<{
      version: number
      body: Buffer
      fresh: Buffer
    }>(
      `SELECT version, body, fresh FROM record.prepared WHERE person_id = $1
       ORDER BY cardinality(labels) DESC LIMIT 1`,
      [personId],
    )
    return row && openView(row).sections
  }
  const values = async (mrn: string): Promise<(string | undefined)[]> =>
    ((await shown(mrn))?.results ?? []).map((item) => item.result?.value)
  const visits = async (mrn: string): Promise<(string | undefined)[]> =>
    ((await shown(mrn))?.visits ?? []).map((item) => item.status)
  const relatives = async (mrn: string): Promise<string[]> =>
    ((await shown(mrn))?.['people-and-teams'] ?? []).map((item) => item.title)
  const newest = async () => (await merges(record.needs, 1))[0]!
  const setAside = async (reason: string): Promise<number> =>
    (await record.reckon()).reasons[reason as 'conflict'] ?? 0

  test('A45 takes the visit and what was said in it until then, and undoing brings it back', async () => {
    await record.send(
      adt('A28', 7, { mrn: one() }),
      adt('A01', 8, { mrn: other(), pv1: { 19: 'X1' } }),
      potassium(other(), 'X1', 9, '6.1'),
      potassium(other(), 'X2', 9, '4.0'),
      adt('A45', 10, { mrg: { 1: moved(other()), 5: 'X1' }, pv1: { 19: 'X1' } }),
    )
    assert.deepEqual(await values(one()), ['6.1'])
    assert.deepEqual(await visits(one()), ['In hospital now'])
    assert.deepEqual(await values(other()), ['4.0'])
    assert.deepEqual(await visits(other()), [])
    // What was said of it before and comes late goes along; what is said since stays.
    await record.send(potassium(other(), 'X1', 9, '5.9'), potassium(other(), 'X1', 11, '3.9'))
    assert.deepEqual((await values(one())).sort(), ['5.9', '6.1'])
    assert.deepEqual((await values(other())).sort(), ['3.9', '4.0'])
    const { mergeId, kind, state, what } = await newest()
    assert.deepEqual([kind, state, what], ['move', 'applied', 'visit:RJZ/X1'])
    assert.equal(await undoMerge(record.needs, doctor, mergeId), true)
    assert.deepEqual(await values(one()), [])
    assert.deepEqual((await values(other())).sort(), ['3.9', '4.0', '5.9', '6.1'])
    assert.equal((await newest()).state, 'undone')
  })

  test('A45 before what it moves is known is the same, and the order of two moves too', async () => {
    await record.send(
      adt('A45', 11, { mrn: other(), mrg: { 1: moved(one()), 5: 'Y1' }, pv1: { 19: 'Y1' } }),
      adt('A45', 10, { mrg: { 1: moved(other()), 5: 'Y1' }, pv1: { 19: 'Y1' } }),
      potassium(other(), 'Y1', 9, '6.2'),
    )
    assert.deepEqual(await values(one()), [])
    assert.deepEqual(await values(other()), ['6.2'])
  })

  test('A44 takes an account with its visits, and results that name the visit alone', async () => {
    await record.send(
      adt('A28', 7),
      adt('A01', 8, { mrn: other(), account: 'AC1', pv1: { 19: 'Z1' } }),
      potassium(other(), 'Z1', 9, '5.5'),
      adt('A44', 10, { account: 'AC1', mrg: { 1: moved(other()), 3: 'AC1' } }),
    )
    assert.deepEqual(await values(one()), ['5.5'])
    assert.deepEqual(await visits(one()), ['In hospital now'])
    assert.deepEqual(await visits(other()), [])
  })

  test('A50 and A42 give a visit another number: it stays one visit', async () => {
    await record.send(
      adt('A01', 8, { pv1: { 19: 'P1' } }),
      adt('A50', 9, { mrg: { 1: moved(one()), 5: 'P1' }, pv1: { 19: 'P2' } }),
      adt('A03', 10, { pv1: { 19: 'P2' } }),
    )
    assert.equal((await visits(one())).length, 1)
  })

  test('a discharge without a number ends the one open stay, and of two it ends none', async () => {
    await record.send(adt('A01', 8, { pv1: { 19: 'N1' } }), adt('A03', 9, { pv1: {} }))
    assert.equal((await visits(one())).length, 1)
    assert.notDeepEqual(await visits(one()), ['In hospital now'])
    const before = await setAside('conflict')
    await record.send(
      adt('A03', 9, { mrn: other(), pv1: {} }),
      adt('A01', 7, { mrn: other(), pv1: { 19: 'N2' } }),
      adt('A01', 8, { mrn: other(), pv1: { 19: 'N3' } }),
    )
    assert.deepEqual(await visits(other()), ['In hospital now', 'In hospital now'])
    assert.equal(await setAside('conflict'), before + 1)
    // Which one it was is known once the other has ended on its own.
    await record.send(adt('A03', 8, { mrn: other(), pv1: { 19: 'N2', 45: '20261122073000' } }))
    assert.equal((await visits(other())).includes('In hospital now'), false)
  })

  test('a cancellation without a number takes back the one admission', async () => {
    await record.send(adt('A11', 9, { pv1: {} }), adt('A01', 8, { pv1: { 19: 'R1' } }))
    assert.equal((await visits(one())).includes('In hospital now'), false)
  })

  test('A29 shows nothing more, deletes nothing, and is ended by newer news of the patient', async () => {
    const before = await setAside('conflict')
    await record.send(
      adt('A01', 8, { pv1: { 19: 'D1' } }),
      potassium(one(), 'D1', 9, '5.1'),
      adt('A29', 10),
    )
    assert.equal(await shown(one()), undefined)
    assert.equal(await setAside('conflict'), before + 1)
    await record.send(potassium(one(), 'D1', 11, '5.2'), adt('A08', 9, { pv1: { 19: 'D1' } }))
    assert.equal(await shown(one()), undefined)
    await record.send(adt('A31', 12))
    assert.deepEqual((await values(one())).sort(), ['5.1', '5.2'])
  })

  test('A24 joins two that both live on, the newest of A24 and A37 holds', async () => {
    const isOne = async (): Promise<boolean> =>
      (await record.personOf('RJZ/MRN', one())) === (await record.personOf('RJZ/MRN', other()))
    await record.send(
      adt('A28', 7),
      adt('A28', 7, { mrn: other() }),
      adt('A24', 9, { second: other() }),
    )
    assert.equal(await isOne(), true)
    assert.equal((await newest()).kind, 'link')
    const persons = await record.personOf('RJZ/MRN', one())
    await record.send(adt('A37', 10, { mrn: other(), second: one() }))
    assert.equal(await isOne(), false)
    assert.ok(persons)
    await record.send(adt('A24', 8, { second: other() }))
    assert.equal(await isOne(), false)
    await record.send(adt('A24', 11, { second: other() }))
    assert.equal(await isOne(), true)
  })

  test('A37 of what was never linked is put before a human', async () => {
    const before = await setAside('merge-unclear')
    await record.send(adt('A37', 9, { second: other() }))
    assert.equal(await setAside('merge-unclear'), before + 1)
  })

  test('HL7-13: a held merge does not act when the contradiction is corrected; a human confirms', async () => {
    const isOne = async (): Promise<boolean> =>
      (await record.personOf('RJZ/MRN', one())) === (await record.personOf('RJZ/MRN', other()))
    await record.send(
      adt('A28', 7, { born: '19700101' }),
      adt('A28', 7, { mrn: other(), born: '19850505' }),
      adt('A40', 9, { mrg: { 1: moved(other()) } }),
    )
    assert.deepEqual([await isOne(), (await newest()).state], [false, 'held'])
    await record.send(adt('A31', 10, { mrn: other(), born: '19700101' }))
    assert.deepEqual([await isOne(), (await newest()).state], [false, 'held'])
    const before = [
      await record.personOf('RJZ/MRN', one()),
      await record.personOf('RJZ/MRN', other()),
    ]
    const { mergeId } = await newest()
    assert.equal(await confirmMerge(record.needs, doctor, mergeId), true)
    assert.equal(await confirmMerge(record.needs, doctor, mergeId), false)
    assert.deepEqual([await isOne(), (await newest()).state], [true, 'applied'])
    // Undone, both are the very persons that they were.
    assert.equal(await undoMerge(record.needs, doctor, mergeId), true)
    assert.deepEqual(
      [await record.personOf('RJZ/MRN', one()), await record.personOf('RJZ/MRN', other())],
      before,
    )
    const noted = await record.fresh.superuserQuery<{ action: string }>(
      `SELECT action FROM audit.event WHERE action LIKE '%-merge' ORDER BY at, event_id`,
    )
    assert.ok(noted.some((event) => event.action === 'confirm-merge'))
  })

  test('HL7-14: a merge that is corrected goes to where the sender said last', async () => {
    const third = `${other()}x`
    await record.send(
      ...[one(), other(), third].map((mrn) => adt('A28', 7, { mrn })),
      adt('A40', 9, { mrn: third, mrg: { 1: moved(other()) } }),
      adt('A40', 8, { mrn: one(), mrg: { 1: moved(other()) } }),
    )
    const [a, b, c] = await Promise.all(
      [one(), other(), third].map((mrn) => record.personOf('RJZ/MRN', mrn)),
    )
    assert.equal(b, c)
    assert.notEqual(a, b)
  })

  test('HL7-14: two numbers that each retire the other are one patient, and a human is told', async () => {
    const before = await setAside('merge-unclear')
    await record.send(
      adt('A28', 7),
      adt('A28', 7, { mrn: other() }),
      adt('A40', 8, { mrg: { 1: moved(other()) } }),
      adt('A40', 9, { mrn: other(), mrg: { 1: moved(one()) } }),
    )
    assert.equal(await record.personOf('RJZ/MRN', one()), await record.personOf('RJZ/MRN', other()))
    assert.equal(await setAside('merge-unclear'), before + 1)
  })

  test('HL7-05: each field has its own time, and silence is not one', async () => {
    const said = async () =>
      (
        await record.fresh.superuserQuery<{ family: string; birth_date: string }>(
          `SELECT birth_date, identity_unknown FROM identity.source_patient WHERE value = $1`,
          [one()],
        )
      )[0]
    await record.send(
      adt('A31', 10),
      adt('A31', 8, { born: '19700101' }),
      adt('A31', 9, { born: '19710101' }),
      adt('A31', 7, { born: '19720101' }),
    )
    assert.deepEqual(await said(), { birth_date: '1971-01-01', identity_unknown: false })
  })

  test('HL7-09: a shorter list of relatives leaves no tail, in whatever order it comes', async () => {
    const list = (...names: string[]): { more: string[] } => ({
      more: names.map((name, index) => `NK1|${index + 1}|ROWE^${name}|3`),
    })
    await record.send(adt('A31', 8, list('ADA', 'BEN', 'CAL')), adt('A31', 9, list('ADA')))
    assert.equal((await relatives(one())).length, 1)
    await record.send(adt('A31', 10))
    assert.equal((await relatives(one())).length, 1)
    await record.send(
      adt('A31', 9, { mrn: other(), ...list('DEE', 'EVE') }),
      adt('A31', 8, { mrn: other(), ...list('ADA', 'BEN', 'CAL') }),
    )
    assert.deepEqual((await relatives(other())).length, 2)
  })

  test('relatives of a patient with whom care is asked for are restricted, told before or after', async () => {
    const labels = (): Promise<{ labels: string[] | null }[]> =>
      record.fresh.superuserQuery(
        `SELECT e.labels FROM record.entry e JOIN identity.source_patient s USING (source_patient_id)
         WHERE e.kind = 'RelatedPerson' AND e.until IS NULL AND s.value = $1`,
        [one()],
      )
    await record.send(adt('A31', 8, { more: ['NK1|1|ROWE^ADA|3'] }))
    assert.deepEqual(await labels(), [{ labels: null }])
    await record.send(adt('A01', 9, { pv1: { 16: 'S', 19: 'S1' } }))
    assert.deepEqual(await labels(), [{ labels: ['restricted'] }])
    await record.send(adt('A31', 10, { more: ['NK1|1|ROWE^ZOE|3'] }))
    assert.deepEqual(await labels(), [{ labels: ['restricted'] }])
  })
})

function fields(name: string, known: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(known).map(Number))
  return [name, ...Array.from({ length: last }, (_, index) => known[index + 1] ?? '')].join('|')
}
