/** Every event of ADT with its effect (§1.4 of the feeds as the NHS uses them). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Encounter, RelatedPerson } from 'fhir/r4'
import { combine, doubtIn } from '../../src/sources/index.ts'
import { message, read, statements, translation } from './hl7v2-fixtures.ts'

interface Event {
  readonly recorded?: string
  readonly occurred?: string
  readonly control?: string
  readonly sequence?: string
  /** PV1 fields by number. */
  readonly pv1?: Readonly<Record<number, string>>
  readonly pv2?: Readonly<Record<number, string>>
}

function fields(name: string, known: Readonly<Record<number, string>>): string {
  const last = Math.max(...Object.keys(known).map(Number))
  return [name, ...Array.from({ length: last }, (_, index) => known[index + 1] ?? '')].join('|')
}

function adt(event: string, hour: string, of: Event = {}): Buffer {
  const at = (text: string): string => `20261120${text}`.padEnd(12, '0')
  const recorded = at(of.recorded ?? hour)
  const occurred = of.occurred === '' ? '' : at(of.occurred ?? hour)
  return message(
    fields('MSH', {
      1: '^~\\&',
      2: 'PAS',
      3: 'RJZ',
      6: recorded,
      8: `ADT^${event}`,
      9: of.control ?? `${event}X${hour}`,
      10: 'P',
      11: '2.4',
      12: of.sequence ?? '',
    }),
    `EVN|${event}|${recorded}||||${occurred}`,
    'PID|1||K1^^^RJZ^MR||ASH^ROWAN||19700101',
    fields('PV1', { 2: 'I', 19: 'V1', ...of.pv1 }),
    ...(of.pv2 ? [fields('PV2', of.pv2)] : []),
  )
}

function held(...messages: Buffer[]) {
  let now: { resource: unknown; state?: unknown } | undefined
  for (const statement of messages.flatMap((one) => statements(one, 'Encounter'))) {
    now = combine.visit?.(now as never, statement)
  }
  return now as { resource: Encounter; state: unknown }
}

/** In this order and in the other one: what is known is the same. */
function visit(...messages: Buffer[]): Encounter {
  const [told, turned] = [held(...messages), held(...messages.toReversed())]
  assert.deepEqual(turned.resource, told.resource)
  assert.deepEqual(doubtIn('Encounter', turned.state), doubtIn('Encounter', told.state))
  return told.resource
}

const admitted = adt('A01', '09', { pv1: { 3: 'Byron' } })
const moved = (hour: string, to: string): Buffer => adt('A02', hour, { pv1: { 3: to } })
const places = ({ location }: Encounter) =>
  location?.map((one) => [one.location.display, one.status])

const statuses: readonly (readonly [string, string, readonly Buffer[]])[] = [
  ['A04 registers an attendance', 'in-progress', [adt('A04', '09', { pv1: { 2: 'E' } })]],
  ['A05 plans', 'planned', [adt('A05', '09')]],
  ['A14 plans', 'planned', [adt('A14', '09')]],
  ['A38 calls a plan off', 'cancelled', [adt('A05', '09'), adt('A38', '10')]],
  ['A27 calls a plan off', 'cancelled', [adt('A14', '09'), adt('A27', '10')]],
  ['A38 leaves what began', 'in-progress', [adt('A05', '08'), admitted, adt('A38', '10')]],
  ['A16 only expects', 'in-progress', [admitted, adt('A16', '10')]],
  ['A15 only expects', 'in-progress', [admitted, adt('A15', '10')]],
  ['A09 only tracks', 'in-progress', [admitted, adt('A09', '10')]],
  ['A10 arrives', 'in-progress', [adt('A10', '10')]],
  ['A32 takes an arrival back', 'unknown', [adt('A10', '10'), adt('A32', '11')]],
  ['A21 goes on leave', 'onleave', [admitted, adt('A21', '10')]],
  ['A22 comes back', 'in-progress', [admitted, adt('A21', '10'), adt('A22', '12')]],
  ['A52 takes leave back', 'in-progress', [admitted, adt('A21', '10'), adt('A52', '11')]],
  [
    'A53 takes a return back',
    'onleave',
    [admitted, adt('A21', '10'), adt('A22', '12'), adt('A53', '13')],
  ],
  ['A03 ends', 'finished', [admitted, adt('A03', '12')]],
  ['A13 takes the end back', 'in-progress', [admitted, adt('A03', '12'), adt('A13', '13')]],
  ['A11 takes back A01', 'entered-in-error', [admitted, adt('A11', '10')]],
  ['A11 takes back A04', 'entered-in-error', [adt('A04', '09'), adt('A11', '10')]],
  ['A11 leaves the plan', 'planned', [adt('A05', '08'), admitted, adt('A11', '10')]],
  ['A23 deletes the visit', 'entered-in-error', [adt('A05', '08'), admitted, adt('A23', '10')]],
  [
    'A54, A55, A61 and A62 move nobody',
    'in-progress',
    [
      admitted,
      ...['A54', 'A55', 'A61', 'A62'].map((event) => adt(event, '10', { pv1: { 3: 'Keats' } })),
    ],
  ],
]
for (const [words, status, messages] of statuses) {
  test(`${words}: ${status}`, () => assert.equal(visit(...messages).status, status))
}

test('A06 and A07 change the class and keep the visit', () => {
  const stay = visit(
    adt('A04', '09', { pv1: { 2: 'O' } }),
    adt('A06', '10', { pv1: { 2: 'I' } }),
    adt('A07', '11', { pv1: { 2: 'O' } }),
  )
  assert.deepEqual(
    stay.classHistory?.map((one) => one.class.code),
    ['AMB', 'IMP', 'AMB'],
  )
})

test('A17 moves both patients of the message', () => {
  const groups = ['K1', 'K2'].flatMap((number) => [
    `PID|1||${number}^^^RJZ^MR||ASH^ROWAN||19700101`,
    fields('PV1', { 2: 'I', 3: 'Keats', 19: `V${number}` }),
  ])
  const { patients } = translation(
    message(
      'MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^A17|1|P|2.4',
      'EVN|A17|20261120100000',
      ...groups,
    ),
  )
  assert.deepEqual(
    patients.map((one) => one.statements.find(({ kind }) => kind === 'Encounter')?.sourceId),
    ['VK1', 'VK2'],
  )
})

test('A20, the state of a bed, is about nobody and is nobody’s fault', () => {
  const { patients, setAside } = translation(
    message(
      'MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^A20|1|P|2.4',
      'EVN|A20|20261120100000',
      'NPU|B1|U',
    ),
  )
  assert.deepEqual([patients, setAside], [[], []])
})

test('a pending transfer shows where to, until something else happens', () => {
  const pending = adt('A15', '10', { pv1: { 3: 'Byron', 42: 'Keats' } })
  assert.deepEqual(places(visit(admitted, pending)), [
    ['Byron', 'active'],
    ['Keats', 'planned'],
  ])
  assert.deepEqual(places(visit(admitted, pending, adt('A26', '11'))), [['Byron', 'active']])
  assert.deepEqual(places(visit(admitted, pending, moved('11', 'Shelley'))), [
    ['Byron', 'completed'],
    ['Shelley', 'active'],
  ])
})

test('leave tells when somebody is expected back (PV2-47)', () => {
  const away = visit(admitted, adt('A21', '10', { pv2: { 47: '202611221800' } }))
  assert.match(JSON.stringify(away.extension), /expected-return.*2026-11-22T18:00/)
})

test('HL7-16: a cancellation takes back the transfer at the moment or place that it names', () => {
  const story = [admitted, moved('10', 'Keats'), moved('11', 'Shelley')]
  assert.deepEqual(places(visit(...story, adt('A12', '10', { recorded: '12' }))), [
    ['Byron', 'completed'],
    ['Shelley', 'active'],
  ])
  const atPlace = adt('A12', '12', { occurred: '', pv1: { 3: 'Byron', 6: 'Keats' } })
  assert.deepEqual(places(visit(...story, atPlace)), [
    ['Byron', 'completed'],
    ['Shelley', 'active'],
  ])
})

test('HL7-16: without a time, one candidate is cancelled and of two none, which a human is told', () => {
  const cancel = adt('A12', '12', { occurred: '' })
  assert.deepEqual(places(visit(admitted, moved('10', 'Keats'), cancel)), [['Byron', 'active']])
  const two = held(admitted, moved('10', 'Keats'), moved('11', 'Shelley'), cancel)
  assert.equal(places(two.resource)?.length, 3)
  assert.equal(doubtIn('Encounter', two.state)?.reason, 'conflict')
})

test('HL7-16: a cancellation that names an earlier moment waits for what it means', () => {
  const cancel = adt('A12', '10', { recorded: '12' })
  assert.deepEqual(places(visit(admitted, moved('11', 'Shelley'), cancel)), [
    ['Byron', 'completed'],
    ['Shelley', 'active'],
  ])
})

test('a discharge that is corrected ends when it was last said to', () => {
  const story = [
    admitted,
    adt('A03', '12', { pv1: { 45: '202611201200' } }),
    adt('A03', '11', { recorded: '13', pv1: { 45: '202611201100' } }),
  ]
  assert.equal(visit(...story).period?.end, '2026-11-20T11:00:00+00:00')
  assert.equal(visit(...story, adt('A13', '14')).status, 'in-progress')
})

test('an admission taken back and made again within one minute stands, as the sender counts', () => {
  for (const counted of [
    (turn: number) => ({ control: `MSG${turn}` }),
    (turn: number) => ({ control: 'f3-9a', sequence: String(turn) }),
  ]) {
    const [first, cancel, again] = ['A01', 'A11', 'A01'].map((event, index) =>
      adt(event, '0900', counted(index + 1)),
    )
    assert.equal(visit(first!, cancel!, again!).status, 'in-progress')
    assert.equal(visit(first!, cancel!).status, 'entered-in-error')
  }
})

test('HL7-10: relatives are a list by place, and as restricted as the visit', () => {
  const nk1 = ['NK1|1|ASH^ELM|3', 'NK1|1||', 'NK1|1|ASH^OAK|3']
  const bytes = (vip: string): Buffer =>
    message(
      'MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^A01|1|P|2.4',
      'PID|1||K1^^^RJZ^MR||ASH^ROWAN||19700101',
      ...nk1,
      fields('PV1', { 2: 'I', 16: vip, 19: 'V1' }),
    )
  const found = statements(bytes(''), 'RelatedPerson')
  assert.deepEqual(
    found.map((one) => [one.sourceId, (one.resource as RelatedPerson).name?.[0]?.given?.[0]]),
    [
      ['NK1/1', 'ELM'],
      ['NK1/2', 'OAK'],
    ],
  )
  assert.equal(translation(bytes('')).patients[0]?.relatives, 2)
  assert.deepEqual(statements(bytes('S'), 'RelatedPerson')[0]?.labels, ['restricted'])
})

test('what is said in a visit belongs to it, and who the patient is does not', () => {
  const bytes = message(
    'MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^A01|1|P|2.4',
    `PID|1||K1^^^RJZ^MR||ASH^ROWAN||19700101${'|'.repeat(11)}AC1`,
    fields('PV1', { 2: 'I', 19: 'V1^^^VISITID' }),
    'DG1|1||J18.9^Pneumonia^I10',
    'AL1|1|DA|PEN^Penicillin',
  )
  const belongs = (kind: string) => statements(bytes, kind)[0]?.belongsTo
  assert.deepEqual(belongs('Encounter'), ['visit:RJZ/V1', 'account:RJZ/AC1'])
  assert.deepEqual(belongs('Condition'), ['visit:RJZ/V1', 'account:RJZ/AC1'])
  assert.equal(belongs('Patient'), undefined)
  assert.equal(belongs('AllergyIntolerance'), undefined)
  const result = message(
    'MSH|^~\\&|LAB|RJZ|||20261120100000||ORU^R01|1|P|2.4',
    'PID|1||K1^^^RJZ^MR',
    fields('PV1', { 19: 'V1' }),
    'OBR|1||L1|UE^Urea',
    'OBX|1|NM|K^Potassium||4|mmol/L',
  )
  assert.deepEqual(statements(result, 'Observation')[0]?.belongsTo, ['visit:RJZ/V1'])
})

interface Moving {
  readonly pid18?: string
  readonly mrg: Readonly<Record<number, string>>
  readonly pv1?: string
}

const moving = (event: string, { pid18 = '', mrg, pv1 }: Moving): Buffer =>
  message(
    `MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^${event}|1|P|2.4`,
    `PID|1||K1^^^RJZ^MR||ASH^ROWAN||19700101${'|'.repeat(11)}${pid18}`,
    fields('MRG', mrg),
    ...(pv1 ? [fields('PV1', { 19: pv1 })] : []),
  )
const k1 = { namespace: 'RJZ/MRN', value: 'K1' }
const k2 = { namespace: 'RJZ/MRN', value: 'K2' }

const moves: readonly (readonly [string, Moving, object])[] = [
  [
    'A35',
    { pid18: 'B', mrg: { 1: 'K1^^^RJZ^MR', 3: 'A' } },
    { what: 'account:RJZ/A', from: k1, as: 'account:RJZ/B' },
  ],
  [
    'A41',
    { pid18: 'B', mrg: { 3: 'A' } },
    { what: 'account:RJZ/A', from: k1, as: 'account:RJZ/B' },
  ],
  [
    'A42',
    { mrg: { 1: 'K1^^^RJZ^MR', 5: 'V1' }, pv1: 'V2' },
    { what: 'visit:RJZ/V1', from: k1, as: 'visit:RJZ/V2' },
  ],
  ['A43', { mrg: { 1: 'K2^^^RJZ^MR' } }, { from: k2 }],
  ['A44', { pid18: 'A', mrg: { 1: 'K2^^^RJZ^MR', 3: 'A' } }, { what: 'account:RJZ/A', from: k2 }],
  ['A44', { mrg: { 1: 'K2', 3: 'A' } }, { what: 'account:RJZ/A', from: k2 }],
  ['A45', { mrg: { 1: 'K2^^^RJZ^MR', 5: 'V1' }, pv1: 'V1' }, { what: 'visit:RJZ/V1', from: k2 }],
  ['A45', { mrg: { 1: 'K2^^^RJZ^MR' }, pv1: 'V1' }, { what: 'visit:RJZ/V1', from: k2 }],
  [
    'A49',
    { pid18: 'B', mrg: { 1: 'K1^^^RJZ^MR', 3: 'A' } },
    { what: 'account:RJZ/A', from: k1, as: 'account:RJZ/B' },
  ],
  [
    'A50',
    { mrg: { 1: 'K1^^^RJZ^MR', 5: 'V1' }, pv1: 'V2' },
    { what: 'visit:RJZ/V1', from: k1, as: 'visit:RJZ/V2' },
  ],
]
for (const [event, of, expected] of moves) {
  test(`${event} moves ${JSON.stringify(of)}`, () => {
    const { moves: found, setAside, patients } = translation(moving(event, of))
    const eventTime = Date.parse('2026-11-20T10:00:00Z')
    assert.deepEqual(found, [{ ...expected, to: k1, eventTime }])
    assert.deepEqual(setAside, [])
    assert.equal(patients[0]?.pointsOnly, true)
  })
}

test('a move that does not say from whom or what is set aside, and moves nothing', () => {
  for (const [event, of] of [
    ['A45', { mrg: { 5: 'V1' }, pv1: 'V1' }],
    ['A44', { mrg: { 1: 'K2^^^RJZ^MR' } }],
    ['A43', { mrg: { 1: 'K1^^^RJZ^MR' } }],
    ['A50', { mrg: { 1: 'K1^^^RJZ^MR', 5: 'V1' }, pv1: 'V1' }],
    ['A45', { mrg: { 1: '9991234578^^^NHS^NH', 5: 'V1' }, pv1: 'V1' }],
  ] as const) {
    const { moves: found, setAside } = translation(moving(event, of))
    assert.deepEqual([found, setAside[0]?.reason], [[], 'merge-unclear'])
  }
})

test('A36 merges the patients and renames the account', () => {
  const { merges, moves: found } = translation(
    moving('A36', { pid18: 'B', mrg: { 1: 'K2^^^RJZ^MR', 3: 'A' } }),
  )
  assert.deepEqual(
    merges.map((one) => [one.survivor, one.retired]),
    [[k1, k2]],
  )
  assert.deepEqual(
    found.map((one) => [one.from, one.to, one.as]),
    [[k2, k1, 'account:RJZ/B']],
  )
})

for (const event of ['A18', 'A30', 'A34', 'A39', 'A40', 'A46', 'A47']) {
  test(`HL7-11: ${event} retires MRG-1`, () => {
    const { merges } = translation(moving(event, { mrg: { 1: 'K2^^^RJZ^MR' } }))
    assert.deepEqual(
      merges.map((one) => [one.survivor, one.retired]),
      [[k1, k2]],
    )
  })
}

test('A24 links and A37 unlinks the two patients of the message; of one alone nothing is said', () => {
  const two = (event: string, ...numbers: string[]) =>
    translation(
      message(
        `MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^${event}|1|P|2.4`,
        ...numbers.map((number) => `PID|1||${number}^^^RJZ^MR||ASH^ROWAN`),
      ),
    )
  assert.deepEqual(
    two('A24', 'K1', 'K2').links.map((one) => one.says),
    ['link'],
  )
  assert.deepEqual(
    two('A37', 'K1', 'K2').links.map((one) => one.says),
    ['unlink'],
  )
  assert.deepEqual(two('A24', 'K1').links, [])
  assert.equal(two('A24', 'K1').setAside[0]?.reason, 'merge-unclear')
})

test('A29 withdraws and is put before a human', () => {
  const { withdrawals, setAside } = translation(
    message('MSH|^~\\&|PAS|RJZ|||20261120100000||ADT^A29|1|P|2.4', 'PID|1||K1^^^RJZ^MR'),
  )
  assert.deepEqual(
    withdrawals.map((one) => one.patient),
    [k1],
  )
  assert.equal(setAside.length, 1)
})

test('PID-31: only N or "" ends that nobody knows who it is', () => {
  const said = (value: string) =>
    translation(
      message(
        'MSH|^~\\&|PAS|RJZ|||20261120101500||ADT^A31|1|P|2.4',
        `PID|1||K1^^^RJZ^MR||X^Y${'|'.repeat(26)}${value}`,
      ),
    ).patients[0]?.identification.identityUnknown
  assert.deepEqual(['Y', 'N', '""', ''].map(said), [true, false, false, undefined])
})

test('what happens in a visit without its number can only be told from all', () => {
  const without = (event: string) =>
    statements(adt(event, '12', { pv1: { 19: '' } }), 'Encounter')[0]?.needsAll
  assert.deepEqual(['A03', 'A11', 'A02', 'A01', 'A04'].map(without), [
    true,
    true,
    true,
    undefined,
    undefined,
  ])
  assert.equal(read(adt('A08', '12', { pv1: { 19: '' } })).outcome, 'translated')
})
