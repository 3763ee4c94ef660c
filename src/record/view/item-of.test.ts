import assert from 'node:assert/strict'
import { test } from 'node:test'
import { itemOf, shownKinds } from './item-of.ts'
import { coded, concept, sampleProvenance, show, tryShow } from './sample-line.ts'

test('what was entered in error is never shown, wherever it is said so', () => {
  for (const kind of shownKinds) {
    assert.equal(tryShow({ resourceType: kind, status: 'entered-in-error' }), undefined, kind)
  }
  const verificationStatus = coded('entered-in-error')
  assert.equal(tryShow({ resourceType: 'Condition', verificationStatus }), undefined)
  assert.equal(tryShow({ resourceType: 'AllergyIntolerance', verificationStatus }), undefined)
  const docStatus = 'entered-in-error'
  assert.equal(
    tryShow({ resourceType: 'DocumentReference', status: 'current', docStatus }),
    undefined,
  )
})

test('a patient, an unknown kind and no resource at all are no lines', () => {
  assert.equal(tryShow({ resourceType: 'Patient' }), undefined)
  assert.equal(tryShow({ resourceType: 'constructor' }), undefined)
  const entry = { id: 'x', kind: 'Condition', provenance: sampleProvenance }
  assert.equal(itemOf({ ...entry, resource: undefined as never }), undefined)
})

test('every kind has a title even when it says nothing', () => {
  for (const kind of shownKinds) {
    const line = tryShow({ resourceType: kind })
    assert.ok(line && line.title.length > 3, kind)
  }
})

test('a line says who says so and when, and holds nothing empty', () => {
  const line = show({
    resourceType: 'Condition',
    code: concept('73211009', 'Diabetes mellitus (disorder)'),
    note: [],
    severity: {},
  })
  assert.deepEqual(JSON.parse(JSON.stringify(line)), {
    id: 'one',
    kind: 'Condition',
    section: 'problems',
    title: 'Diabetes mellitus',
    source: 'RJ1',
    said: '2026-03-14T09:00:00.000Z',
    received: '2026-03-14T09:00:05.000Z',
    codes: [
      {
        system: 'http://snomed.info/sct',
        code: '73211009',
        display: 'Diabetes mellitus (disorder)',
      },
    ],
  })
})

test('a modifier that is not understood is told, for it can mean the opposite', () => {
  const line = show({ resourceType: 'Procedure', modifierExtension: [{ url: 'urn:x' }] })
  assert.match(line.notes?.[0] ?? '', /Read it in the source/)
})

test('a title is never a bare code', () => {
  assert.equal(
    show({ resourceType: 'Procedure', code: coded('80146002') }).title,
    'Procedure, code 80146002',
  )
})

test('what was not done and not given is told in the title', () => {
  const vaccine = { resourceType: 'Immunization', vaccineCode: { text: 'MMR' } }
  assert.equal(show({ ...vaccine, status: 'not-done' }).title, 'Not given: MMR')
  assert.equal(show({ ...vaccine, status: 'completed' }).status, 'Given')
  const operation = {
    resourceType: 'Procedure',
    status: 'not-done',
    code: { text: 'Appendectomy' },
  }
  assert.equal(show(operation).title, 'Not done: Appendectomy')
})

test('somebody who did not come did not attend', () => {
  const line = show({
    resourceType: 'Appointment',
    status: 'noshow',
    start: '2026-03-01T09:00:00Z',
  })
  assert.equal(line.status, 'Did not attend')
  assert.equal(line.past, true)
})

test('the care co-ordinator and the telephone of a team are in sight', () => {
  const team = show({
    resourceType: 'CareTeam',
    name: 'Lambeth Early Intervention',
    telecom: [{ system: 'phone', value: '020 7946 0123' }],
    participant: [
      { role: [{ text: 'Care co-ordinator' }], member: { display: 'Jo Fields' } },
      { member: { reference: 'Patient/1', display: 'The person' } },
    ],
  })
  assert.equal(team.fact('Care co-ordinator'), 'Jo Fields')
  assert.equal(team.fact('Telephone'), '020 7946 0123')
  assert.equal(team.fact('Member'), undefined)
  const careManager = { display: 'Jo Fields' }
  const episode = show({
    resourceType: 'EpisodeOfCare',
    team: [{ display: 'Crisis team' }],
    careManager,
  })
  assert.equal(episode.title, 'Crisis team')
  assert.equal(episode.fact('Care co-ordinator'), 'Jo Fields')
})

test('a plan for a crisis is among the plans, with its document', () => {
  const line = show({
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'preliminary',
    type: concept('736253002', 'Mental health crisis plan'),
    content: [
      { attachment: { url: 'urn:lcr:attachment:ab12', contentType: 'application/pdf', size: 9 } },
    ],
  })
  assert.equal(line.section, 'care-plans')
  assert.equal(line.status, 'Draft – not authenticated')
  assert.deepEqual(line.document, { hash: 'ab12', contentType: 'application/pdf', bytes: 9 })
})

test('a flag whose time is over warns no more', () => {
  const flag = { resourceType: 'Flag', status: 'active', code: { text: 'Risk to staff' } }
  assert.equal(show(flag).alert, 'Risk to staff')
  const over = show({ ...flag, period: { end: '2025-01-01' } })
  assert.deepEqual([over.alert, over.past, over.status], [undefined, true, 'Ended'])
})

test('a request not to do something cannot be read as a request', () => {
  const line = show({
    resourceType: 'ServiceRequest',
    doNotPerform: true,
    code: { text: 'Blood transfusion' },
  })
  assert.equal(line.title, 'Do not perform: Blood transfusion')
  assert.equal(line.alert, 'Do not perform')
})
