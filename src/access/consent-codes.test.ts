import assert from 'node:assert/strict'
import { test } from 'node:test'
import { standingConsentCodes } from './consent-codes.ts'
import { consentCodesIn } from './consent-said.ts'

const outcomeOf = (system: string | undefined, code: string, text = ''): string | undefined =>
  standingConsentCodes.judge({ system, code, text })?.outcome

test('OO-23 the starting values: honoured, reviewed, or left alone and reported', () => {
  assert.equal(outcomeOf('http://snomed.info/sct', '416409005'), 'HONOUR')
  assert.equal(outcomeOf('http://snomed.info/sct', '320011000000108'), 'REVIEW')
  for (const code of ['9Ndo', '9Ndl', '9Ndm', '9Ndn', '9Nu0', '9Nu4']) {
    assert.equal(outcomeOf('http://read.info/readv2', code), 'IGNORE', code)
  }
  const dissent = 'Express dissent for Summary Care Record dataset upload'
  assert.equal(outcomeOf('http://snomed.info/sct', '1', dissent), 'IGNORE')
  const type1 = 'Dissent from secondary use of general practitioner patient identifiable data'
  assert.equal(outcomeOf('http://snomed.info/sct', '2', type1), 'IGNORE')
})

test('AT-09 OO-23 however a sender writes system and code', () => {
  for (const system of ['sct', 'SNOMED-CT', 'Snomed CT', 'RJZ/sct', 'HTTP://SNOMED.INFO/SCT']) {
    assert.equal(outcomeOf(system, ' 416409005 '), 'HONOUR', system)
  }
  for (const system of ['read', 'READV2', 'ctv3', 'F84001/Read V2']) {
    for (const code of ['9Ndo', '9Ndo.', '9ndo', '9Ndo.00']) {
      assert.equal(outcomeOf(system, code), 'IGNORE', `${system} ${code}`)
    }
  }
  // Without a system we know, its long number is reason enough to look.
  assert.equal(outcomeOf(undefined, '416409005'), 'REVIEW')
  assert.equal(outcomeOf('RJZ/local', '416409005'), 'REVIEW')
})

test('AT-09 OO-23 an unknown code of the consent family is to be reviewed', () => {
  assert.equal(outcomeOf('read', '9Ndz'), 'REVIEW')
  for (const words of [
    'Refused consent to share record with other organisations',
    'Declined to share information electronically',
    'Patient has opted out of record sharing',
    'Objection to data sharing',
    'Dissent from sharing data',
    'Consent to share record: No',
    'Consent to share as recorded by the sender: Express dissent',
    'Does not consent to information sharing',
    'Withdrew consent for sharing of health record',
  ]) {
    assert.equal(outcomeOf('RJZ/local', 'X1', words), 'REVIEW', words)
  }
})

test('OO-23 what has nothing to do with sharing, or agrees to it, hides nobody', () => {
  for (const words of [
    'Refused consent for operation',
    'Consent to share record: Yes',
    'Express consent to share information',
    'Informed consent recorded',
    'Objective data recorded by nurse',
    'Does not share a bedroom',
    'Declined influenza vaccination',
    'No record of allergies',
    'Type 1 diabetes',
    'Declined consent to share information for research',
    '',
  ]) {
    assert.notEqual(outcomeOf('RJZ/local', 'X1', words), 'REVIEW', words)
    assert.notEqual(outcomeOf('RJZ/local', 'X1', words), 'HONOUR', words)
  }
})

test('OO-23 codes are found in problems, flags, questions with their answers, and extensions', () => {
  const find = (resource: object): string[] =>
    (
      consentCodesIn(
        { kind: 'Flag', sourceId: 'x', eventTime: 0, resource: resource as never },
        standingConsentCodes,
      ) ?? []
    ).map((one) => one.outcome)
  const code = { coding: [{ system: 'http://snomed.info/sct', code: '416409005' }] }
  assert.deepEqual(find({ resourceType: 'Condition', code }), ['HONOUR'])
  assert.deepEqual(find({ resourceType: 'Flag', status: 'active', code }), ['HONOUR'])
  assert.deepEqual(find({ resourceType: 'Observation', valueCodeableConcept: code }), ['HONOUR'])
  assert.deepEqual(
    find({
      resourceType: 'Observation',
      code: { text: 'Consent to share record' },
      valueString: 'Refused',
    }),
    ['REVIEW'],
  )
  assert.deepEqual(
    find({
      resourceType: 'Patient',
      extension: [
        {
          url: 'https://x.example/outer',
          extension: [{ url: 'code', valueCodeableConcept: code }],
        },
      ],
    }),
    ['HONOUR'],
  )
  assert.deepEqual(
    find({
      resourceType: 'Patient',
      extension: [{ url: 'https://x.example/ConsentToShareRecord', valueBoolean: false }],
    }),
    ['REVIEW'],
  )
  assert.deepEqual(find({ resourceType: 'Patient', extension: [] }), [])
})
