import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Encounter } from 'fhir/r4'
import type { FhirResource, Statement } from '#vocabulary'
import { combine, profileForSender, translate } from '../../src/sources/index.ts'

interface Held {
  readonly resource: FhirResource
  readonly state?: unknown
}

/** Put together as the record does: what is held between two messages is kept as JSON. */
function together(statements: readonly Statement[]): Held {
  let held: Held | undefined
  for (const statement of statements) {
    const kept = held && (JSON.parse(JSON.stringify(held)) as Held)
    held = combine[statement.combine ?? '']?.(kept, statement)
  }
  return held as Held
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

function statementsOf(text: string, kind: string): Statement[] {
  const application = text.split('|')[2] ?? ''
  const outcome = translate('hl7v2', Buffer.from(text), profileForSender(application, 'RJZ'), 0)
  assert.ok(outcome.outcome === 'translated')
  return outcome.translation.patients.flatMap((one) =>
    one.statements.filter((statement) => statement.kind === kind),
  )
}

const two = (n: number): string => String(n).padStart(2, '0')
const events = 'A01,A02,A03,A04,A05,A06,A07,A08,A11,A12,A13,A14,A21,A22,A23,A27,A38'.split(',')

const visitMessage = fc
  .record({
    event: fc.constantFrom(...events),
    occurred: fc.integer({ min: 0, max: 8 }),
    late: fc.integer({ min: 0, max: 3 }),
    ward: fc.constantFrom('Byron', 'Keats', 'Shelley'),
    letter: fc.constantFrom('I', 'E', 'O'),
    consultant: fc.constantFrom('', 'C1234567^Sands', 'C7654321^Mora'),
  })
  .map(({ event, occurred, late, ward, letter, consultant }) => {
    const at = `202611201${occurred}0000`.slice(0, 14)
    const recorded = `20261120${two(10 + occurred + late)}0500`
    const pv1 = Array.from({ length: 46 }, () => '')
    Object.assign(pv1, { 0: 'PV1', 2: letter, 3: `${ward}^1^2`, 9: consultant, 19: 'V1' })
    return [
      `MSH|^~\\&|PAS|RJZ|||${recorded}||ADT^${event}|${occurred}|P|2.4`,
      `EVN|${event}|${recorded}||||${at}`,
      'PID|1||K1^^^RJZ^MR||A^B||19700101',
      pv1.join('|'),
    ].join('\r')
  })

const resultMessage = fc
  .record({
    status: fc.constantFrom('P', 'F', 'C', 'U', 'D', 'W', 'X'),
    value: fc.constantFrom('3.2', '4.2', '', 'Haemolysed'),
    changed: fc.integer({ min: 0, max: 4 }),
    sent: fc.integer({ min: 0, max: 4 }),
    note: fc.constantFrom('', 'Repeat please'),
    code: fc.constantFrom('K', 'NA'),
  })
  .map(({ status, value, changed, sent, note, code }) =>
    [
      `MSH|^~\\&|LAB|RJZ|||202611201${sent}0100||ORU^R01|1|P|2.3`,
      'PID|1||K1^^^RJZ^MR',
      `OBR|1||F1|UE^Urea|||20261120|||||||||||||||202611201${changed}0000||BC|${status}`,
      `OBX|1|NM|${code}^Test||${value}|mmol/L|3-5||||${status === 'U' ? 'U' : status}`,
      `NTE|1|L|${note}`,
    ].join('\r'),
  )

const letterMessage = fc
  .record({
    event: fc.constantFrom('T01', 'T02', 'T04', 'T08', 'T10', 'T11'),
    sent: fc.integer({ min: 0, max: 6 }),
    text: fc.constantFrom('One', 'Two'),
    number: fc.constantFrom('D1', 'D2'),
  })
  .map(({ event, sent, text, number }) => {
    const txa = Array.from({ length: 18 }, () => '')
    const parent = event === 'T10' ? (number === 'D1' ? 'D2' : 'D1') : ''
    Object.assign(txa, {
      0: 'TXA',
      2: 'CL^Letter',
      4: '20261119',
      12: number,
      13: parent,
      17: 'AU',
    })
    return [
      `MSH|^~\\&|PAS|RJZ|||202611201${sent}0100||MDM^${event}|1|P|2.4`,
      'PID|1||K1^^^RJZ^MR',
      txa.join('|'),
      ...(event === 'T01' || event === 'T11' ? [] : [`OBX|1|TX|CL||${text}`]),
    ].join('\r')
  })

function holds(message: fc.Arbitrary<string>, kind: string): void {
  const shuffled = fc
    .array(message, { minLength: 1, maxLength: 7 })
    .chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
      ),
    )
  fc.assert(
    fc.property(shuffled, ([inOrder, mixed]) => {
      const group = (messages: readonly string[]) =>
        Map.groupBy(
          messages.flatMap((one) => statementsOf(one, kind)),
          (one) => one.sourceId,
        )
      const [first, second] = [group(inOrder), group(mixed)]
      for (const [sourceId, statements] of first) {
        const [a, b] = [together(statements), together(second.get(sourceId) ?? [])]
        assert.equal(canonical(b.resource), canonical(a.resource))
        // What changes nothing must not look like a change to who compares bytes.
        const again = together([...statements, ...statements])
        assert.equal(JSON.stringify(again.resource), JSON.stringify(a.resource))
      }
    }),
    { numRuns: 150 },
  )
}

test('a visit is the same in whatever order its messages arrive, and however often', () => {
  holds(visitMessage, 'Encounter')
})
test('a patient is the same in whatever order', () => holds(visitMessage, 'Patient'))
test('a result is the same in whatever order', () => holds(resultMessage, 'Observation'))
test('a report is the same in whatever order', () => holds(resultMessage, 'DiagnosticReport'))
test('a letter is the same in whatever order', () => holds(letterMessage, 'DocumentReference'))

const adt = (event: string, hour: number, recorded: number, rest: Record<number, string> = {}) => {
  const pv1 = Array.from({ length: 46 }, () => '')
  Object.assign(pv1, { 0: 'PV1', 2: 'I', 19: 'V1' }, rest)
  return [
    `MSH|^~\\&|PAS|RJZ|||20261120${two(recorded)}0000||ADT^${event}|1|P|2.4`,
    `EVN|${event}|20261120${two(recorded)}0000||||20261120${two(hour)}0000`,
    'PID|1||K1^^^RJZ^MR',
    pv1.join('|'),
  ].join('\r')
}
const visit = (...messages: string[]): Encounter =>
  together(messages.flatMap((one) => statementsOf(one, 'Encounter'))).resource as Encounter
const where = (encounter: Encounter) =>
  encounter.location?.map(({ location, status }) => [location.display, status])

test('a stay has its places with their times, and ends with its discharge', () => {
  const stay = visit(
    adt('A01', 9, 9, { 3: 'Byron', 44: '20261120090000' }),
    adt('A02', 11, 11, { 3: 'Keats', 6: 'Byron' }),
    adt('A03', 15, 15, { 3: 'Keats', 36: '1', 37: '19', 45: '20261120150000' }),
  )
  assert.equal(stay.status, 'finished')
  assert.deepEqual(stay.period, {
    start: '2026-11-20T09:00:00+00:00',
    end: '2026-11-20T15:00:00+00:00',
  })
  assert.deepEqual(where(stay), [
    ['Byron', 'completed'],
    ['Keats', 'completed'],
  ])
  assert.equal(stay.hospitalization?.dischargeDisposition?.text, 'Usual place of residence')
})

test('a cancelled transfer leaves the patient where they were', () => {
  const stay = visit(
    adt('A12', 11, 12, { 3: 'Byron', 6: 'Keats' }),
    adt('A01', 9, 9, { 3: 'Byron' }),
    adt('A02', 11, 11, { 3: 'Keats' }),
  )
  assert.deepEqual(where(stay), [['Byron', 'active']])
})

test('a cancelled discharge goes on, and has no end', () => {
  const stay = visit(
    adt('A13', 15, 16, { 3: 'Byron' }),
    adt('A03', 15, 15, { 36: '4', 45: '20261120150000' }),
    adt('A01', 9, 9, { 3: 'Byron' }),
  )
  assert.equal(stay.status, 'in-progress')
  assert.equal(stay.period?.end, undefined)
  assert.doesNotMatch(JSON.stringify(stay), /died/)
})

test('a cancelled admission was entered in error, unless it was planned before or comes again', () => {
  const admission = adt('A01', 9, 9, { 3: 'Byron' })
  const cancel = adt('A11', 9, 10)
  assert.equal(visit(cancel, admission).status, 'entered-in-error')
  assert.equal(visit(adt('A05', 9, 8), admission, cancel).status, 'planned')
  assert.equal(visit(admission, cancel, adt('A01', 9, 11)).status, 'in-progress')
})

test('leave is told while it lasts, and an update moves nobody', () => {
  const admission = adt('A01', 9, 9, { 3: 'Byron' })
  const leave = adt('A21', 11, 11)
  assert.equal(visit(admission, leave).status, 'onleave')
  assert.equal(visit(admission, leave, adt('A22', 14, 14)).status, 'in-progress')
  const updated = visit(admission, adt('A08', 12, 12, { 3: 'Shelley' }))
  assert.deepEqual(where(updated), [['Byron', 'active']])
})
