import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  AllergyIntolerance,
  CarePlan,
  Condition,
  Immunization,
  Procedure,
  RelatedPerson,
} from 'fhir/r4'
import { message, resources, statements, translation } from './hl7v2-fixtures.ts'
import { inAnyOrder, theOne } from './hl7v2-folding.ts'

const patient = 'PID|1||K1^^^RXX^MR||Moss^Ada||19700101'
const send = (type: string, at: number, ...segments: string[]): Buffer =>
  message(
    `MSH|^~\\&|PAS|RXX|||202611200${at}0000||${type}|${type}${at}|P|2.5.1`,
    patient,
    ...segments,
  )

const prb = (rest: Record<number, string> = {}, action = 'AD') => {
  const fields = Array.from({ length: 27 }, () => '')
  Object.assign(fields, { 0: 'PRB', 1: action, 2: '20261119', 3: 'I10^Hypertension^I10', 4: 'PB1' })
  return Object.assign(fields, rest).join('|')
}
const problem = (...all: Buffer[]) => theOne<Condition>(all, 'Condition')
const clinical = (condition: Condition) => condition.clinicalStatus?.coding?.[0]?.code
const verified = (condition: Condition) => condition.verificationStatus?.coding?.[0]?.code

test('PPR PC1 adds a problem, PC2 changes it by its number', () => {
  const added = send('PPR^PC1', 1, prb({ 7: '20261101' }), 'NTE|1||Watch')
  assert.equal(problem(added).onsetDateTime, '2026-11-01')
  assert.equal(problem(added).note?.[0]?.text, 'Watch')
  const changed = problem(
    added,
    send('PPR^PC2', 2, prb({ 3: 'I15^Secondary hypertension^I10', 9: '20261118' }, 'UP')),
  )
  assert.equal(changed.code?.text, 'Secondary hypertension')
  assert.equal(clinical(changed), 'resolved')
  assert.equal(changed.abatementDateTime, '2026-11-18')
})

test('PPR PC3 deletes, also before PC1 came and whatever time that bears', () => {
  const gone = problem(send('PPR^PC1', 3, prb()), send('PPR^PC3', 2, prb({}, 'DE')))
  assert.equal(verified(gone), 'entered-in-error')
  assert.equal(clinical(gone), undefined)
})

test('PRB-13 and PRB-14 say how certain and how it stands', () => {
  assert.equal(verified(problem(send('PPR^PC1', 1, prb({ 13: 'PROVISIONAL' })))), 'provisional')
  assert.equal(clinical(problem(send('PPR^PC1', 1, prb({ 14: 'INACTIVE' })))), 'inactive')
})

test('PGL tells goals, as a plan that has one goal; PC8 takes it back', () => {
  const goal = send('PGL^PC6', 1, 'GOL|AD|20261119|G1^Walk to the shop|GL1|||20261120')
  const plan = theOne<CarePlan>([goal], 'CarePlan')
  assert.equal(plan.title, 'Goal: Walk to the shop')
  assert.equal(plan.status, 'active')
  const gone = theOne<CarePlan>([goal, send('PGL^PC8', 2, 'GOL|DE|20261120||GL1')], 'CarePlan')
  assert.equal(gone.status, 'entered-in-error')
})

const rxa = (completion = 'CP', action = 'A', reason = '') =>
  `RXA|0|1|20261001||39114911000001105^Influenza vaccine^SCT|0.5|ml||00^New|7654321^Okafor^Ngozi|||||B12|20270101|GSK^Glaxo|${reason}||${completion}|${action}`
const vaccination = (...all: Buffer[]) => theOne<Immunization>(all, 'Immunization')

test('VXU V04: what, when, how much, which batch, by whom, where on the body', () => {
  const given = vaccination(
    send(
      'VXU^V04',
      1,
      'ORC|RE||V1',
      rxa(),
      'RXR|IM^Intramuscular|LD^Left deltoid',
      'OBX|1|NM|30973-2^Dose number^LN||2',
      'OBX|2|ST|X^Consent||Verbal',
      'NTE|1||Well after',
    ),
  )
  assert.equal(given.status, 'completed')
  assert.equal(given.occurrenceDateTime, '2026-10-01')
  assert.deepEqual(given.doseQuantity, { value: 0.5, unit: 'ml' })
  assert.deepEqual([given.lotNumber, given.expirationDate], ['B12', '2027-01-01'])
  assert.deepEqual([given.route?.text, given.site?.text], ['Intramuscular', 'Left deltoid'])
  assert.equal(given.protocolApplied?.[0]?.doseNumberPositiveInt, 2)
  assert.equal(given.note?.[0]?.text, 'Consent: Verbal\nWell after')
  assert.equal(given.primarySource, true)
})

test('RXA-20 RE and NA were not given, for the reason of RXA-18', () => {
  const refused = vaccination(
    send('VXU^V04', 1, 'ORC|RE||V1', rxa('RE', 'A', '00^Parental decision')),
  )
  assert.equal(refused.status, 'not-done')
  assert.equal(refused.statusReason?.text, 'Parental decision')
  assert.equal(vaccination(send('VXU^V04', 1, rxa('NA'))).status, 'not-done')
  assert.equal(vaccination(send('VXU^V04', 1, rxa('PA'))).status, 'completed')
})

test('RXA-21 D takes a vaccination back, also before it came; U puts it right', () => {
  const first = send('VXU^V04', 2, 'ORC|RE||V1', rxa())
  const gone = vaccination(first, send('VXU^V04', 1, 'ORC|RE||V1', rxa('CP', 'D')))
  assert.equal(gone.status, 'entered-in-error')
  const right = vaccination(
    first,
    send('VXU^V04', 3, 'ORC|RE||V1', rxa('CP', 'U').replace('B12', 'B13')),
  )
  assert.equal(right.lotNumber, 'B13')
})

test('several RXA, with and without numbers, are several vaccinations; VXR says the same', () => {
  const other = rxa().replace('39114911000001105^Influenza', '1^Covid-19')
  for (const type of ['VXU^V04', 'VXR^V03']) {
    assert.equal(inAnyOrder([send(type, 1, rxa(), other)], 'Immunization').size, 2)
    const numbered = send(type, 1, 'ORC|RE||V1', rxa(), 'ORC|RE||V2', rxa())
    assert.equal(inAnyOrder([numbered], 'Immunization').size, 2)
    assert.equal(inAnyOrder([send(type, 1, 'ORC|RE||V1', rxa(), other)], 'Immunization').size, 2)
  }
})

const adt = (at: number, ...segments: string[]) => send('ADT^A08', at, ...segments)
const allergies = (...all: Buffer[]) => inAnyOrder<AllergyIntolerance>(all, 'AllergyIntolerance')

test('IAM-6 A, U and D by the number of IAM-7', () => {
  const iam = (action: string, severity = 'MI') =>
    `IAM|1|DA|PEN^Penicillin|${severity}|Rash|${action}|AL7`
  const changed = allergies(adt(1, iam('A')), adt(2, iam('U', 'SV'))).get('AL7')
  assert.equal(changed?.criticality, 'high')
  const gone = allergies(adt(1, iam('A')), adt(2, iam('D'))).get('AL7')
  assert.equal(gone?.verificationStatus?.coding?.[0]?.code, 'entered-in-error')
})

test('ALG-00: every Z88 code is told by its words only, and never decoded', () => {
  for (const code of ['Z88.0', 'Z88.1', 'Z88.2', 'Z88.9']) {
    const named = allergies(adt(1, `AL1|1|DA|${code}^Allergy to sulfonamides`)).get(code)
    assert.equal(named?.code?.text, 'Allergy to sulfonamides')
    assert.equal(named?.code?.coding?.[0]?.code, '196461000000101')
    const bare = allergies(adt(1, `AL1|1|DA|${code}`)).get(code)
    assert.match(bare?.code?.text ?? '', /sent only as code/)
  }
})

test('ALG-01: NKDA, NKA and Nil known assert that none is known; no AL1 asserts nothing', () => {
  for (const words of ['NKDA', 'NKA', 'Nil known', 'No known allergies']) {
    const [none] = resources<AllergyIntolerance>(adt(1, `AL1|1|DA|^${words}`), 'AllergyIntolerance')
    assert.equal(none?.code?.coding?.[0]?.code, '716186003', words)
  }
  assert.deepEqual(statements(adt(1), 'AllergyIntolerance'), [])
})

test('HL7-10: the list of AL1 is remembered only where AL1 stands in an ADT message', () => {
  assert.equal(statements(adt(1, 'AL1|1|DA|PEN^Penicillin'), 'List').length, 1)
  assert.equal(statements(adt(1), 'List').length, 0)
  const beside = send('ORM^O01', 1, 'AL1|1|DA|PEN^Penicillin', 'ORC|NW|P1', 'OBR|1|P1||FBC^Count')
  assert.equal(statements(beside, 'List').length, 0)
  assert.equal(statements(beside, 'AllergyIntolerance').length, 1)
})

const dg1 = (type: string, action = '') =>
  `DG1|1||J18.9^Pneumonia^I10||20261119|${type}|||||||||1|C1234567^Sands^Ida||N|20261119|DX1|${action}`

test('DG1-6 A and W are provisional, F is final; DG1-21 D takes back', () => {
  const diagnosis = (...all: Buffer[]) => theOne<Condition>(all, 'Condition')
  assert.equal(verified(diagnosis(adt(1, dg1('A')))), 'provisional')
  assert.equal(verified(diagnosis(adt(1, dg1('W')), adt(2, dg1('F')))), 'confirmed')
  assert.equal(verified(diagnosis(adt(1, dg1('F')), adt(2, dg1('F', 'D')))), 'entered-in-error')
  const [first] = resources<Condition>(adt(1, dg1('F')), 'Condition')
  assert.equal(first?.code?.coding?.[0]?.system, 'http://hl7.org/fhir/sid/icd-10')
  assert.equal(first?.note?.[0]?.text, 'Primary diagnosis of the visit')
})

test('DG1-18 makes a diagnosis restricted', () => {
  const secret = 'DG1|1||F20.0^Paranoid schizophrenia^I10||20261119|F||||||||||||Y'
  assert.deepEqual(statements(adt(1, secret), 'Condition')[0]?.labels, ['restricted'])
})

test('PR1 is a procedure in OPCS-4; PR1-20 D takes back', () => {
  const pr1 = (action = '') =>
    `PR1|1||K49.1^Angioplasty^OPCS4||20261118|||||||C1234567^Sands^Ida|||||||PX1|${action}`
  const [done] = resources<Procedure>(adt(1, pr1()), 'Procedure')
  assert.equal(done?.code?.coding?.[0]?.system, 'https://fhir.hl7.org.uk/CodeSystem/OPCS-4')
  assert.equal(done?.status, 'completed')
  assert.equal(done?.performer?.[0]?.actor.display, 'Ida Sands')
  const gone = theOne<Procedure>([adt(1, pr1()), adt(2, pr1('D'))], 'Procedure')
  assert.equal(gone.status, 'entered-in-error')
})

test('ROL names who has which part, DB1 a disability, and neither makes a team', () => {
  const found = adt(
    1,
    'ROL|1|AD|CC^Care co-ordinator|C1234567^Sands^Ida|20261101',
    'DB1|1|PT||Y|20200101',
  )
  const [person] = resources<RelatedPerson>(found, 'RelatedPerson')
  assert.equal(person?.relationship?.[0]?.text, 'Care co-ordinator')
  assert.equal(person?.name?.[0]?.text, 'Ida Sands')
  assert.equal(statements(found, 'Flag').length, 1)
  assert.equal(statements(found, 'CareTeam').length, 0)
  const ended = theOne<RelatedPerson>(
    [found, adt(2, 'ROL|1|DE|CC^Care co-ordinator|C1234567^Sands^Ida')],
    'RelatedPerson',
  )
  assert.equal(ended.active, false)
})

test('accounts and insurances are known, and are not counted as unknown', () => {
  const { notUnderstood } = translation(adt(1, 'ACC|20260101', 'GT1|1', 'IN1|1', 'IN2|1', 'ZZ9|1'))
  assert.deepEqual(notUnderstood, { 'segment ZZ9': 1 })
})

test('OBX in ADT: with a time of its own each is one; without, the newest of the visit stands', () => {
  const timed = (time: string, value: number) => `OBX|1|NM|WT^Weight||${value}|kg|||||F|||${time}`
  const two = [adt(1, timed('20261119', 70)), adt(2, timed('20261120', 71))]
  assert.equal(inAnyOrder(two, 'Observation').size, 2)
  const bare = [
    adt(1, 'OBX|1|NM|WT^Weight||70|kg|||||F'),
    adt(2, 'OBX|1|NM|WT^Weight||71|kg|||||F'),
  ]
  assert.equal(inAnyOrder(bare, 'Observation').size, 1)
})
