import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MedicationRequest, ServiceRequest } from 'fhir/r4'
import { message, resources, statements } from './hl7v2-fixtures.ts'
import { inAnyOrder, theOne } from './hl7v2-folding.ts'

const patient = 'PID|1||K1^^^RXX^MR||Moss^Ada||19700101'
const header = (type: string, at: number) =>
  `MSH|^~\\&|EPR|RXX|||202611200${at}0000||${type}|${type}${at}|P|2.4`

const order = (control: string, at: number, rest: Partial<Order> = {}): Buffer => {
  const { placer = 'P1', filler = '', status = '', test: code = 'FBC^Full blood count' } = rest
  return message(
    header(rest.type ?? 'ORM^O01', at),
    patient,
    `ORC|${control}|${placer}|${filler}||${status}||||20261120080000|||C1234567^Sands^Ida^^^Dr`,
    ...(code ? [`OBR|1|${placer}|${filler}|${code}|||||||||||||||||||||||||||^Breathless`] : []),
  )
}
interface Order {
  readonly type: string
  readonly placer: string
  readonly filler: string
  readonly status: string
  readonly test: string
}
const request = (...all: Buffer[]): ServiceRequest => theOne<ServiceRequest>(all, 'ServiceRequest')

for (const type of [
  'ORM^O01',
  'OML^O21',
  'OML^O33',
  'OML^O35',
  'OMG^O19',
  'ORR^O02',
  'ORG^O20',
  'ORL^O22',
]) {
  test(`${type} is a request with who asks for what, when and why`, () => {
    const found = request(order('NW', 1, { type }))
    assert.equal(found.status, 'active')
    assert.equal(found.intent, 'order')
    assert.equal(found.code?.text, 'Full blood count')
    assert.equal(found.requester?.display, 'Dr Ida Sands')
    assert.equal(found.authoredOn, '2026-11-20T08:00:00+00:00')
    assert.equal(found.reasonCode?.[0]?.text, 'Breathless')
  })
}

const controls: Readonly<Record<string, ServiceRequest['status']>> = {
  NW: 'active',
  OK: 'active',
  SN: 'active',
  XO: 'active',
  XX: 'active',
  CA: 'revoked',
  OC: 'revoked',
  CR: 'revoked',
  DC: 'revoked',
  OD: 'revoked',
  HD: 'on-hold',
  HR: 'on-hold',
  SC: 'active',
  RE: 'active',
  NA: 'active',
}
for (const [control, status] of Object.entries(controls)) {
  test(`ORC-1 ${control} after a new order: ${status}`, () => {
    assert.equal(request(order('NW', 1), order(control, 2, { test: '' })).status, status)
  })
}

test('ORC-1 RL lets go what was held, and UC leaves what could not be cancelled', () => {
  const released = request(order('NW', 1), order('HD', 2), order('RL', 3, { test: '' }))
  assert.equal(released.status, 'active')
})

test('ORC-1 SC with ORC-5 says how far it is', () => {
  assert.equal(request(order('NW', 1), order('SC', 2, { status: 'CM' })).status, 'completed')
  assert.equal(request(order('NW', 1), order('SC', 2, { status: 'HD' })).status, 'on-hold')
})

test('a cancellation before its order is a tombstone, whatever times they bear (§1.9)', () => {
  const early = request(order('NW', 3), order('CA', 2, { test: '' }))
  assert.equal(early.status, 'revoked')
  assert.equal(early.code?.text, 'Full blood count')
})

test('one request may ask for several tests: none is lost', () => {
  const both = message(
    header('ORM^O01', 1),
    patient,
    'ORC|NW|P1',
    'OBR|1|P1||FBC^Full blood count',
    'OBR|2|P1||UE^Urea and electrolytes',
  )
  const found = request(both)
  assert.deepEqual(found.orderDetail?.map((each) => each.text).toSorted(), [
    'Full blood count',
    'Urea and electrolytes',
  ])
  assert.match(found.code?.text ?? '', /Full blood count|Urea/)
})

test('ORM with RXO orders a medicine and no test', () => {
  const medicine = message(
    header('ORM^O01', 1),
    patient,
    'ORC|NW|M1',
    'RXO|322236009^Paracetamol 500mg tablets^SCT|1||TAB^tablet',
  )
  assert.equal(statements(medicine, 'ServiceRequest').length, 0)
  assert.equal(statements(medicine, 'MedicationRequest').length, 1)
})

const referral = (
  event: string,
  at: number,
  rf1 = 'RF1|A|S|CAR^Cardiology|||R1||20261119',
): Buffer =>
  message(
    header(`REF^${event}`, at),
    rf1,
    'PRD|RP|Okafor^Ngozi^^^Dr|||||G1234567',
    'PRD|RT|||Cardiology, St Alban^^^^^^^^RXX',
    patient,
    'DG1|1||I20.9^Angina pectoris^I10',
    'OBX|1|NM|8480-6^Systolic^LN||150|mmHg|||||F',
    'NTE|1||Please see soon',
  )

test('REF I12 is a referral: from whom, to whom, how urgent, why, and what was measured', () => {
  const found = theOne<ServiceRequest>([referral('I12', 1)], 'ServiceRequest')
  assert.equal(found.category?.[0]?.coding?.[0]?.code, '3457005')
  assert.equal(found.status, 'active')
  assert.equal(found.priority, 'stat')
  assert.equal(found.requester?.display, 'Dr Ngozi Okafor')
  assert.equal(found.performer?.[0]?.display, 'Cardiology, St Alban')
  assert.equal(found.reasonCode?.[0]?.text, 'Angina pectoris')
  assert.equal(found.note?.[0]?.text, 'Please see soon')
  assert.equal(resources(referral('I12', 1), 'Observation').length, 1)
})

test('REF I14 withdraws, also before I12, and keeps what it was about', () => {
  const gone = theOne<ServiceRequest>(
    [referral('I14', 1, 'RF1||||||R1'), referral('I12', 2)],
    'ServiceRequest',
  )
  assert.equal(gone.status, 'revoked')
  assert.equal(gone.code?.text, 'Referral: Cardiology')
})

test('REF I13 and I15: RF1-1 A, P, R and E', () => {
  const states = { A: 'active', P: 'active', R: 'revoked', E: 'completed' }
  for (const [state, status] of Object.entries(states)) {
    const changed = referral('I15', 2, `RF1|${state}|||||R1`)
    const found = theOne<ServiceRequest>([referral('I12', 1), changed], 'ServiceRequest')
    assert.equal(found.status, status, state)
  }
})

test('two orders in one message stay two', () => {
  const both = message(
    header('OML^O21', 1),
    patient,
    'ORC|NW|P1',
    'OBR|1|P1||A^Alpha',
    'ORC|NW|P2',
    'OBR|2|P2||B^Beta',
  )
  assert.deepEqual(
    [...inAnyOrder<ServiceRequest>([both], 'ServiceRequest').keys()],
    ['placer/P1', 'placer/P2'],
  )
})

test('an ORC alone ends the medicine or the test of its number, and shows nothing by itself', () => {
  const medicine = message(header('ORM^O01', 1), patient, 'ORC|NW|M1', 'RXO|PAR^Paracetamol|1||g')
  const cancel = message(header('ORM^O01', 2), patient, 'ORC|CA|M1')
  const ended = theOne<MedicationRequest>([medicine, cancel], 'MedicationRequest')
  assert.equal(ended.status, 'cancelled')
  assert.equal(theOne<ServiceRequest>([cancel], 'ServiceRequest').status, 'entered-in-error')
  assert.equal(theOne<MedicationRequest>([cancel], 'MedicationRequest').status, 'entered-in-error')
})
