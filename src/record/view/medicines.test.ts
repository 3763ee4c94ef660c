import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coded, concept, show } from './sample-line.ts'

const gpc = 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-'
const ukCore = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-'
const ramipril = { medicationCodeableConcept: { text: 'Ramipril 5mg capsules' } }

test('a GP repeat reads as prescribed by the GP, never as taken', () => {
  const line = show({
    resourceType: 'MedicationStatement',
    status: 'active',
    ...ramipril,
    extension: [
      {
        url: `${gpc}PrescribingAgency-1`,
        valueCodeableConcept: coded('prescribed-at-gp-practice'),
      },
      { url: `${gpc}PrescriptionType-1`, valueCodeableConcept: coded('repeat') },
      { url: `${gpc}MedicationStatementLastIssueDate-1`, valueDateTime: '2026-02-20' },
      {
        url: `${ukCore}MedicationRepeatInformation`,
        extension: [{ url: 'authorisationExpiryDate', valueDateTime: '2026-09-01' }],
      },
    ],
    dosage: [{ text: 'One daily' }],
  })
  assert.equal(line.status, 'Prescribed (GP, repeat)')
  assert.equal(line.fact('Dose'), 'One daily')
  assert.equal(line.fact('Last issued'), '20 Feb 2026')
  assert.equal(line.fact('Review'), '1 Sep 2026')
  assert.doesNotMatch(JSON.stringify(line), /taking/i)
})

test('a medicine prescribed elsewhere and a ward chart say so', () => {
  const url = `${ukCore}MedicationPrescribingOrganizationType`
  const valueCodeableConcept = coded('prescribed-by-another-organisation')
  const extension = [{ url, valueCodeableConcept }]
  const elsewhere = show({
    resourceType: 'MedicationStatement',
    status: 'active',
    ...ramipril,
    extension,
  })
  assert.equal(elsewhere.status, 'Recorded (prescribed elsewhere)')
  const category = [coded('inpatient')]
  const ward = show({
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    ...ramipril,
    category,
  })
  assert.equal(ward.status, 'Prescribed (inpatient)')
})

test('stopped, completed and ended medicines are past; an end still to come is not', () => {
  const statement = { resourceType: 'MedicationStatement', ...ramipril }
  const stopped = show({ ...statement, status: 'stopped', statusReason: [{ text: 'Cough' }] })
  assert.deepEqual(
    [stopped.status, stopped.past, stopped.fact('Reason')],
    ['Stopped', true, 'Cough'],
  )
  const ended = show({ ...statement, status: 'active', effectivePeriod: { end: '2025-12-01' } })
  assert.deepEqual([ended.status, ended.past], ['Recorded as active, ended', true])
  const going = show({ ...statement, status: 'active', effectivePeriod: { end: '2026-12-01' } })
  assert.deepEqual([going.past, going.end], [undefined, '2026-12-01'])
})

test('a dose without words is composed from its parts', () => {
  const dose = (dosage: object) =>
    show({ resourceType: 'MedicationRequest', ...ramipril, dosageInstruction: [dosage] }).fact(
      'Dose',
    )
  assert.equal(
    dose({
      doseAndRate: [{ doseQuantity: { value: 5, unit: 'mg' } }],
      route: { text: 'oral' },
      timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', when: ['MORN', 'NIGHT'] } },
      maxDosePerPeriod: {
        numerator: { value: 20, unit: 'mg' },
        denominator: { value: 24, unit: 'hours' },
      },
    }),
    '5 mg, oral, 2 times a day, in the morning and at night, up to 20 mg per 24 hours',
  )
  assert.equal(
    dose({ timing: { repeat: { frequency: 1, period: 1, periodUnit: 'wk', dayOfWeek: ['mon'] } } }),
    'once a week, on Monday',
  )
  assert.equal(
    dose({ timing: { repeat: { frequency: 1, period: 4, periodUnit: 'h' } } }),
    'every 4 hours',
  )
  assert.equal(dose({ text: 'No information available', asNeededBoolean: true }), 'when required')
})

test('several doses keep their order', () => {
  const dosageInstruction = [
    { sequence: 2, text: 'one daily' },
    { sequence: 1, text: 'two at once' },
  ]
  const line = show({ resourceType: 'MedicationRequest', ...ramipril, dosageInstruction })
  assert.equal(line.fact('Dose'), 'two at once; then one daily')
})

test('a product that travels inside is named, and one that lost its code is noted', () => {
  const inside = show({
    resourceType: 'MedicationRequest',
    medicationReference: { reference: '#m' },
    contained: [
      { resourceType: 'Medication', id: 'm', code: concept('1', 'Clozapine 100mg tablets') },
    ],
  })
  assert.equal(inside.title, 'Clozapine 100mg tablets')
  assert.equal(inside.codes?.[0]?.code, '1')
  const medicationCodeableConcept = { ...concept('196421000000109'), text: 'Mixture as told' }
  const lost = show({ resourceType: 'MedicationStatement', medicationCodeableConcept })
  assert.match(lost.notes?.[0] ?? '', /lost its code/)
})

test('an order not to give a medicine cannot be read as an order to give it', () => {
  const line = show({
    resourceType: 'MedicationRequest',
    status: 'active',
    doNotPerform: true,
    ...ramipril,
  })
  assert.deepEqual([line.title, line.alert], ['Do not give: Ramipril 5mg capsules', 'Do not give'])
})
