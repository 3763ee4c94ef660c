import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { attachmentUrl, type SetAsidePart, type Translation } from '#vocabulary'
import type { FeedFacts } from '../../src/sources/feed-profile.ts'
import { translateFhir } from '../../src/sources/fhir/translate.ts'

const profile = { nhsNumbersVerified: false } as FeedFacts['profile']
const feed: FeedFacts = { name: 'ehr', organisation: 'RJ1', organisationName: 'Trust', profile }
const receivedAt = Date.parse('2026-03-14T09:00:00Z')
const nhs = 'https://fhir.nhs.uk/Id/nhs-number'
const ods = 'https://fhir.nhs.uk/Id/ods-organization-code'
const verification =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'

type Json = Record<string, unknown>
type Any = ReturnType<typeof JSON.parse>

const encode = (json: unknown) => Buffer.from(JSON.stringify(json))
const read = (json: unknown) => translateFhir(encode(json), feed, receivedAt)

function translated(json: unknown): Translation {
  const outcome = read(json)
  assert.equal(outcome.outcome, 'translated', JSON.stringify(outcome))
  return (outcome as { translation: Translation }).translation
}

const bundle = (entries: Json[], over: Json = {}) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: entries.map((each) =>
    'resource' in each || 'request' in each ? each : { resource: each },
  ),
  ...over,
})

const patient = (over: Json = {}) => ({
  resourceType: 'Patient',
  id: 'p1',
  identifier: [
    {
      system: nhs,
      value: '9990000018',
      extension: [{ url: verification, valueCodeableConcept: { coding: [{ code: '01' }] } }],
    },
    { system: 'https://rj1.nhs.uk/mrn', value: 'M1' },
  ],
  name: [
    { use: 'maiden', family: 'Old' },
    { use: 'official', family: 'Mensah', given: ['Ama', 'Efua'] },
  ],
  birthDate: '1980-02-03',
  gender: 'female',
  ...over,
})

const observation = (over: Json = {}) => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: { text: 'Potassium' },
  subject: { reference: 'Patient/p1' },
  ...over,
})

const statements = (translation: Translation) =>
  translation.patients.flatMap((each) => each.statements)
const find = (translation: Translation, kind: string): Any =>
  statements(translation).find((each) => each.kind === kind)
const reasons = (translation: Translation) =>
  translation.setAside.map((each: SetAsidePart) => `${each.place}: ${each.reason}`)

test('a Patient says who they are, and its id is the key that later messages use', () => {
  const [about] = translated(bundle([patient(), observation()])).patients
  assert.deepEqual(about?.key, { namespace: 'RJ1/ehr/Patient', value: 'p1' })
  assert.equal(about?.pointsOnly, false)
  assert.deepEqual(about?.identification, {
    identifiers: [
      { system: nhs, value: '9990000018' },
      { system: 'https://rj1.nhs.uk/mrn', value: 'M1' },
    ],
    nhsNumber: '9990000018',
    nhsNumberVerified: true,
    family: 'Mensah',
    given: 'Ama Efua',
    birthDate: '1980-02-03',
    gender: 'female',
  })
  const [alone] = translated(observation()).patients
  assert.deepEqual(alone?.key, about?.key)
  assert.equal(alone?.pointsOnly, true)
})

test('an NHS number that is traced to another status is not verified, and two numbers are none', () => {
  const status = { url: verification, valueCodeableConcept: { coding: [{ code: '02' }] } }
  const identifier = { system: nhs, value: '9990000018', extension: [status] }
  const untraced = translated(patient({ identifier: [identifier] })).patients[0]?.identification
  assert.equal(untraced?.nhsNumberVerified, false)
  const two = translated(
    patient({ identifier: [identifier, { system: nhs, value: '9990000026' }] }),
  )
  assert.equal(two.patients[0]?.identification.nhsNumber, undefined)
  assert.match(two.defects.join(), /two NHS numbers/)
})

test('a subject is found by fullUrl, Type/id, identifier and condition; a Patient without id by its own number', () => {
  const fullUrl = 'urn:uuid:0b0b0b0b-0000-4000-8000-000000000001'
  const subjects = [
    { reference: fullUrl },
    { reference: 'Patient?identifier=https://rj1.nhs.uk/mrn|M1' },
    { type: 'Patient', identifier: { system: nhs, value: '9990000018' } },
  ]
  const others = subjects.map((subject, at) => observation({ id: `o${at}`, subject }))
  const { id: _id, ...anonymous } = patient()
  const all = translated(bundle([{ fullUrl, resource: anonymous }, ...others]))
  assert.equal(all.patients.length, 1)
  assert.equal(all.patients[0]?.key.value, 'https://rj1.nhs.uk/mrn|M1')
  assert.equal(all.patients[0]?.statements.length, 4)
})

test('a patient that is not in the message is known by id, NHS number or the tracing service; else it is set aside', () => {
  const about = (subject: Json) => read(observation({ subject }))
  const key = (subject: Json) => (about(subject) as Any).translation?.patients[0]?.key.value
  assert.equal(key({ reference: 'Patient/77' }), '77')
  assert.equal(key({ identifier: { system: nhs, value: '999 000 0018' } }), `${nhs}|9990000018`)
  const pds = 'https://api.service.nhs.uk/personal-demographics/FHIR/R4/Patient/9990000018'
  assert.equal(key({ reference: pds }), `${nhs}|9990000018`)
  for (const subject of [
    { reference: 'urn:uuid:0b0b0b0b-0000-4000-8000-00000000000f' },
    { reference: 'https://elsewhere.test/fhir/Patient/1' },
    { reference: 'Group/1' },
    { identifier: { system: nhs, value: '9990000019' } },
    { display: 'somebody' },
  ]) {
    const outcome = about(subject) as Any
    assert.equal(outcome.outcome, 'set-aside')
    assert.equal(outcome.reason, 'no-patient')
  }
})

test('where two patients could be meant, nobody is', () => {
  const entries = ['a', 'b'].map((server) => ({
    fullUrl: `https://${server}.test/fhir/Patient/p1`,
    resource: patient(),
  }))
  const all = translated(bundle([...entries, observation()]))
  assert.deepEqual(all.patients, [])
  assert.deepEqual(reasons(all), [
    'entry[0] Patient: conflict',
    'entry[1] Patient: conflict',
    'entry[2] Observation: conflict',
  ])
  const subject = { reference: 'Patient/p1', identifier: { system: nhs, value: '9990000026' } }
  const contradicted = translated(bundle([patient(), observation({ subject })]))
  assert.deepEqual(reasons(contradicted), ['entry[1] Observation: conflict'])
})

test('several patients in one bundle stay apart', () => {
  const second = patient({ id: 'p2', identifier: [] })
  const about = observation({ id: 'o2', subject: { reference: 'Patient/p2' } })
  const all = translated(bundle([patient(), second, observation(), about]))
  const held = all.patients.map((each) => [
    each.key.value,
    each.statements.map((one) => one.sourceId),
  ])
  assert.deepEqual(held, [
    ['p1', ['p1', 'o1']],
    ['p2', ['p2', 'o2']],
  ])
})

test('references are named in place, and what says more than a name goes inside', () => {
  const uuid = (n: number) => `urn:uuid:0b0b0b0b-0000-4000-8000-00000000000${n}`
  const all = translated(
    bundle([
      patient(),
      {
        fullUrl: uuid(1),
        resource: {
          resourceType: 'Practitioner',
          id: 'd1',
          identifier: [{ system: 'https://fhir.hl7.org.uk/Id/gmc-number', value: '1' }],
          name: [{ prefix: ['Dr'], given: ['Kofi'], family: 'Boateng' }],
        },
      },
      {
        fullUrl: uuid(2),
        resource: {
          resourceType: 'PractitionerRole',
          id: 'r1',
          practitioner: { reference: uuid(1) },
          code: [{ coding: [{ display: 'Consultant' }] }],
        },
      },
      {
        fullUrl: uuid(3),
        resource: {
          resourceType: 'Medication',
          id: 'm1',
          code: {
            coding: [{ system: 'http://snomed.info/sct', code: '1', display: 'Apixaban 5 mg' }],
          },
          form: { text: 'tablet' },
        },
      },
      {
        resourceType: 'MedicationRequest',
        id: 'mr1',
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/p1' },
        medicationReference: { reference: uuid(3) },
        requester: { reference: uuid(2) },
        authoredOn: '2026-01-02',
      },
    ]),
  )
  const { resource, eventTime } = find(all, 'MedicationRequest')
  assert.equal(resource.medicationCodeableConcept.coding[0].display, 'Apixaban 5 mg')
  assert.equal(resource.medicationReference.display, 'Apixaban 5 mg')
  assert.equal(resource.contained[0].form.text, 'tablet')
  assert.equal(resource.medicationReference.reference, `#${resource.contained[0].id}`)
  assert.equal(resource.requester.display, 'Dr Kofi Boateng, Consultant')
  assert.equal(resource.requester.reference, 'PractitionerRole/r1')
  assert.equal(eventTime, Date.parse('2026-01-02'))
  assert.deepEqual(all.notUnderstood, {})
})

test('results say of which report they are, are as restricted as it, and about its patient', () => {
  const report = {
    resourceType: 'DiagnosticReport',
    id: 'dr1',
    meta: {
      security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' }],
    },
    status: 'final',
    code: { text: 'Urea and electrolytes' },
    subject: { reference: 'Patient/p1' },
    contained: [
      { resourceType: 'Observation', id: 'na', status: 'final', code: { text: 'Sodium' } },
    ],
    result: [{ reference: 'Observation/o1' }, { reference: '#na' }],
  }
  const { subject: _none, ...result } = observation()
  const all = translated(bundle([patient(), report, result]))
  const results = statements(all).filter((each) => each.kind === 'Observation') as Any[]
  assert.deepEqual(all.setAside, [])
  assert.deepEqual(results.map((each) => each.sourceId).sort(), ['dr1#na', 'o1'])
  for (const each of results) {
    const title = { url: 'urn:lcr:report', valueString: 'Urea and electrolytes' }
    assert.deepEqual(each.resource.extension, [title])
    assert.deepEqual(each.labels, ['restricted'])
    assert.equal(each.resource.subject.reference, 'Patient/p1')
  }
})

test('documents leave the resource, known by their hash and by their first bytes', () => {
  const pdf = Buffer.from('%PDF-1.7 letter')
  const letter = (attachment: Json, over: Json = {}) => ({
    resourceType: 'DocumentReference',
    id: 'doc1',
    status: 'current',
    subject: { reference: 'Patient/p1' },
    content: [{ attachment }],
    ...over,
  })
  const hash = createHash('sha256').update(pdf).digest('hex')
  const binary = {
    resourceType: 'Binary',
    id: 'b1',
    contentType: 'application/pdf',
    data: pdf.toString('base64'),
  }
  for (const message of [
    letter({ contentType: 'text/plain', data: pdf.toString('base64') }),
    bundle([letter({ url: 'Binary/b1' }), binary]),
  ]) {
    const { resource, attachments } = find(translated(message), 'DocumentReference')
    const { attachment } = resource.content[0]
    assert.equal(attachment.url, attachmentUrl(hash))
    assert.equal(attachment.data, undefined)
    assert.equal(attachment.size, pdf.length)
    assert.deepEqual(attachments, [{ hash, contentType: 'application/pdf', bytes: pdf }])
  }
  const broken = read(letter({ data: 'not base64!' })) as Any
  assert.equal(broken.reason, 'invalid')
})

test('a feed writes for its own organisation only', () => {
  const encounter = (code: string) => ({
    resourceType: 'Encounter',
    id: 'e1',
    status: 'finished',
    class: { code: 'IMP' },
    subject: { reference: 'Patient/p1' },
    serviceProvider: { reference: 'Organization/ward' },
    contained: [],
    code,
  })
  const organisations = (code: string) => [
    { resourceType: 'Organization', id: 'ward', partOf: { reference: 'Organization/trust' } },
    {
      resourceType: 'Organization',
      id: 'trust',
      name: 'T',
      identifier: [{ system: ods, value: code }],
    },
  ]
  const send = (code: string) => {
    const { contained: _c, code: _d, ...visit } = encounter(code)
    return translated(bundle([visit, ...organisations(code)]))
  }
  assert.equal(statements(send('RJ122')).length, 1)
  assert.deepEqual(reasons(send('RYJ')), ['entry[0] Encounter: wrong-organisation'])
})

test('what cannot be filed is set aside by itself, and what is not known is counted', () => {
  const all = translated(
    bundle([
      patient(),
      observation({ status: 'bogus' }),
      { resourceType: 'Spaceship', id: 'x' },
      { resourceType: 'Claim', id: 'c' },
      { request: { method: 'DELETE', url: 'Observation/9' } },
      { resource: observation({ id: 'o2' }), request: { method: 'PUT', url: 'Observation/o2' } },
      { resourceType: 'Bundle', type: 'collection' },
    ]),
  )
  assert.deepEqual(
    statements(all).map((each) => each.sourceId),
    ['p1', 'o2'],
  )
  assert.deepEqual(reasons(all).sort(), [
    'entry[1] Observation: invalid',
    'entry[2] Spaceship: invalid',
    'entry[4] Observation: unsupported',
    'entry[6] Bundle: unsupported',
  ])
  assert.deepEqual(all.notUnderstood, { 'resource Claim': 1 })
})

test('an invalid Patient does not take the results with it, and only points', () => {
  const all = translated(bundle([patient({ telecom: [{ system: 'pigeon' }] }), observation()]))
  assert.deepEqual(reasons(all), ['entry[0] Patient: invalid'])
  assert.equal(all.patients[0]?.pointsOnly, true)
  assert.equal(all.patients[0]?.identification.nhsNumber, '9990000018')
})

test('time is when it was said: lastUpdated, recorded, the bundle, our clock; never ahead of our clock', () => {
  const timestamp = '2026-03-01T00:00:00Z'
  const time = (over: Json) =>
    find(translated(bundle([observation(over)], { timestamp })), 'Observation').eventTime
  assert.equal(time({ meta: { lastUpdated: '2026-03-02T00:00:00Z' } }), Date.parse('2026-03-02'))
  assert.equal(time({ issued: '2026-02-02T00:00:00Z' }), Date.parse('2026-02-02'))
  assert.equal(time({ effectiveDateTime: '2020-01-01' }), Date.parse(timestamp))
  assert.equal(time({ meta: { lastUpdated: '2036-03-02T00:00:00Z' } }), receivedAt)
})

test('a sender says by Patient.link that two of its patients are one', () => {
  const link = (other: string, type: string) => [{ other: { reference: `Patient/${other}` }, type }]
  const all = translated(
    bundle([
      patient({ id: 'old', active: false, link: link('new', 'replaced-by') }),
      patient({ id: 'new', link: link('old', 'replaces') }),
    ]),
  )
  const merges = all.merges.map((each) => `${each.retired.value} -> ${each.survivor.value}`)
  assert.deepEqual(merges, ['old -> new'])
})

test('a decimal keeps the precision in which it was written', () => {
  const json = JSON.stringify(observation({ valueQuantity: { value: 0, unit: 'mmol/L' } }))
  const outcome = translateFhir(
    Buffer.from(json.replace('"value":0', '"value":5.10')),
    feed,
    receivedAt,
  ) as Any
  const { valueQuantity } = outcome.translation.patients[0].statements[0].resource
  assert.equal(valueQuantity.value, 5.1)
  assert.deepEqual(valueQuantity._value.extension, [
    { url: 'urn:lcr:decimal', valueString: '5.10' },
  ])
})

test('an appointment is about its patient among the participants, and of one only', () => {
  const appointment = (...ids: string[]) => ({
    resourceType: 'Appointment',
    id: 'a1',
    status: 'proposed',
    participant: ['Practitioner/1', ...ids.map((id) => `Patient/${id}`)].map((reference) => ({
      actor: { reference },
      status: 'accepted',
    })),
  })
  assert.equal(translated(appointment('p1')).patients[0]?.key.value, 'p1')
  assert.equal((read(appointment('p1', 'p2')) as Any).reason, 'unsupported')
  assert.equal((read(appointment()) as Any).reason, 'no-patient')
})
