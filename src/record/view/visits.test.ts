import assert from 'node:assert/strict'
import { test } from 'node:test'
import { coded, show } from './sample-line.ts'

const visit = (fields: object) => show({ resourceType: 'Encounter', ...fields })

test('an admission that goes on says where somebody is now, and where they were', () => {
  const line = visit({
    class: { code: 'IMP' },
    status: 'in-progress',
    period: { start: '2026-03-10T08:00:00Z' },
    location: [
      {
        location: { display: 'Ward 1' },
        status: 'completed',
        period: { start: '2026-03-10T08:00:00Z', end: '2026-03-11' },
      },
      {
        location: { display: 'Ward 7, Bed 3' },
        status: 'active',
        period: { start: '2026-03-11T09:00:00Z' },
      },
    ],
    participant: [
      { type: [coded('ATND')], individual: { display: 'Dr Ama Mensah' } },
      { type: [coded('REF')], individual: { display: 'Dr Lee' } },
    ],
  })
  assert.equal(line.title, 'Inpatient admission')
  assert.equal(line.status, 'In hospital now')
  assert.equal(line.past, undefined)
  assert.equal(line.fact('Location'), 'Ward 7, Bed 3')
  assert.equal(line.fact('Earlier location'), 'Ward 1, 10 Mar 2026, 08:00 to 11 Mar 2026')
  assert.equal(line.fact('Consultant'), 'Dr Ama Mensah')
  assert.equal(line.fact('Referred by'), 'Dr Lee')
})

test('discharge, leave and an end that overtakes the status', () => {
  const admission = { class: { code: 'IMP' } }
  assert.equal(visit({ ...admission, status: 'finished' }).status, 'Discharged')
  assert.equal(visit({ ...admission, status: 'onleave' }).status, 'On leave')
  const ended = visit({ ...admission, status: 'in-progress', period: { end: '2026-03-12' } })
  assert.deepEqual([ended.status, ended.past], ['Ended', true])
})

test('what kind of visit it was', () => {
  assert.equal(visit({ class: { code: 'EMER' } }).title, 'Emergency department attendance')
  assert.equal(visit({ class: { code: 'AMB' } }).title, 'Outpatient attendance')
  assert.equal(
    visit({ class: { code: 'AMB' }, type: [{ text: 'GP surgery visit' }] }).title,
    'GP consultation',
  )
  assert.equal(visit({ type: [{ text: 'District nurse visit' }] }).title, 'District nurse visit')
  assert.equal(visit({}).title, 'Visit')
})
