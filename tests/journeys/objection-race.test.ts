/** Two transactions that meet: in no order does anything of an objected person show (OO-10). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '#database'
import { decideObjection, fileMessages, tendRegister } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { held } from './fixtures/held.ts'
import { isObjected, keeper, objects, rowsOf, seenBy } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

describe('19: an objection and a message in flight', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  // Who they are is settled; the register was asked; what is news is being written.
  for (const [index, at] of [
    'identity-mention',
    'access-open-register',
    'record-save-entries',
  ].entries()) {
    for (const isKnown of [true, false]) {
      const who = isKnown ? 'somebody known' : 'somebody never seen'
      test(`the objection of ${who} comes while a batch is at ${at}`, async () => {
        const n = index * 2 + (isKnown ? 1 : 0)
        const mrn = `70${n}`
        const nhs = [
          '9990000018',
          '9990000026',
          '9990000034',
          '9990000042',
          '9990000050',
          '9990000069',
        ][n]!
        if (isKnown) {
          await record.send(admission({ control: `RA${n}`, mrn, nhs, event: 'A28' }))
        }
        // Another objection: otherwise nothing at all is asked.
        await objects(record, { nhsNumber: '9990000182' })
        await record.receive(admission({ control: `RB${n}`, mrn, nhs, at: '20261122081000' }))
        const stopped = held(record.needs.database, at)
        const filing = fileMessages({ ...record.needs, database: stopped.database }, 100)
        await stopped.isThere
        let isIn = false
        const objecting = objects(record, { nhsNumber: nhs }).then((recorded) => {
          isIn = true
          return recorded
        })
        // It waits for the batch, however long that takes: it cannot be in before.
        await sleep(50)
        assert.equal(isIn, false)
        stopped.letGo()
        await filing
        const { objectionId } = await objecting
        const person = await record.personOf('RJZ/MRN', mrn)
        assert.equal(await isObjected(record, person), true)
        assert.equal(await seenBy(record, person), 'objected')
        await decideObjection(record.needs, keeper, objectionId, {
          verdict: 'upheld',
          because: 'x',
        })
        while (await tendRegister(record.needs));
        assert.equal(await rowsOf(record, person), 0)
      })
    }
  }

  test('the message comes while an objection is being recorded: nothing is put into a record', async () => {
    const waiting = held(record.needs.database, 'access-save-objections')
    const transaction: Database['transaction'] = (role, work) =>
      waiting.database.transaction(role === 'register' ? 'filing' : role, work)
    const recording = objects(
      { ...record, needs: { ...record.needs, database: { ...waiting.database, transaction } } },
      { nhsNumber: '9990000077' },
    )
    await waiting.isThere
    await record.receive(admission({ control: 'RC1', mrn: '790', nhs: '9990000077' }))
    const filing = fileMessages(record.needs, 100)
    await sleep(50)
    waiting.letGo()
    await Promise.all([recording, filing])
    const person = await record.personOf('RJZ/MRN', '790')
    assert.equal(await isObjected(record, person), true)
    assert.equal(await rowsOf(record, person), 0)
  })
})
