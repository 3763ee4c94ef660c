/** Who is let go shows nothing of somebody whom the objection goes on hiding (OO-05). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { releasePerson, undoMerge } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { isObjected, keeper, objects, seenBy } from './fixtures/keepers.ts'
import { admission, potassium } from './fixtures/messages.ts'

describe('OO-05: letting somebody go', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  test('needs their records to be parted first', async () => {
    await record.send(
      admission({ control: 'LG1', mrn: '2' }),
      admission({ control: 'LG2', mrn: '1' }),
      potassium({ control: 'LG3', mrn: '1', value: '4.1' }),
    )
    const objector = await record.personOf('RJZ/MRN', '1')
    const { objectionId } = await objects(record, { personId: objector })
    await record.send(
      admission({ control: 'LG4', mrn: '2', merged: '1', event: 'A40', at: '20261122084000' }),
    )
    const merged = await record.personOf('RJZ/MRN', '2')
    assert.notEqual(merged, objector)
    const release = () =>
      releasePerson(record.needs, keeper, { objectionId, personId: merged, because: 'another' })
    await assert.rejects(release(), (fault: { code?: string }) => fault.code === 'still-joined')
    assert.equal(await isObjected(record, merged), true)
    assert.equal(await seenBy(record, merged), 'objected')

    const [line] = await record.fresh.superuserQuery<{ merge_id: string }>(
      'SELECT max(merge_id) AS merge_id FROM identity.merge',
    )
    assert.equal(await undoMerge(record.needs, keeper, Number(line!.merge_id)), true)
    await release()
    const [one, other] = [
      await record.personOf('RJZ/MRN', '1'),
      await record.personOf('RJZ/MRN', '2'),
    ]
    assert.deepEqual(
      [await isObjected(record, one), await isObjected(record, other)],
      [true, false],
    )
  })
})
