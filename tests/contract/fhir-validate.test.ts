import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate } from '../../src/sources/fhir/validate.ts'

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: 'Patient/1' },
}

test('a valid resource has no faults, whatever its extensions, languages and spaces', () => {
  assert.equal(validate(observation), undefined)
  const spaced = { ...observation, code: { text: 'blood\u00a0pressure' } }
  assert.equal(validate(spaced), undefined)
  const extension = [{ url: 'https://example.org/own', valueString: 'x' }]
  assert.equal(validate({ ...observation, extension, _status: { extension } }), undefined)
})

test('faults are told by element and rule, and never by value', () => {
  const cases: [object, RegExp][] = [
    [{ status: 'Smith' }, /^Observation\.status is not in the value set$/],
    [{ status: undefined }, /^Observation\.status is missing$/],
    [{ code: undefined }, /^Observation\.code is missing$/],
    [{ id: 'a Smith' }, /^Observation\.id is not written as FHIR R4 asks$/],
    [{ effectiveDateTime: '14 March, Smith' }, /^Observation\.effectiveDateTime is not written/],
    [{ effectiveDateTime: '2026-02-31' }, /^Observation\.effective.* Invalid dateTime value$/],
    [
      { valueQuantity: { value: 'Smith' } },
      /^Observation\.valueQuantity\.value is not of type number;/,
    ],
    [{ colour: 'Smith' }, /^Observation\.colour is not an element of FHIR R4$/],
    [{ '999 Smith': 1 }, /^Observation has an unknown element$/],
    [{ referenceRange: [{}] }, /^Observation\.referenceRange\[0\] breaks obs-3: /],
    [{ note: [{ text: '' }] }, /^Observation\.note\[0\]\.text is not written/],
    [{ subject: [{}] }, /^Observation\.subject/],
    [{ contained: [{ resourceType: 'Smith' }] }, /contained\[0\] is not a FHIR resource$/],
    [
      { contained: [{ resourceType: 'Specimen', id: 's', status: 'Smith' }] },
      /contained\[0\] Specimen\.status is not in the value set/,
    ],
  ]
  for (const [over, words] of cases) {
    const told = validate(JSON.parse(JSON.stringify({ ...observation, ...over })))
    assert.match(told ?? 'valid', words)
    assert.doesNotMatch(told ?? '', /Smith/)
  }
})

test('all faults of a resource are told at once', () => {
  const told = validate({ resourceType: 'Observation', status: 'bogus' })
  assert.equal(told, 'Observation.code is missing; Observation.status is not in the value set')
})

test('warnings set nothing aside: a reference to another type than the standard foresees', () => {
  assert.equal(validate({ ...observation, performer: [{ reference: 'Device/1' }] }), undefined)
})
