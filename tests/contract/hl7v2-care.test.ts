import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AllergyIntolerance, Appointment, DocumentReference, Encounter } from 'fhir/r4'
import { combine } from '../../src/sources/index.ts'
import { fixture, message, resources, statements, translation } from './hl7v2-fixtures.ts'

const allergies = () =>
  resources<AllergyIntolerance>(fixture('no-known-allergies'), 'AllergyIntolerance')

test('NKDA is the statement that no allergy is known', () => {
  assert.equal(allergies()[0]?.code?.coding?.[0]?.code, '716186003')
  assert.equal(allergies()[0]?.code?.text, 'NKDA')
})

test('a code Z88 without words is an allergy whose drug is not known', () => {
  const code = allergies()[1]?.code
  assert.equal(code?.coding?.[0]?.code, '196461000000101')
  assert.doesNotMatch(JSON.stringify(code), /penicillin/i)
})

test('reactions and severity are told', () => {
  const [, , peanut] = allergies()
  assert.deepEqual(peanut?.category, ['food'])
  assert.equal(peanut?.criticality, 'high')
  assert.deepEqual(
    peanut?.reaction?.[0]?.manifestation.map((one) => one.text),
    ['Anaphylaxis', 'Rash'],
  )
})

test('a discharge time on an update ends nothing', () => {
  const [visit] = resources<Encounter>(fixture('update-with-discharge-time'), 'Encounter')
  assert.notEqual(visit?.status, 'finished')
  assert.equal(visit?.period?.end, undefined)
  assert.equal(visit?.hospitalization?.dischargeDisposition, undefined)
})

const discharge = (application: string, facility: string) =>
  resources<Encounter>(
    message(
      `MSH|^~\\&|${application}|${facility}|||20261120101500||ADT^A03|1|P|2.4`,
      'EVN|A03|20261120101500',
      'PID|1||K1^^^X^MR||A^B',
      `PV1|1|I|Ward${'|'.repeat(16)}V1${'|'.repeat(17)}4`,
    ),
    'Encounter',
  )[0]

test('code 4 in PV1-36 is a death only where the profile names that table', () => {
  const known = JSON.stringify(discharge('PAS', 'RJZ')?.hospitalization)
  assert.match(known, /Patient died/)
  const unknown = JSON.stringify(discharge('ANY', 'RXX')?.hospitalization)
  assert.doesNotMatch(unknown, /died/)
  assert.match(unknown, /Code 4, as sent/)
})

test('a letter that replaces another says so on both', () => {
  const [letter, parent] = statements(fixture('replaced-letter'), 'DocumentReference')
  const resource = letter?.resource as DocumentReference
  assert.equal(letter?.sourceId, 'DOC-2')
  assert.equal(resource.docStatus, 'preliminary')
  assert.equal(resource.relatesTo?.[0]?.target.identifier?.value, 'DOC-1')
  assert.deepEqual(letter?.labels, ['restricted'])
  assert.equal(
    Buffer.from(letter?.attachments?.[0]?.bytes ?? []).toString(),
    'Dear Dr Okafor,\nThank you for seeing Jo.',
  )
  assert.equal(parent?.sourceId, 'DOC-1')
  assert.equal((parent!.resource as DocumentReference).status, 'superseded')
})

test('a letter cancelled before it came stays cancelled', () => {
  const [cancel] = statements(fixture('cancelled-letter'), 'DocumentReference')
  const original = fixture('cancelled-letter')
    .toString()
    .replaceAll('T11', 'T02')
    .replaceAll('20261120', '20261119')
    .replace('AU||CA', 'AU||AV')
  const [letter] = statements(Buffer.from(original), 'DocumentReference')
  assert.equal((letter!.resource as DocumentReference).status, 'current')
  const late = combine.document?.(
    { resource: cancel!.resource, state: cancel!.state },
    letter as never,
  )
  assert.equal((late!.resource as DocumentReference).status, 'entered-in-error')
})

test('an appointment deleted before it was booked stays deleted by its time', () => {
  const [gone] = statements(fixture('appointment-deleted'), 'Appointment')
  const resource = gone?.resource as Appointment
  assert.equal(resource.status, 'entered-in-error')
  assert.equal(resource.start, '2026-12-01T09:30:00+00:00')
  const booked = fixture('appointment-deleted')
    .toString()
    .replace('SIU^S17', 'SIU^S12')
    .replace('20261120101500', '20261119101500')
  const [earlier] = statements(Buffer.from(booked), 'Appointment')
  assert.equal(earlier?.sourceId, gone?.sourceId)
  assert.ok((earlier?.eventTime ?? 0) < (gone?.eventTime ?? 0))
})

test('what is not understood is counted, and does not stop the rest', () => {
  const { notUnderstood, patients } = translation(
    message(
      'MSH|^~\\&|PAS|RJZ|||20261120101500||ADT^A01|1|P|9.9',
      'EVN|A01|20261120101500',
      'PID|1||K1^^^RJZ^MR||A^B',
      'PV1|1|I|Ward||||||||||||||||V1',
      'ZZ9|anything|at|all',
      'ZZ9|again',
    ),
  )
  assert.deepEqual(notUnderstood, { 'segment ZZ9': 2 })
  assert.equal(patients[0]?.statements.length, 2)
})
