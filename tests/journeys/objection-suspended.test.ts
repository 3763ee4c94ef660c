/** AT-12: the law lifts objections for a while: for whom it names, until its second, and no longer. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  approveSuspension,
  currentSuspension,
  decideObjection,
  endSuspension,
  proposeSuspension,
  suspensions,
  tendRegister,
  whyNotPermitted,
} from '#journeys'
import { Watchers } from '#notice'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { keeper, objects, otherKeeper, rowsOf, seenBy } from './fixtures/keepers.ts'
import { admission } from './fixtures/messages.ts'

const hour = 3_600_000

describe('objections are suspended by law', () => {
  let record: TestRecord
  let person: number
  const idle = async () => {
    while (await tendRegister(record.needs));
  }
  const proposed = (kinds: readonly string[]) => {
    record.at(Date.now())
    return {
      fromAt: Date.now() - 1_000,
      untilAt: Date.now() + hour,
      kinds,
      instrument: 'The Example Regulations 2026, regulation 3',
      notice: 'Until then hospitals that treat you as an inpatient see your record.',
    }
  }
  before(async () => {
    record = await testRecord()
    await record.send(admission({ control: 'SU1', mrn: '960', nhs: '9990000018' }))
    person = await record.personOf('RJZ/MRN', '960')
    const { objectionId } = await objects(record, { personId: person })
    await decideObjection(record.needs, keeper, objectionId, { verdict: 'upheld', because: 'x' })
    await idle()
    await record.send(
      admission({
        control: 'SU2',
        mrn: '960',
        nhs: '9990000018',
        event: 'A02',
        ward: 'W7',
        at: '20261122090000',
      }),
    )
    await idle()
    assert.equal(await rowsOf(record, person), 0)
  })
  after(() => record.close())

  test('it takes two, ends by itself, and is dated', async () => {
    await assert.rejects(
      proposeSuspension(record.needs, keeper, {
        ...proposed(['inpatient']),
        untilAt: Date.now() + 200 * 24 * hour,
      }),
      { code: 'too-long' },
    )
    await assert.rejects(proposeSuspension(record.needs, doctor, proposed(['inpatient'])), {
      code: 'no-activity-to-keep-objections',
    })
    const { suspensionId } = await proposeSuspension(record.needs, keeper, proposed(['emergency']))
    await assert.rejects(approveSuspension(record.needs, keeper, suspensionId), {
      code: 'needs-another',
    })
    assert.equal(await currentSuspension(record.needs), undefined)
    await approveSuspension(record.needs, otherKeeper, suspensionId)
    assert.match((await currentSuspension(record.needs))?.notice ?? '', /see your record/)
    assert.equal(await seenBy(record, person), 'objected', 'for a kind that is not named')
    await endSuspension(record.needs, keeper, suspensionId)
    assert.equal(await currentSuspension(record.needs), undefined)
    assert.equal((await suspensions(record.needs, keeper)).length, 1)
  })

  test('OO-13: when somebody ends it, every open screen asks at once whether it may stay', async () => {
    const watchers = new Watchers()
    await watchers.listen(record.needs.database)
    const { suspensionId } = await proposeSuspension(record.needs, keeper, proposed(['inpatient']))
    await approveSuspension(record.needs, otherKeeper, suspensionId)
    await idle()
    assert.equal(await whyNotPermitted(record.needs, doctor, person), undefined)
    const asked = new Promise<number>((resolve) => watchers.watch(person, resolve))
    await endSuspension(record.needs, keeper, suspensionId)
    await asked
    assert.equal((await whyNotPermitted(record.needs, doctor, person))?.why, 'objected')
    await idle()
    await watchers.close()
  })

  test('AT-12: whom it names sees what is stored; at its second nobody does, and it is deleted', async () => {
    const { suspensionId } = await proposeSuspension(record.needs, keeper, proposed(['inpatient']))
    await approveSuspension(record.needs, otherKeeper, suspensionId)
    await idle()
    assert.match(JSON.stringify(await seenBy(record, person)), /W7/)
    await record.send(
      admission({
        control: 'SU3',
        mrn: '960',
        nhs: '9990000018',
        event: 'A02',
        ward: 'W9',
        at: '20261122093000',
      }),
    )
    assert.match(JSON.stringify(await seenBy(record, person)), /W9/)
    // The clock has passed its end.
    await record.fresh.superuserQuery(
      'UPDATE access.suspension SET until_at = clock_timestamp() WHERE suspension_id = $1',
      [suspensionId],
    )
    assert.equal(await seenBy(record, person), 'objected')
    await idle()
    assert.equal(await rowsOf(record, person), 0)
  })
})
