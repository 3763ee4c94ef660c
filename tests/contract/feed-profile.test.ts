import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import type { Observation, Patient } from 'fhir/r4'
import type { FhirResource, Statement } from '#vocabulary'
import {
  combine,
  FeedProfiles,
  mayWrite,
  profileChanges,
  profileForSender,
  profileJsonSchema,
  readFeedProfile,
  translate,
  writeJson,
} from '../../src/sources/index.ts'
import { message } from './hl7v2-fixtures.ts'

const root = path.resolve(import.meta.dirname, '../..')
const least = { name: 'x', version: 1, effectiveFrom: '2026-01-01' }

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

test('an operator’s profile goes before a ready one that names the sender as exactly', () => {
  const profiles = new FeedProfiles([
    { ...least, name: 'our-epic', senders: [{ application: 'EPIC*' }] },
    { ...least, name: 'one-epic', senders: [{ application: 'EPIC' }] },
  ])
  assert.equal(profiles.forSender('EPIC-ADT', 'RYJ').profile.name, 'our-epic')
  assert.equal(profiles.forSender('EPIC', 'RYJ').profile.name, 'one-epic')
})

test('HL7-03 the version that reads a message is the highest that held when it was received', () => {
  const senders = [{ application: 'EPR', facility: 'RYJ' }]
  const profiles = new FeedProfiles([
    { ...least, name: 'trust', version: 2, senders },
    { ...least, name: 'trust', version: 4, effectiveFrom: '2026-11-20', senders },
    { ...least, name: 'trust', version: 3, effectiveFrom: '2026-12-01', senders },
  ])
  const versionAt = (time: string) =>
    profiles.forSender('EPR', 'RYJ', Date.parse(time)).profile.version
  assert.equal(versionAt('2026-11-19T23:59:59Z'), 2)
  assert.equal(versionAt('2026-11-20T00:00:00Z'), 4)
  // A lower version that begins later has been overtaken.
  assert.equal(versionAt('2026-12-24T12:00:00Z'), 4)
  const before = profiles.forSender('EPR', 'RYJ', Date.parse('2025-12-31T23:59:59Z'))
  assert.equal(before.profile.name, 'best-of-it')
})

test('HL7-03 a day begins in London', () => {
  const profiles = new FeedProfiles([
    { ...least, effectiveFrom: '2026-07-01', senders: [{ facility: 'RYJ' }] },
  ])
  const nameAt = (time: string) => profiles.forSender('A', 'RYJ', Date.parse(time)).profile.name
  assert.equal(nameAt('2026-06-30T22:59:59Z'), 'best-of-it')
  assert.equal(nameAt('2026-06-30T23:00:00Z'), 'x')
})

test('HL7-03 a version of an operator goes before a ready one of the same name', () => {
  const changed = { ...least, name: 'kings-pas', version: 2, senders: [{ facility: 'RJZ' }] }
  const profiles = new FeedProfiles([changed])
  assert.equal(profiles.named('kings-pas')?.version, 2)
  assert.equal(profiles.forSender('OTHER', 'RJZ').profile.version, 2)
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

test('RL-11 a feed writes only for the organisations that its profile allows, and their sites', () => {
  const written = { ...least, senders: [{ application: 'X' }], organisationsAllowed: ['RYJ'] }
  const profiles = new FeedProfiles([written])
  assert.equal(mayWrite(profiles.forSender('X', 'RYJ')), true)
  assert.equal(mayWrite(profiles.forSender('X', 'RYJ01')), true)
  assert.equal(mayWrite(profiles.forSender('X', 'RJ1')), false)
  assert.equal(mayWrite(profileForSender('PAS', 'RJZ')), true)
})

test('a profile is refused by its keys and what they should be, never by their values', () => {
  const wordsFor = (json: object): string => {
    try {
      readFeedProfile(json)
    } catch (failure) {
      assert.equal((failure as { kind?: string }).kind, 'invalid')
      return (failure as Error).message
    }
    return ''
  }
  const words = wordsFor({
    name: 'x',
    version: 0,
    nulMode: 'secret-1',
    identifiers: [{ authorty: 'secret-2', namespace: '{org}/MRN' }],
    nulls: { 'PID-3': 'delete' },
    timeZone: 'Mars/secret-3',
    charset: 'secret-4',
    shares: ['secret-5'],
  })
  assert.match(words, /version is too small/)
  assert.match(words, /effectiveFrom is missing/)
  assert.match(words, /nulMode is not known here, perhaps nullMode/)
  assert.match(words, /identifiers\.0\.authorty is not known here, perhaps authority/)
  assert.match(words, /nulls\.PID-3 is not known here/)
  assert.match(words, /timeZone is not a time zone/)
  assert.match(words, /charset should be one of utf-8, windows-1252/)
  assert.match(words, /shares\.0 should be one of alerts/)
  assert.doesNotMatch(words, /secret/)
  assert.equal(wordsFor(least), '')
})

test('what a profile leaves out has the careful meaning', () => {
  const profile = readFeedProfile(least)
  assert.equal(profile.nhsNumbersVerified, false)
  assert.equal(profile.dischargeTable, 'unknown')
  assert.equal(profile.timeZone, 'Europe/London')
  assert.equal(profile.accepts, undefined)
})

test('the description for editors is what "lcr profile schema" prints', () => {
  const file = path.join(root, 'docs/operations/feed-profile.schema.json')
  assert.equal(
    readFileSync(file, 'utf8'),
    `${writeJson(profileJsonSchema())}\n`,
    'run: lcr profile schema > docs/operations/feed-profile.schema.json',
  )
})

test('the lines that the page about bringing a trust on shows are lines of a profile', () => {
  const page = readFileSync(path.join(root, 'docs/operations/bring-a-trust-on.md'), 'utf8')
  const [, block = ''] = page.split('```json\n')
  const lines = JSON.parse(`{${block.slice(0, block.indexOf('```'))}}`)
  assert.equal(readFeedProfile({ ...least, ...lines }).expects?.silentAfterMinutes, 30)
})

test('each ready profile says what it is for, and where its description is', () => {
  const folder = path.join(root, 'src/sources/feed-profiles')
  const files = readdirSync(folder)
  assert.ok(files.length > 10)
  for (const file of files) {
    const { $schema, about, name } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
    assert.equal(`${name}.json`, file)
    assert.ok(existsSync(path.join(folder, $schema)), file)
    assert.ok(about.length > 30, file)
  }
})

test('another version is told by what it does otherwise', () => {
  const before = readFeedProfile({ ...least, units: { a: 'g', b: 'g' } })
  const after = readFeedProfile({
    ...least,
    version: 2,
    about: 'other words',
    nullMode: 'ignore',
    units: { b: 'kg', c: 'g' },
  })
  assert.deepEqual(profileChanges(before, after), [
    'nullMode: "perField" → "ignore"',
    'units: 1 added (c), 1 removed (a), 1 changed (b)',
  ])
  assert.deepEqual(
    profileChanges(before, readFeedProfile({ ...least, units: { b: 'g', a: 'g' } })),
    [],
  )
})

/** What the first patient's messages say under a profile, one after the other. */
function resources<Kind extends FhirResource>(
  kind: Kind['resourceType'],
  written: object,
  ...messages: Buffer[]
): Kind[] {
  const profiles = new FeedProfiles([{ ...least, senders: [{ facility: 'RYJ' }], ...written }])
  const held = new Map<string, Statement>()
  for (const bytes of messages) {
    const said = translate('hl7v2', bytes, profiles.forSender('A', 'RYJ'), 0)
    assert.equal(said.outcome, 'translated')
    if (said.outcome !== 'translated') continue
    for (const statement of said.translation.patients[0]?.statements ?? []) {
      if (statement.kind !== kind) continue
      const merge = combine[statement.combine ?? '']
      const merged = merge?.(held.get(statement.sourceId), statement)
      held.set(statement.sourceId, { ...statement, ...merged })
    }
  }
  return [...held.values()].map(({ resource }) => resource as Kind)
}

const person = (at: string, fields: Readonly<Record<number, string>>): Buffer => {
  const all = { 3: '47^^^RYJ^MR', 5: 'TESTER^TESSA', 7: '19850314', 8: '2', ...fields }
  const pid = Array.from({ length: 30 }, (_, n) => all[(n + 1) as keyof typeof all] ?? '')
  return message(
    `MSH|^~\\&|A|RYJ|LCR|LCR|${at}||ADT^A31|C${at}|P|2.4`,
    `EVN|A31|${at}`,
    `PID|${pid.join('|')}`,
  )
}

const full = {
  11: '1 HIGH STREET^^LONDON^^SE1 1AA^GBR~2 LOW ROAD^^LONDON^^SE2 2BB^GBR^TMP',
  13: '02079460123^PRN^PH~07700900123^PRN^CP',
}

test('HL7-08 "" takes away what can end, as nullMode and nulls say, and never who it is', () => {
  const first = person('202611200900', full)
  const nulled = person('202611201000', { 5: '""', 7: '""', 8: '""', 11: '""', 13: '""', 30: '""' })
  const after = (written: object) => resources<Patient>('Patient', written, first, nulled)[0]
  const shown = (written: object) => {
    const patient = after(written)
    assert.equal(patient?.birthDate, '1985-03-14')
    assert.equal(patient?.name?.[0]?.family, 'TESTER')
    return [patient.address?.length ?? 0, patient.telecom?.length ?? 0, patient.gender]
  }
  assert.deepEqual(shown({}), [0, 0, 'female'])
  assert.deepEqual(shown({ nullMode: 'ignore' }), [2, 2, 'female'])
  assert.deepEqual(shown({ nullMode: 'delete' }), [0, 0, undefined])
  assert.deepEqual(shown({ nulls: { 'PID-13': 'ignore' } }), [0, 2, 'female'])
  assert.deepEqual(shown({ nullMode: 'ignore', nulls: { 'PID-11': 'delete' } }), [0, 2, 'female'])
  assert.deepEqual(shown({ nullMode: 'delete', nulls: { 'PID-8': 'ignore' } }), [0, 0, 'female'])
})

test('HL7-09 what is sent of one type replaces that type alone', () => {
  const changed = {
    11: '9 NEW STREET^^LONDON^^SE9 9ZZ^GBR^TMP',
    13: '02079460999^PRN^PH',
  }
  const [patient] = resources<Patient>(
    'Patient',
    {},
    person('202611200900', full),
    person('202611201000', changed),
  )
  assert.deepEqual(patient?.address?.map((one) => one.postalCode).sort(), ['SE1 1AA', 'SE9 9ZZ'])
  assert.deepEqual(patient?.telecom?.map((one) => one.value).sort(), ['02079460999', '07700900123'])
})

const result = (unit: string, code = 'K^Potassium^WinPath'): Buffer =>
  message(
    'MSH|^~\\&|A|RYJ|LCR|LCR|202611200900||ORU^R01|1|P|2.4',
    'PID|1||47^^^RYJ^MR',
    'OBR|1|P1|F1|UE^U&E^LOCAL|||202611200800|||||||||||||||||CH|F',
    `OBX|1|NM|${code}||4.1|${unit}|3.5-5.3|N|||F`,
  )

test('units as sent reach the result with their UCUM code, and stay as they were sent', () => {
  const unitOf = (sent: string, written = {}) => {
    const [observation] = resources<Observation>('Observation', written, result(sent))
    const { unit, system, code } = observation?.valueQuantity ?? {}
    assert.equal(system, code && 'http://unitsofmeasure.org')
    return [unit, code]
  }
  assert.deepEqual(unitOf('mmol/l'), ['mmol/l', 'mmol/L'])
  assert.deepEqual(unitOf('x10\\S\\9/L'), ['x10^9/L', '10*9/L'])
  assert.deepEqual(unitOf('10^9/L'), ['10^9/L', '10*9/L'])
  assert.deepEqual(unitOf('x10*9/L'), ['x10*9/L', '10*9/L'])
  assert.deepEqual(unitOf('\u00b5mol/L'), ['\u00b5mol/L', 'umol/L'])
  assert.deepEqual(unitOf('\u03bcmol/L'), ['\u03bcmol/L', 'umol/L'])
  assert.deepEqual(unitOf('ml/min/1.73m2'), ['ml/min/1.73m2', 'mL/min/{1.73_m2}'])
  assert.deepEqual(unitOf('IU/L'), ['IU/L', '[IU]/L'])
  assert.deepEqual(unitOf('U/L'), ['U/L', 'U/L'])
  // To some it is 10*9/L: only a profile may say.
  assert.deepEqual(unitOf('G/L'), ['G/L', undefined])
  assert.deepEqual(unitOf('G/L', { units: { 'G/L': '10*9/L' } }), ['G/L', '10*9/L'])
  assert.deepEqual(unitOf('mmol/L', { units: { 'mmol/L': '' } }), ['mmol/L', undefined])
  assert.deepEqual(unitOf('mmol/L', { unitTable: 'none' }), ['mmol/L', undefined])
  assert.deepEqual(unitOf('furlongs'), ['furlongs', undefined])
})

test('a local code is translated beside the original, everywhere or only of one coding system', () => {
  const snomed = { system: 'http://snomed.info/sct', code: '1000651000000109' }
  const codings = (written: object, code?: string) =>
    resources<Observation>('Observation', written, result('mmol/L', code))[0]?.code.coding?.map(
      (one) => one.code,
    )
  assert.deepEqual(codings({ codes: { K: snomed } }), ['K', '1000651000000109'])
  assert.deepEqual(codings({ codes: { 'K^WinPath': snomed } }), ['K', '1000651000000109'])
  assert.deepEqual(codings({ codes: { 'K^WinPath': snomed } }, 'K^Potassium^OTHER'), ['K'])
})
