import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AllergyIntolerance, FhirResource, Flag, Observation } from 'fhir/r4'
import type { Translation } from '#vocabulary'
import {
  type FeedFacts,
  profileForSender,
  readFeedProfile,
  readyProfiles,
  translate,
} from '../../src/sources/index.ts'
import { message } from './hl7v2-fixtures.ts'

function readAs(profile: string | FeedFacts['profile'], ...segments: string[]): Translation {
  const feed: FeedFacts = {
    ...profileForSender('ANY', 'RXX'),
    profile: typeof profile === 'string' ? readyProfiles.named(profile)! : profile,
  }
  const bytes = message(
    'MSH|^~\\&|ANY|RXX|||20261120090000||ADT^A08|1|P|2.4',
    'EVN|A08|20261120090000',
    'PID|1||K1^^^RXX^MR||Moss^Ada||19700101',
    `PV1|1|I|Byron${'|'.repeat(16)}V1`,
    ...segments,
  )
  const outcome = translate('hl7v2', bytes, feed, 0)
  assert.equal(outcome.outcome, 'translated')
  return (outcome as { translation: Translation }).translation
}
const found = <R extends FhirResource>(said: Translation, kind: R['resourceType']): R[] =>
  (said.patients[0]?.statements ?? [])
    .filter((one) => one.kind === kind)
    .map((one) => one.resource as R)

test('ZU5-3 is the Mental Health Act status, with or without the zero in front', () => {
  for (const code of ['3', '03']) {
    const [flag] = found<Flag>(readAs('itk-2-4', `ZU5|2026||${code}`), 'Flag')
    assert.equal(flag?.status, 'active')
    assert.equal(flag?.code.text, 'Mental Health Act status at census: Section 3')
    assert.equal(flag?.code.coding?.[0]?.code, '03')
  }
  assert.equal(found<Flag>(readAs('mental-health', 'ZU5|2026||1'), 'Flag')[0]?.status, 'inactive')
})

test('ZU3 says whether somebody attended, ZU1 whether they are fit to leave and since when', () => {
  const said = found<Observation>(
    readAs('itk-2-4', 'ZU3|||3|1', `ZU1|${'|'.repeat(21)}Y||20261119`),
    'Observation',
  )
  assert.deepEqual(
    said.map((one) => [one.code.text, one.valueCodeableConcept?.text ?? one.valueDateTime]),
    [
      ['Attendance', 'Did not attend, no advance warning given'],
      ['Outcome of attendance', 'Discharged'],
      ['Medically fit for discharge', 'Yes'],
      ['Medically fit for discharge since', '2026-11-19'],
    ],
  )
})

test('ZAL is an allergy by its own number, cancelled when it says so', () => {
  const zal = (action: string, state: string) =>
    found<AllergyIntolerance>(
      readAs('cerner-like', `ZAL|${action}||A7|||${state}|PEN^Penicillin^MUL`),
      'AllergyIntolerance',
    )[0]
  assert.equal(zal('A', 'Active')?.code?.text, 'Penicillin')
  assert.equal(zal('A', 'Active')?.clinicalStatus?.coding?.[0]?.code, 'active')
  for (const gone of [zal('D', 'Active'), zal('U', 'Canceled')]) {
    assert.equal(gone?.verificationStatus?.coding?.[0]?.code, 'entered-in-error')
  }
})

test('ZPI-20 holds many alerts, each by itself', () => {
  const flags = found<Flag>(
    readAs('cerner-like', `ZPI|${'|'.repeat(18)}|FALL^Risk of falls~MRSA^MRSA carrier`),
    'Flag',
  )
  assert.deepEqual(
    flags.map((flag) => flag.code.text),
    ['Alert: Risk of falls', 'Alert: MRSA carrier'],
  )
})

test('a Z segment that no profile describes is counted, and one that is described is not', () => {
  assert.deepEqual(readAs('best-of-it', 'ZU5|2026||3').notUnderstood, { 'segment ZU5': 1 })
  assert.deepEqual(readAs('itk-2-4', 'ZU5|2026||3').notUnderstood, {})
})

test('a profile describes only Z segments, and only what is known', () => {
  const profile = { name: 'x', version: 1, effectiveFrom: '2026-01-01' }
  const field = { as: 'Flag', field: 3, label: 'Status' }
  assert.ok(readFeedProfile({ ...profile, zSegments: { ZXY: [field] } }))
  assert.throws(() => readFeedProfile({ ...profile, zSegments: { PID: [field] } }))
  assert.throws(() =>
    readFeedProfile({ ...profile, zSegments: { ZXY: [{ ...field, as: 'Patient' }] } }),
  )
})
