import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coded, concept, show } from './sample-line.ts'

const allergy = (fields: object) => show({ resourceType: 'AllergyIntolerance', ...fields })

test('a severe allergy is seen at once, by severity, criticality or anaphylaxis', () => {
  const code = { text: 'Penicillin' }
  assert.equal(allergy({ code, criticality: 'high' }).alert, 'Severe')
  assert.equal(allergy({ code, reaction: [{ severity: 'severe' }] }).alert, 'Severe')
  const anaphylaxis = [{ manifestation: [{ text: 'Anaphylactic shock' }] }]
  assert.equal(allergy({ code, reaction: anaphylaxis }).alert, 'Severe')
  assert.equal(allergy({ code, reaction: [{ severity: 'mild' }] }).alert, undefined)
})

test('no known allergies is an assertion, by code or by its usual words', () => {
  assert.equal(allergy({ code: concept('716186003') }).noneKnown, true)
  assert.equal(allergy({ code: coded('no-known-allergies') }).noneKnown, true)
  for (const text of ['NKDA', 'nil known', 'No known allergies', 'No known drug allergies.']) {
    assert.equal(allergy({ code: { text } }).noneKnown, true, text)
  }
  for (const text of [
    'No known allergy to latex',
    'No allergies recorded',
    'Not known',
    'NK cells',
  ]) {
    assert.equal(allergy({ code: { text } }).noneKnown, undefined, text)
  }
})

test('an assertion that was withdrawn asserts nothing', () => {
  const line = allergy({ code: concept('716186003'), clinicalStatus: coded('inactive') })
  assert.equal(line.noneKnown, undefined)
  assert.equal(line.past, true)
})

test('resolved and refuted allergies stay visible, as past and without a warning', () => {
  const code = { text: 'Egg' }
  const resolved = allergy({ code, clinicalStatus: coded('resolved'), criticality: 'high' })
  assert.deepEqual([resolved.status, resolved.past, resolved.alert], ['Resolved', true, undefined])
  const refuted = allergy({
    code,
    clinicalStatus: coded('active'),
    verificationStatus: coded('refuted'),
  })
  assert.deepEqual([refuted.status, refuted.past], ['Refuted', true])
})

test('a degraded drug allergy says that nothing can check against it', () => {
  const line = allergy({ code: { ...concept('196461000000101'), text: 'Septrin' } })
  assert.equal(line.title, 'Septrin')
  assert.equal(line.alert, 'Check before prescribing')
  assert.match(line.notes?.[0] ?? '', /read it before prescribing/)
})

test('reactions are told with what they were to, and the onset as precisely as it was given', () => {
  const line = allergy({
    code: { text: 'Nuts' },
    onsetDateTime: '2004',
    recordedDate: '2014-10-09T14:58:00+01:00',
    reaction: [
      { manifestation: [{ text: 'Urticaria' }], substance: { text: 'cashew' }, onset: '2012-06' },
    ],
  })
  assert.equal(line.date, '2004')
  assert.equal(line.fact('Reaction'), 'Urticaria (to cashew, Jun 2012)')
  assert.equal(line.fact('Recorded'), '9 Oct 2014, 14:58')
})
