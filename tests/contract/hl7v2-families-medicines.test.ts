import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MedicationAdministration, MedicationDispense, MedicationRequest } from 'fhir/r4'
import { message, statements } from './hl7v2-fixtures.ts'
import { inAnyOrder, theOne } from './hl7v2-folding.ts'

const patient = 'PID|1||K1^^^RXX^MR||Moss^Ada||19700101'
const visit = 'PV1|1|I|Byron'
const header = (type: string, at: number) =>
  `MSH|^~\\&|EPMA|RXX|||202611200${at}0000||${type}|${type}${at}|P|2.5.1`
const amoxicillin = '323509004^Amoxicillin 500mg capsules^SCT'

const order = (type: string, at: number, ...segments: string[]): Buffer =>
  message(header(type, at), patient, visit, ...segments)
const orc = (control: string, status = '') =>
  `ORC|${control}|M1|||${status}||||20261120080000|||C1234567^Sands^Ida^^^Dr`
const rxe = `RXE||${amoxicillin}|500||mg^mg||^With food|||21|caps`
const prescribed = (...all: Buffer[]) => theOne<MedicationRequest>(all, 'MedicationRequest')

for (const type of ['RDE^O11', 'RDE^O25', 'RDE^O01', 'RRE^O12']) {
  test(`${type} is a prescription in hospital: what, how much, by which route, when`, () => {
    const found = prescribed(
      order(type, 1, orc('NW'), rxe, 'TQ1|1||TDS|||5^d|20261120080000', 'RXR|PO^Oral'),
    )
    assert.equal(found.status, 'active')
    assert.equal(found.intent, 'order')
    assert.equal(found.category?.[0]?.coding?.[0]?.code, 'inpatient')
    assert.deepEqual(found.medicationCodeableConcept?.coding?.[0], {
      system: 'http://snomed.info/sct',
      code: '323509004',
      display: 'Amoxicillin 500mg capsules',
    })
    const [dosage] = found.dosageInstruction ?? []
    assert.equal(dosage?.text, '500 mg, Oral, three times a day, for 5 d, With food')
    assert.equal(dosage?.route?.text, 'Oral')
    assert.deepEqual(dosage?.doseAndRate, [{ doseQuantity: { value: 500, unit: 'mg' } }])
    assert.equal(dosage?.timing?.repeat?.frequency, 3)
    assert.equal(dosage?.timing?.repeat?.boundsPeriod?.start, '2026-11-20T08:00:00+00:00')
    assert.deepEqual(found.dispenseRequest?.quantity, { value: 21, unit: 'caps' })
    assert.equal(found.requester?.display, 'Dr Ida Sands')
  })
}

test('the old quantity and timing of RXE-1 and ORC-7 are read too', () => {
  const old = `RXE|1^Q6H&0600,1200^D5^20261120080000^^S^^if in pain|${amoxicillin}|500||mg`
  const [dosage] = prescribed(order('RDE^O01', 1, orc('NW'), old)).dosageInstruction ?? []
  assert.equal(dosage?.text, '500 mg, Q6H, at 06:00 and 12:00, for D5, if in pain')
  assert.deepEqual([dosage?.timing?.repeat?.period, dosage?.timing?.repeat?.periodUnit], [6, 'h'])
  const inOrc = `ORC|NW|M1|||||^BD^^20261120080000`
  const plain = order('RDE^O01', 1, inOrc, `RXE||${amoxicillin}|500||mg`)
  assert.equal(prescribed(plain).dosageInstruction?.[0]?.text, '500 mg, twice a day')
})

test('several times of one prescription are told one after the other', () => {
  const doses = order('RDE^O11', 1, orc('NW'), rxe, 'TQ1|1||OM', 'TQ1|2||ON').toString()
  const all = prescribed(Buffer.from(doses)).dosageInstruction ?? []
  assert.deepEqual(
    all.map((one) => [one.sequence, one.text]),
    [
      [1, '500 mg, in the morning, With food'],
      [2, '500 mg, at night, With food'],
    ],
  )
})

const controls: Readonly<Record<string, MedicationRequest['status']>> = {
  OK: 'active',
  XO: 'active',
  CA: 'cancelled',
  OC: 'cancelled',
  DC: 'stopped',
  OD: 'stopped',
  HD: 'on-hold',
  RL: 'active',
  RE: 'active',
}
for (const [control, status] of Object.entries(controls)) {
  test(`ORC-1 ${control} of a prescription: ${status}, whichever came first`, () => {
    const found = prescribed(order('RDE^O11', 1, orc('NW'), rxe), order('RDE^O11', 2, orc(control)))
    assert.equal(found.status, status)
    assert.equal(found.medicationCodeableConcept?.text, 'Amoxicillin 500mg capsules')
  })
}

test('a prescription that was stopped is not started by the order that comes late', () => {
  const late = prescribed(order('RDE^O11', 2, orc('NW'), rxe), order('RDE^O11', 1, orc('DC')))
  assert.equal(late.status, 'stopped')
})

test('OMP O09 and RGV O15 are prescriptions too; an infusion names what is in it', () => {
  const rxo = `RXO|${amoxicillin}|250|500|mg`
  assert.equal(
    prescribed(order('OMP^O09', 1, orc('NW'), rxo)).dosageInstruction?.[0]?.text,
    '250 to 500 mg',
  )
  const rxg = `RXG|1|||${amoxicillin}|500||mg`
  assert.equal(prescribed(order('RGV^O15', 1, orc('RE'), rxg)).status, 'active')
  const infusion = order('RDE^O11', 1, orc('NW'), rxe, 'RXC|A|KCL^Potassium chloride|20|mmol')
  assert.equal(prescribed(infusion).note?.[0]?.text, 'Additive: Potassium chloride 20 mmol')
})

const rxa = (completion: string, action = '', reason = '') =>
  `RXA|0|1|20261120090000|20261120090000|${amoxicillin}|500|mg|||7654321^Okafor^Ngozi||||||||${reason}||${completion}|${action}`
const given = (...all: Buffer[]) =>
  theOne<MedicationAdministration>(all, 'MedicationAdministration')

for (const type of ['RAS^O17', 'RAS^O01', 'RRA^O18']) {
  test(`${type} is a dose given: what, how much, when, by whom, of which prescription`, () => {
    const found = given(order(type, 1, orc('RE'), rxa('CP'), 'RXR|PO^Oral'))
    assert.equal(found.status, 'completed')
    assert.equal(found.effectiveDateTime, '2026-11-20T09:00:00+00:00')
    assert.equal(found.dosage?.text, '500 mg, Oral')
    assert.equal(found.performer?.[0]?.actor.display, 'Ngozi Okafor')
    assert.equal(found.request?.identifier?.value, 'M1')
  })
}

test('RXA-20: CP and PA were given, RE was refused, NA was not administered', () => {
  const status = (completion: string) => given(order('RAS^O17', 1, orc('RE'), rxa(completion)))
  assert.equal(status('PA').status, 'completed')
  assert.equal(status('RE').status, 'not-done')
  assert.equal(status('RE').statusReason?.[0]?.text, 'Refused')
  const nil = given(order('RAS^O17', 1, orc('RE'), rxa('NA', '', 'NBM^Nil by mouth')))
  assert.equal(nil.statusReason?.[0]?.text, 'Nil by mouth')
})

test('RXA-21 D takes a dose back, also before it came', () => {
  const dose = order('RAS^O17', 1, orc('RE'), rxa('CP'))
  assert.equal(
    given(dose, order('RAS^O17', 2, orc('RE'), rxa('CP', 'D'))).status,
    'entered-in-error',
  )
  assert.equal(given(dose, order('RAS^O17', 2, orc('RE'), rxa('RE', 'U'))).status, 'not-done')
})

test('two doses of one prescription are two', () => {
  const later = rxa('CP').replaceAll('20261120090000', '20261120150000')
  const both = [order('RAS^O17', 1, orc('RE'), rxa('CP')), order('RAS^O17', 2, orc('RE'), later)]
  assert.equal(inAnyOrder(both, 'MedicationAdministration').size, 2)
})

for (const type of ['RDS^O13', 'RDS^O01', 'RRD^O14']) {
  test(`${type} is a supply beside its prescription`, () => {
    const supply = order(
      type,
      1,
      orc('RE'),
      rxe,
      `RXD|1|${amoxicillin}|20261120100000|21|caps||RX9||Keep dry`,
    )
    const found = theOne<MedicationDispense>([supply], 'MedicationDispense')
    assert.equal(found.status, 'completed')
    assert.equal(found.whenHandedOver, '2026-11-20T10:00:00+00:00')
    assert.deepEqual(found.quantity, { value: 21, unit: 'caps' })
    assert.equal(found.note?.[0]?.text, 'Keep dry')
    assert.equal(statements(supply, 'MedicationRequest').length, 1)
  })
}
