/** Seals and guards: who may set, lift and break them, and when (AC-27). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breakSeal, findToGuard, guardPerson, unguardPerson, whyNotPermitted } from '#journeys'
import { doctor, testRecord } from '#test-support'
import { day, somebody } from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

const officer = somebody({ key: 'https://issuer.example|officer', activities: ['B0016'] })
const said = { reason: 'direct-care', words: 'On my ward round this morning.' }

test('AC-27: a seal is broken after it was set, and not in advance', async () => {
  const record = await testRecord()
  try {
    await record.send(admission({ control: 'SA1', mrn: '1', nhs: '9990000018' }))
    const person = await record.personOf('RJZ/MRN', '1')
    const early = await breakSeal(record.needs, doctor, person, said)
    assert.equal(early.outcome, 'refused')
    const untilAt = Date.now() + day
    await guardPerson(record.needs, officer, person, { because: 'In the news.', untilAt })
    assert.equal((await whyNotPermitted(record.needs, doctor, person))?.why, 'sealed')
    for (const _window of ['one', 'another']) {
      assert.deepEqual(await breakSeal(record.needs, doctor, person, said), { outcome: 'declared' })
    }
    assert.equal(await whyNotPermitted(record.needs, doctor, person), undefined)
  } finally {
    await record.close()
  }
})

test('AC-27: who tries to guard or to lift without the role is written down', async () => {
  const record = await testRecord()
  try {
    await record.send(admission({ control: 'SA2', mrn: '2', nhs: '9990000026' }))
    const person = await record.personOf('RJZ/MRN', '2')
    const untilAt = Date.now() + day
    const found = { nhsNumber: '9990000026', birthDate: '1985-03-14' }
    for (const attempt of [
      () => guardPerson(record.needs, doctor, person, { because: 'x', untilAt }),
      () => unguardPerson(record.needs, doctor, person, 'x'),
      () => findToGuard(record.needs, doctor, found),
    ]) {
      await assert.rejects(attempt(), { code: 'no-activity-to-guard' })
    }
    const events = await record.fresh.superuserQuery<{ action: string }>(
      `SELECT action FROM audit.event WHERE effect = 'refuse' AND user_key = '${doctor.key}'
       ORDER BY action`,
    )
    const actions = ['find-person', 'guard-person', 'unguard-person']
    assert.deepEqual(
      events.map((one) => one.action),
      actions,
    )
  } finally {
    await record.close()
  }
})
