/** Histories of one to three invented patients of one hospital, built from the events of ADT. */
import * as fc from 'fast-check'

const events = [
  ...'A01,A02,A03,A04,A05,A06,A07,A08,A10,A11,A12,A13,A14,A15,A16,A21,A22,A23,A25'.split(','),
  ...'A26,A27,A38,A52,A53,A31,A28,A29,A24,A37,A40,A34,A42,A43,A44,A45,A50,A49,ORU'.split(','),
]

/** One step of a history, as small numbers: a failing one shrinks to what matters. */
const stepOf = (some: readonly string[], names: readonly string[]) =>
  fc.record({
    what: fc.constantFrom('A01', 'A08', ...some),
    patient: fc.nat(2),
    other: fc.nat(2),
    visit: fc.nat(1),
    otherVisit: fc.nat(1),
    ward: fc.constantFrom('BYRON', 'KEATS', 'SHELLEY'),
    /** How many steps ago it happened that is told of now. */
    ago: fc.constantFrom(0, 0, 0, 1, 3),
    /** What the message leaves out. */
    names: fc.constantFrom('V19', ...names),
    family: fc.constantFrom('KHAN', 'KHAN', 'NOWAK', '', '""'),
    born: fc.constantFrom('', '', '', '19850314', '19850413', '""'),
    nhs: fc.constantFrom('', '', '', '9990000018', '9990000026'),
    status: fc.constantFrom('NSTS01', 'NSTS02'),
    unknown: fc.constantFrom('', '', '', 'Y', 'N', '""'),
    telephone: fc.constantFrom('', '020 7946 0123', '""'),
    relatives: fc.constantFrom(0, 0, 0, 1, 2, 3),
    vip: fc.constantFrom('', '', '', '', '', 'S'),
  })
export type Step = typeof stepOf extends (...given: never[]) => fc.Arbitrary<infer T> ? T : never

/** Each with a few kinds of events of its own: where all come together, one hides another. */
export const history: fc.Arbitrary<readonly Step[]> = fc
  .record({
    some: fc.subarray(events, { minLength: 2, maxLength: 9 }),
    names: fc.subarray(['V19', 'none', 'V44', 'no EVN-6'], { maxLength: 2 }),
  })
  .chain(({ some, names }) => fc.array(stepOf(some, names), { minLength: 3, maxLength: 12 }))

const start = Date.UTC(2026, 10, 20, 8)
const at = (index: number): string =>
  new Date(start + index * 7 * 60_000).toISOString().replace(/[-:T]/g, '').slice(0, 14)

/** Every patient is known by something that the hospital says of it itself. */
export const messagesOf = (steps: readonly Step[]): string[] => [
  ...[0, 1, 2].map((patient) =>
    text({ ...plain, what: 'A28', patient, family: 'KHAN', born: '19850314' }, patient),
  ),
  ...steps.map((one, index) => text(one, index + 3)),
]

const plain: Step = {
  what: 'A28',
  patient: 0,
  other: 0,
  visit: 0,
  otherVisit: 0,
  ward: 'BYRON',
  ago: 0,
  names: 'V19',
  family: '',
  born: '',
  nhs: '',
  status: 'NSTS02',
  unknown: '',
  telephone: '',
  relatives: 0,
  vip: '',
}

const numberOf = (patient: number): string => `K${patient + 1}`
const visitOf = (patient: number, visit: number): string => `V${patient + 1}${visit + 1}`
const accountOf = (patient: number, visit: number): string => `A${patient + 1}${visit + 1}`

function text(of: Step, index: number): string {
  const told = at(index)
  const occurred = of.names === 'no EVN-6' ? '' : at(Math.max(index - of.ago, 0))
  const other = (of.patient + 1 + (of.other % 2)) % 3
  if (of.what === 'ORU') return result(of, told, index)
  return [
    `MSH|^~\\&|PAS|RJZ|LCR|LCR|${told}||ADT^${of.what}|C${index}|P|2.4`,
    `EVN|${of.what}|${told}||||${occurred}`,
    ...bodyOf(of, other, index),
  ].join('\n')
}

function bodyOf(of: Step, other: number, index: number): string[] {
  const account = accountOf(of.patient, of.visit)
  switch (of.what) {
    case 'A28':
    case 'A31':
      return [pid(of, of.patient), ...relatives(of)]
    case 'A29':
      return [pid(plain, of.patient)]
    case 'A24':
    case 'A37':
      return [pid(plain, of.patient), pid(plain, other)]
    case 'A34':
    case 'A40':
      return [pid(plain, of.patient), mrg({ 1: mrn(other) })]
    case 'A43':
      return [pid(plain, of.patient), mrg({ 1: mrn(other) })]
    case 'A44':
      return [
        pid(plain, of.patient, accountOf(other, of.otherVisit)),
        mrg({ 1: mrn(other), 3: accountOf(other, of.otherVisit) }),
      ]
    case 'A45':
      return [
        pid(plain, of.patient),
        mrg({ 1: mrn(other), 5: visitOf(other, of.otherVisit) }),
        fields('PV1', { 19: of.visit === 0 ? visitOf(other, of.otherVisit) : `W${index}` }),
      ]
    case 'A42':
    case 'A50':
      return [
        pid(plain, of.patient),
        mrg({ 1: mrn(of.patient), 5: visitOf(of.patient, 0) }),
        fields('PV1', { 19: of.what === 'A42' ? visitOf(of.patient, 1) : `W${index}` }),
      ]
    case 'A49':
      return [pid(plain, of.patient, `B${index}`), mrg({ 1: mrn(of.patient), 3: account })]
    default:
      return [pid(of, of.patient, account), ...relatives(of), pv1(of, index)]
  }
}

const mrn = (patient: number): string => `${numberOf(patient)}^^^RJZ^MR`

function pid(of: Step, patient: number, account = ''): string {
  const nhs = of.nhs ? `~${of.nhs}^^^NHS^NH` : ''
  return fields('PID', {
    1: '1',
    3: `${mrn(patient)}${nhs}`,
    5: of.family && (of.family === '""' ? '""' : `${of.family}^AISHA`),
    7: of.born,
    8: '2',
    13: of.telephone,
    18: account,
    31: of.unknown,
    32: of.nhs ? of.status : '',
  })
}

const relatives = (of: Step): string[] =>
  Array.from({ length: of.relatives }, (_, index) =>
    fields('NK1', { 1: String(index + 1), 2: `KHAN^${of.ward}${index}`, 3: '3' }),
  )

function pv1(of: Step, index: number): string {
  return fields('PV1', {
    2: of.what === 'A04' ? 'E' : 'I',
    3: `${of.ward}^1^2^RJZ`,
    16: of.vip,
    19: of.names === 'none' || of.names === 'V44' ? '' : visitOf(of.patient, of.visit),
    44: of.names === 'V44' ? at(of.visit * 2 + 3) : '',
    45: of.what === 'A03' ? at(index) : '',
  })
}

function result(of: Step, told: string, index: number): string {
  return [
    `MSH|^~\\&|LAB|RJZ|LCR|LCR|${told}||ORU^R01|C${index}|P|2.4`,
    fields('PID', { 1: '1', 3: mrn(of.patient) }),
    fields('PV1', { 2: 'I', 19: visitOf(of.patient, of.visit) }),
    `OBR|1|O${index}|L${index}|UE^Urea^LOCAL|||${told}|||||||||||||||${told}||CH|F`,
    `OBX|1|NM|K^Potassium^LOCAL||4.${index}|mmol/L|3.5-5.3||||F|||${told}`,
  ].join('\n')
}

const mrg = (known: Readonly<Record<number, string>>): string => fields('MRG', known)

function fields(name: string, known: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(known).map(Number))
  const written = Array.from({ length: last }, (_, index) => known[index + 1] ?? '')
  return [name, ...written].join('|')
}
