import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Patient } from 'fhir/r4'
import { fixture, message, read, resources, translation } from './hl7v2-fixtures.ts'

const keyOf = (name: string) => translation(fixture(name)).patients[0]?.key
const who = (name: string) => translation(fixture(name)).patients[0]?.identification

test('"" everywhere takes nothing away from who a patient is', () => {
  const [about] = translation(fixture('null-everywhere')).patients
  assert.deepEqual(about?.key, { namespace: 'RJZ/MRN', value: 'K100200' })
  assert.deepEqual(about?.identification.identifiers, [{ system: 'RJZ/MRN', value: 'K100200' }])
  const [patient] = resources<Patient>(fixture('null-everywhere'), 'Patient')
  assert.equal(patient?.name, undefined)
  assert.equal(patient?.deceasedBoolean, undefined)
})

test('an NHS number in PID-19 is one, PID-4 is not believed, and no telephone is not a number', () => {
  assert.deepEqual(keyOf('nhs-number-in-pid-19'), { namespace: 'RQX/MRN', value: '700123' })
  assert.equal(who('nhs-number-in-pid-19')?.nhsNumber, '9991234578')
  assert.equal(JSON.stringify(who('nhs-number-in-pid-19')).includes('JUNK'), false)
  const [patient] = resources<Patient>(fixture('nhs-number-in-pid-19'), 'Patient')
  assert.equal(patient?.telecom, undefined)
})

test('an NHS number is known by its type alone, and verified by status 01 in PID-32', () => {
  assert.equal(who('authority-missing')?.nhsNumber, '9991234578')
  assert.equal(who('authority-missing')?.nhsNumberVerified, true)
  assert.equal(who('nhs-number-in-pid-19')?.nhsNumberVerified, false)
})

test('a family doctor stamped GMC is known by the shape of the number', () => {
  const [patient] = resources<Patient>(fixture('authority-missing'), 'Patient')
  const systems = patient?.generalPractitioner?.map((one) => one.identifier?.system)
  assert.deepEqual(systems, [
    'https://fhir.nhs.uk/Id/ods-organization-code',
    'https://fhir.hl7.org.uk/Id/gmp-number',
  ])
})

test('a month 13 is a defect and not a birth date', () => {
  assert.equal(who('birth-month-13')?.birthDate, undefined)
  assert.deepEqual(translation(fixture('birth-month-13')).defects, ['PID-7 is not a date'])
})

test('a filler for an NHS number never makes two people one', () => {
  const unverified = (family: string, born: string) =>
    translation(
      message(
        'MSH|^~\\&|X|RYY|||20261120101500||ADT^A28|1|P|2.4',
        `PID|1||9999999999^^^NHS^NH||${family}^Una||${born}`,
      ),
    ).patients[0]?.key
  assert.deepEqual(keyOf('dummy-nhs-number'), {
    namespace: 'RYY/unverified',
    value: '9999999999~KNOT~1960-01-02~UNA',
  })
  assert.notDeepEqual(unverified('KNOT', '19600102'), unverified('KNOT', '19600103'))
  assert.notDeepEqual(unverified('KNOT', '19600102'), unverified('BOWLINE', '19600102'))
  assert.deepEqual(who('dummy-nhs-number')?.identifiers, [
    { system: 'RYY/NHS', value: '9999999999' },
  ])
  assert.equal(who('dummy-nhs-number')?.nhsNumber, undefined)
})

test('a filler without name and birth date is nobody', () => {
  for (const pid of ['PID|1||9999999999^^^NHS^NH', 'PID|1||9999999999^^^NHS^NH||KNOT^Una']) {
    const outcome = read(message('MSH|^~\\&|X|RYY|||20261120101500||ADT^A28|1|P|2.4', pid))
    assert.equal(outcome.outcome === 'set-aside' && outcome.reason, 'no-patient')
  }
})

test('two different NHS numbers for one patient are both kept and neither is believed', () => {
  const [about] = translation(
    message(
      'MSH|^~\\&|X|RYY|||20261120101500||ADT^A28|1|P|2.4',
      'PID|1||A1^^^RYY^MR~9991234578^^^NHS^NH~9434765919^^^NHS^NH||KNOT^Una',
    ),
  ).patients
  assert.equal(about?.identification.nhsNumber, undefined)
  assert.equal(about?.identification.identifiers.length, 3)
})

test('an NHS number alone is the key of its sender', () => {
  const [about] = translation(
    message('MSH|^~\\&|X|RYY|||20261120101500||ADT^A28|1|P|2.4', 'PID|1||999 123 4578^^^NHS'),
  ).patients
  assert.deepEqual(about?.key, { namespace: 'RYY/NHS', value: '9991234578' })
})

test('a number without authority from a laboratory is one of the trust whose numbers it uses', () => {
  assert.deepEqual(keyOf('number-alone'), { namespace: 'RJZ/MRN', value: 'K100207' })
})

test('an unknown person is said to be one', () => {
  const [about] = translation(
    message(
      'MSH|^~\\&|PAS|RJZ|||20261120101500||ADT^A04|1|P|2.4',
      `PID|1||K1^^^RJZ^MR||UNKNOWN^Male${'|'.repeat(26)}Y`,
    ),
  ).patients
  assert.equal(about?.identification.identityUnknown, true)
})

test('a message that names no patient by any number is set aside', () => {
  const outcome = read(
    message('MSH|^~\\&|X|RYY|||20261120101500||ADT^A28|1|P|2.4', 'PID|1||""||KNOT^Una'),
  )
  assert.equal(outcome.outcome === 'set-aside' && outcome.reason, 'no-patient')
})

test('a merge retires the number of the same authority, never by NHS number', () => {
  const { merges, patients } = translation(fixture('change-of-number-as-merge'))
  assert.deepEqual(
    merges.map(({ survivor, retired }) => [survivor.value, retired.value]),
    [['K100204', 'K900204']],
  )
  assert.equal(patients[0]?.pointsOnly, true)
  assert.equal(patients[0]?.statements[0]?.eventTime, 0)
})

test('a merge of numbers of no matching kind waits for a human', () => {
  const { merges, setAside } = translation(fixture('merge-without-matching-kind'))
  assert.deepEqual(merges, [])
  assert.equal(setAside[0]?.reason, 'merge-unclear')
})

test('where somebody lives who is marked sensitive is not shown, and their visit is restricted', () => {
  const [patient] = resources<Patient>(fixture('sensitive-patient'), 'Patient')
  assert.equal(patient?.address, undefined)
  assert.equal(patient?.telecom, undefined)
  assert.equal(patient?.generalPractitioner, undefined)
  const visit = translation(fixture('sensitive-patient')).patients[0]?.statements.find(
    (one) => one.kind === 'Encounter',
  )
  assert.deepEqual(visit?.labels, ['restricted'])
})

test('names are read in the character set that they were written in', () => {
  assert.equal(who('windows-1252-with-crlf')?.family, 'Müller’s')
  assert.equal(who('windows-1252-with-crlf')?.given, 'Zoë')
  assert.equal(who('utf-8-declared-as-8859')?.family, 'Müller')
})

test('two patients in one message are told apart', () => {
  const { patients } = translation(fixture('swap-of-beds'))
  assert.deepEqual(
    patients.map((one) => one.key.value),
    ['K100213', 'K100214'],
  )
  assert.equal(
    patients.every((one) => one.statements.some((s) => s.kind === 'Encounter')),
    true,
  )
})

test('no words of a defect or reason hold anything of the patient', () => {
  for (const name of ['birth-month-13', 'null-everywhere', 'merge-without-matching-kind']) {
    const { defects, setAside, notUnderstood } = translation(fixture(name))
    const told = JSON.stringify([defects, setAside, notUnderstood])
    assert.doesNotMatch(told, /LARCH|THORN|K1002|1965|22789/)
  }
})
