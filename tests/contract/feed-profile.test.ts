import assert from 'node:assert/strict'
import { test } from 'node:test'
import { profileForSender, profileNamed, readFeedProfile } from '../../src/sources/index.ts'

test('a sender has the profile that names it most exactly', () => {
  const profileOf = (application: string, facility: string) =>
    profileForSender(application, facility).profile.name
  assert.equal(profileOf('PAS', 'RJZ'), 'kings-pas')
  assert.equal(profileOf('LAB', 'RJZ'), 'kings-laboratory')
  assert.equal(profileOf('lab', 'rjz'), 'kings-laboratory')
  assert.equal(profileOf('EPR', 'RJ2'), 'lewisham-greenwich')
  assert.equal(profileOf('EPJS', 'RV5'), 'mental-health')
  assert.equal(profileOf('EPIC-ADT', 'RYJ'), 'epic-like')
  assert.equal(profileOf('', ''), 'best-of-it')
})

test('a feed is named by its sender, and belongs to whom its profile or MSH-4 says', () => {
  const known = profileForSender('LAB', 'RJZ')
  assert.equal(known.name, 'LAB|RJZ')
  assert.equal(known.organisation, 'RJZ')
  assert.equal(known.organisationName, "King's College Hospital NHS Foundation Trust")
  const stranger = profileForSender('THING', 'Some Clinic')
  assert.deepEqual(
    [stranger.organisation, stranger.organisationName],
    ['Some Clinic', 'Some Clinic'],
  )
})

test('a profile is refused by the places of its faults and not by their values', () => {
  assert.throws(() => readFeedProfile({ name: 'x', version: 0, surprise: 'value-of-it' }), {
    name: 'Failure',
    kind: 'invalid',
    message: /version, effectiveFrom, profile/,
  })
})

test('what a profile leaves out has the careful meaning', () => {
  const profile = readFeedProfile({ name: 'x', version: 1, effectiveFrom: '2026-01-01' })
  assert.equal(profile.nhsNumbersVerified, false)
  assert.equal(profile.dischargeTable, 'unknown')
  assert.equal(profile.timeZone, 'Europe/London')
  assert.equal(profileNamed('no such profile'), undefined)
})
