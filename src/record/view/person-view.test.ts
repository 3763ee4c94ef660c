import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Patient } from 'fhir/r4'
import { personView } from './person-view.ts'
import { sampleProvenance } from './sample-line.ts'

const statusUrl =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'

function nhs(value: string, code?: string) {
  const extension = [{ url: statusUrl, valueCodeableConcept: { coding: [{ code }] } }]
  return { system: 'https://fhir.nhs.uk/Id/nhs-number', value, ...(code && { extension }) }
}

function held(organisation: string, fields: object, sourceTime = '2026-01-01T00:00:00Z') {
  const resource = { resourceType: 'Patient', ...fields } as Patient
  return { resource, provenance: { ...sampleProvenance, organisation, sourceTime } }
}

const ods = (value: string, display?: string) => ({
  identifier: { system: 'https://fhir.nhs.uk/Id/ods-organization-code', value },
  display,
})

test('the holder of a traced number is believed before one that spoke later', () => {
  const view = personView([
    held('RJ1', { name: [{ family: 'Kahn', given: ['Aisha'] }] }, '2026-03-01T00:00:00Z'),
    held('A81001', {
      identifier: [nhs('943 476 5919', '01')],
      name: [{ family: 'KHAN', given: ['Aisha', 'Noor'], prefix: ['Ms'] }],
      birthDate: '1988-05-02',
    }),
  ])
  assert.deepEqual(view.name, { family: 'KHAN', given: 'Aisha Noor', prefix: 'Ms' })
  assert.equal(view.nhsNumber, '9434765919')
  assert.equal(view.nhsNumberVerified, true)
  assert.deepEqual(view.differences, [{ what: 'Family name', says: 'Kahn', source: 'RJ1' }])
  assert.deepEqual(view.otherNames, ['Aisha Kahn'])
})

test('a number that fails its check digit is nobody’s, and an untraced one says so', () => {
  assert.equal(personView([held('RJ1', { identifier: [nhs('9434765918')] })]).nhsNumber, undefined)
  const view = personView([held('RJ1', { identifier: [nhs('9434765919', '02')] })])
  assert.equal(view.nhsNumberVerified, false)
})

test('case, accents, spaces and punctuation make no difference; a fitting partial date neither', () => {
  const view = personView([
    held('RJ1', { name: [{ family: "O'Neill", given: ['Zoë'] }], birthDate: '1988-05-02' }),
    held('RJ2', { name: [{ family: 'ONEILL', given: ['ZOE'] }], birthDate: '1988' }),
  ])
  assert.equal(view.differences, undefined)
  assert.equal(view.otherNames, undefined)
})

test('every difference of rule 29 is told with who says it', () => {
  const view = personView([
    held(
      'RJ1',
      {
        name: [{ family: 'Khan', given: ['Aisha'] }],
        birthDate: '1988-05-02',
        gender: 'female',
        identifier: [nhs('9434765919')],
        address: [{ postalCode: 'SE5 9RS' }],
        generalPractitioner: [ods('G85001', 'Camberwell Surgery')],
        deceasedDateTime: '2026-03-01',
      },
      '2026-03-01T00:00:00Z',
    ),
    held('RJ2', {
      name: [{ family: 'Cohen', given: ['Asha'] }],
      birthDate: '1988-02-05',
      gender: 'male',
      identifier: [nhs('9990000018')],
      address: [{ postalCode: 'SE5 9RT' }],
      generalPractitioner: [ods('G85002')],
      deceasedBoolean: false,
    }),
  ])
  assert.deepEqual(view.deceased, { date: '2026-03-01', source: 'RJ1' })
  assert.deepEqual(
    view.differences?.map((each) => each.what),
    [
      'Family name',
      'Given name',
      'Birth date',
      'Gender',
      'NHS number',
      'Postcode',
      'GP practice',
      'Death',
    ],
  )
  assert.ok(view.differences?.every((each) => each.source === 'RJ2'))
})

test('one source that protects an address protects every copy, and no difference gives it away', () => {
  const home = { address: [{ line: ['1 High Street'], postalCode: 'SE5 9RS' }] }
  const telecom = [{ system: 'phone', value: '020 7946 0123' }]
  const gp = { generalPractitioner: [ods('G85001')] }
  const view = personView([
    held('RJ1', { ...home, telecom, ...gp }),
    held('RJ2', {
      ...gp,
      address: [{ postalCode: 'N1 1AA' }],
      meta: { security: [{ code: 'R' }] },
    }),
  ])
  assert.deepEqual(view, { name: {}, identifiers: [] })
})

test('the home address that holds now, and a hospital is no GP practice', () => {
  const view = personView([
    held('RJ1', {
      address: [
        { use: 'old', line: ['Old'] },
        { use: 'home', line: ['1 High Street'], city: 'London', postalCode: 'se5 9rs' },
      ],
      telecom: [
        { system: 'phone', use: 'work', value: '1' },
        { system: 'phone', use: 'home', value: '2' },
        { system: 'phone', use: 'mobile', value: '3' },
      ],
      managingOrganization: ods('RJ1', 'St Elsewhere'),
    }),
  ])
  assert.deepEqual(view.address, { lines: ['1 High Street', 'London'], postcode: 'SE5 9RS' })
  assert.equal(view.telephone, '3')
  assert.equal(view.gpPractice, undefined)
  const gp = personView([
    held('G85001', { managingOrganization: ods('G85001', 'Camberwell Surgery') }),
  ])
  assert.deepEqual(gp.gpPractice, { ods: 'G85001', name: 'Camberwell Surgery' })
})

test('nobody at all, and senders that send anything, make a banner all the same', () => {
  assert.deepEqual(personView([]), { name: {}, identifiers: [] })
  const odd = {
    name: 'Khan',
    identifier: 7,
    address: 'x',
    telecom: [null],
    meta: { security: 'R' },
  }
  assert.deepEqual(personView([held('RJ1', odd)]), { name: {}, identifiers: [] })
})

test('AC-26 who has another NHS number of before is not shown with what they were before', () => {
  const former = { ...nhs('9990000018'), use: 'old' }
  const patient = {
    identifier: [former, nhs('943 476 5919', '01'), { system: 'RJ1/MRN', value: 'M1', use: 'old' }],
    name: [
      { family: 'KHAN', given: ['Aisha'] },
      { use: 'old', family: 'BEFORE', given: ['Adam'] },
    ],
    gender: 'female',
  }
  const view = personView([
    held('RJ1', patient),
    held(
      'RJZ',
      { name: [{ family: 'BEFORE', given: ['Adam'] }], gender: 'male' },
      '2025-01-01T00:00:00Z',
    ),
  ])
  assert.doesNotMatch(JSON.stringify(view), /before|Adam|9990000018|M1|"male"/i)
  assert.equal(view.nhsNumber, '9434765919')
})
