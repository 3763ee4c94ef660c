/** ORU and OUL as laboratories and point-of-care systems build them (§1.6; LAB-01, LAB-03). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import type { DiagnosticReport, Observation } from 'fhir/r4'
import { combine } from '../../src/sources/index.ts'
import { message, resources, statements, translation } from './hl7v2-fixtures.ts'

const msh = (type: string, control = 'S1') =>
  `MSH|^~\\&|LAB|RJZ|||20261120101500||${type}|${control}|P|2.5.1`
const pid = 'PID|1||K100209^^^RJZ^MR'
const obr = (number: string, code: string, status = 'F', rest = '') =>
  `OBR|1||${number}|${code}^${code} report|||20261120080000|||||||||||||||20261120100000||CH|${status}${rest}`
const obx = (code: string, value: string, status = 'F') =>
  `OBX|1|NM|${code}^${code}||${value}|mmol/L|||||${status}`
const told = (bytes: Buffer) =>
  statements(bytes, 'Observation').map(({ sourceId, resource }) => [
    sourceId,
    (resource as Observation).specimen?.display,
  ])

test('OUL^R21: the order comes first, the container between it and its results', () => {
  const bytes = message(
    msh('OUL^R21'),
    pid,
    'ORC|RE||26S1',
    obr('26S1', 'UE'),
    'SAC|||C1|||BLD^Venous blood',
    obx('K', '4.1'),
    'ORC|RE||26S2',
    obr('26S2', 'LFT'),
    obx('ALT', '20'),
  )
  assert.deepEqual(told(bytes), [
    ['26S1/UE/K', 'Venous blood'],
    ['26S2/LFT/ALT', undefined],
  ])
})

test('OUL^R22: each specimen holds its orders, and ORC stands behind its OBR', () => {
  const bytes = message(
    msh('OUL^R22^OUL_R22'),
    pid,
    'SPM|1|||BLD^Blood|||||||||||||20261120070000',
    'SAC|||C1',
    obr('26S1', 'UE'),
    'ORC|RE||26S1',
    obx('K', '4.1'),
    obr('26S2', 'LFT'),
    'ORC|RE||26S2',
    'SPM|2|||UR^Urine',
    obr('26S3', 'UPRO'),
    'ORC|RE||26S3',
    obx('PRO', '0.2'),
  )
  assert.deepEqual(told(bytes), [
    ['26S1/UE/K', 'Blood'],
    ['26S3/UPRO/PRO', 'Urine'],
  ])
  assert.deepEqual(
    statements(bytes, 'DiagnosticReport').map((one) => one.sourceId),
    ['26S1/UE', '26S2/LFT', '26S3/UPRO'],
  )
})

test('OUL^R23: what is said of the specimen itself is not lost', () => {
  const bytes = message(
    msh('OUL^R23'),
    pid,
    'SPM|1|||BLD^Blood',
    'OBX|1|ST|COND^Condition||Slightly lipaemic||||||F',
    'SAC|||C1',
    obr('26S1', 'UE'),
    'ORC|RE||26S1',
    obx('K', '4.1'),
  )
  assert.deepEqual(told(bytes), [
    ['26S1/UE/COND', 'Blood'],
    ['26S1/UE/K', 'Blood'],
  ])
})

test('OUL^R24 and ORU: the specimen may stand behind the results', () => {
  for (const type of ['OUL^R24', 'ORU^R01^ORU_R01']) {
    const bytes = message(
      msh(type),
      pid,
      obr('26S1', 'UE'),
      'ORC|RE||26S1',
      obx('K', '4.1'),
      'SPM|1|||BLD^Blood',
      obr('26S2', 'UPRO'),
      'ORC|RE||26S2',
      obx('PRO', '0.2'),
      'SPM|1|||UR^Urine',
    )
    assert.deepEqual(
      told(bytes),
      [
        ['26S1/UE/K', 'Blood'],
        ['26S2/UPRO/PRO', 'Urine'],
      ],
      type,
    )
  }
})

test('several patients in one message have each their own results (LAB-01)', () => {
  const { patients } = translation(
    message(
      msh('ORU^R01'),
      pid,
      'ORC|RE||26S1',
      obr('26S1', 'UE'),
      obx('K', '4.1'),
      'PID|2||K100300^^^RJZ^MR',
      'ORC|RE||26S2',
      obr('26S2', 'UE'),
      obx('K', '5.2'),
      obr('26S2', 'LFT'),
      obx('ALT', '20'),
    ),
  )
  const counted = patients.map(({ key, statements: all }) => [
    key.value,
    all.filter((one) => one.kind === 'Observation').map((one) => one.sourceId),
  ])
  assert.deepEqual(counted, [
    ['K100209', ['26S1/UE/K']],
    ['K100300', ['26S2/UE/K', '26S2/LFT/ALT']],
  ])
})

test('results without any OBR are filed', () => {
  const found = statements(message(msh('ORU^R01'), pid, obx('K', '4.1')), 'Observation')
  assert.equal((found[0]?.resource as Observation).valueQuantity?.value, 4.1)
})

test('ORU^R30, R31 and R32 were made at the point of care, R01 and R40 not', () => {
  const device = (trigger: string, id = '') =>
    resources<Observation>(
      message(msh(`ORU^${trigger}`), pid, obr('26S1', 'GAS'), `${obx('PH', '7.35')}|||||||${id}`),
      'Observation',
    )[0]?.device?.display
  for (const trigger of ['R30', 'R31', 'R32']) {
    assert.equal(device(trigger), 'Point of care device')
  }
  assert.equal(device('R32', 'ABL90-1'), 'Point of care device ABL90-1')
  assert.equal(device('R01'), undefined)
  assert.equal(device('R40'), undefined)
})

test('how far a result is: the least final counts, and what is put right wins (LAB-03)', () => {
  const status = (ofReport: string, ofLine: string) =>
    resources<Observation>(
      message(msh('ORU^R01'), pid, obr('26S1', 'UE', ofReport), obx('K', '4.1', ofLine)),
      'Observation',
    )[0]?.status
  const expected = [
    ['F', 'F', 'final'],
    ['F', 'P', 'preliminary'],
    ['P', 'F', 'preliminary'],
    ['R', 'F', 'preliminary'],
    ['A', 'F', 'preliminary'],
    ['I', 'F', 'registered'],
    ['F', 'C', 'corrected'],
    ['C', 'F', 'corrected'],
    ['C', 'P', 'corrected'],
    ['P', 'C', 'corrected'],
    ['F', 'A', 'amended'],
    ['F', 'B', 'amended'],
    ['P', 'D', 'entered-in-error'],
    ['C', 'W', 'entered-in-error'],
    ['F', 'X', 'cancelled'],
    ['F', 'N', 'cancelled'],
    ['F', 'I', 'registered'],
    ['F', 'O', 'registered'],
    ['F', 'R', 'preliminary'],
    ['F', 'S', 'preliminary'],
    ['F', 'U', 'final'],
    ['F', 'V', 'final'],
    ['F', '', 'final'],
    ['', 'F', 'final'],
    ['', '', 'unknown'],
  ]
  for (const [ofReport, ofLine, is] of expected) {
    assert.equal(status(ofReport as string, ofLine as string), is, `OBR ${ofReport} OBX ${ofLine}`)
  }
  const bytes = message(msh('ORU^R01'), pid, obr('26S1', 'UE', 'Z'), obx('K', '4.1'))
  assert.deepEqual(translation(bytes).defects, ['OBR-25 is no status of a report'])
})

test('X says that it could not be had, and why; N that nobody asked (LAB-03)', () => {
  const read = (...segments: string[]) =>
    resources<Observation>(
      message(msh('ORU^R01'), pid, obr('26S1', 'UE'), ...segments),
      'Observation',
    )[0]
  const cancelled = read(obx('K', '', 'X'), 'NTE|1|L|Sample leaked in transit.')
  assert.equal(cancelled?.dataAbsentReason?.text, 'Not performed: Sample leaked in transit.')
  assert.equal(cancelled?.valueQuantity, undefined)
  assert.equal(read(obx('K', '', 'N'))?.dataAbsentReason?.coding?.[0]?.code, 'not-asked')
})

const folded = (kind: string, rule: string, ...messages: Buffer[]) => {
  let kept: { resource: unknown; state?: unknown } | undefined
  for (const one of messages) {
    const [statement] = statements(one, kind)
    kept = combine[rule]?.(kept as never, statement as never)
  }
  return kept?.resource
}
const sent = (at: string, ...segments: string[]) =>
  message(msh('ORU^R01', at).replace('20261120101500', at), pid, ...segments)
const changed = (at: string, line: string, status = 'F') =>
  sent(at, obr('26S1', 'UE', status).replace('20261120100000', at), line)

test('the comments stay with the value that they are about (LAB-07)', () => {
  const first = sent(
    '20261120100000',
    obr('26S1', 'UE'),
    obx('K', '6.9'),
    'NTE|1|L|Haemolysed, unreliable.',
  )
  const verified = changed('20261120110000', obx('K', '', 'U'))
  for (const order of [
    [first, verified],
    [verified, first],
  ]) {
    const now = folded('Observation', 'result', ...order) as Observation
    assert.equal(now.valueQuantity?.value, 6.9)
    assert.equal(now.note?.[0]?.text, 'Haemolysed, unreliable.')
  }
})

test('a value that is taken away stays away: "" or a correction to nothing (LAB-03)', () => {
  const first = changed('20261120100000', obx('K', '6.9'))
  for (const later of [
    changed('20261120110000', obx('K', '""')),
    changed('20261120110000', obx('K', '', 'C')),
  ]) {
    for (const order of [
      [first, later],
      [later, first],
    ]) {
      const now = folded('Observation', 'result', ...order) as Observation
      assert.equal(now.valueQuantity, undefined)
    }
  }
})

test('a report is taken back when each of its results is (LAB-03)', () => {
  const both = sent('20261120100000', obr('26S1', 'UE'), obx('K', '6.9'), obx('NA', '140'))
  const one = changed('20261120110000', obx('K', '', 'W'))
  const other = changed('20261120120000', obx('NA', '', 'D'))
  const status = (...messages: Buffer[]) =>
    (folded('DiagnosticReport', 'report', ...messages) as DiagnosticReport).status
  assert.equal(status(both, one), 'final')
  assert.equal(status(both, one, other), 'entered-in-error')
  assert.equal(status(other, both, one), 'entered-in-error')
  assert.equal(status(one, other, both), 'entered-in-error')
})

test('a text that is added to, line by line, is one text and says so', () => {
  const [narrative] = resources<Observation>(
    sent(
      '20261120100000',
      obr('26H1', 'HIST'),
      'OBX|1|FT|GDT^Histology||MICROSCOPY||||||F',
      'OBX|2|FT|GDT^Histology||  Normal mucosa.||||||F',
      'OBX|3|FT|GDT^Histology||||||||F',
      'OBX|4|FT|GDT^Histology||ADDENDUM: reviewed.||||||C',
    ),
    'Observation',
  )
  assert.equal(narrative?.status, 'corrected')
  assert.equal(narrative?.valueString, 'MICROSCOPY\n  Normal mucosa.\n\nADDENDUM: reviewed.')
})

test('in any order, in any parts and with duplicates a result is the same (LAB-01, LAB-02, LAB-03)', () => {
  const line = fc.record({
    code: fc.constantFrom('K', 'NA'),
    value: fc.constantFrom('', '""', '4.1', '4.2', '5.0'),
    status: fc.constantFrom(...'FPCADWXNUVI'),
    note: fc.constantFrom('', 'Haemolysed.', 'Please repeat.'),
  })
  const sending = fc.record({
    at: fc.integer({ min: 0, max: 5 }),
    ofReport: fc.constantFrom('F', 'P', 'C', 'A', ''),
    lines: fc.uniqueArray(line, { selector: (one) => one.code, minLength: 1, maxLength: 2 }),
  })
  const bytes = (of: { at: number; ofReport: string; lines: readonly LineSent[] }) => {
    const at = `2026112010${of.at}000`
    return sent(
      at,
      obr('26S1', 'UE', of.ofReport).replace('20261120100000', at),
      ...of.lines.flatMap(({ code, value, status, note }) => [
        obx(code, value, status),
        ...(note ? [`NTE|1|L|${note}`] : []),
      ]),
    )
  }
  const known = (messages: readonly Buffer[]) => {
    const kept = new Map<string, { resource: unknown; state?: unknown }>()
    for (const statement of messages.flatMap(
      (one) => translation(one).patients[0]?.statements.filter((each) => each.combine) ?? [],
    )) {
      const held = kept.get(`${statement.kind} ${statement.sourceId}`)
      const rule = combine[statement.combine as string]
      kept.set(
        `${statement.kind} ${statement.sourceId}`,
        rule?.(held as never, statement as never) as never,
      )
    }
    return [...kept].map(([id, { resource }]) => [id, resource]).sort()
  }
  const anyOrder = fc.array(sending, { minLength: 2, maxLength: 5 }).chain((all) =>
    fc.record({
      all: fc.constant(all.map(bytes)),
      order: fc.shuffledSubarray(all.map(bytes), { minLength: all.length }),
      again: fc.subarray(all.map(bytes)),
    }),
  )
  fc.assert(
    fc.property(anyOrder, ({ all, order, again }) => {
      assert.deepEqual(known([...order, ...again]), known(all))
    }),
    { numRuns: 500 },
  )
})

interface LineSent {
  readonly code: string
  readonly value: string
  readonly status: string
  readonly note: string
}
