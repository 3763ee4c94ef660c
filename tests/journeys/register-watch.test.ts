/** OO-41, AT-08: what becomes an alarm of the register, as time goes by. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { endObjection, watchRegister } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { keeper, objects } from './fixtures/keepers.ts'

const hour = 3_600_000
const day = 24 * hour
const start = Date.parse('2026-11-22T09:00:00Z')
let record: TestRecord
const ids: string[] = []

before(async () => {
  record = await testRecord(start)
  for (const nhsNumber of ['9990000018', '9990000026', '9990000034', '9990000042']) {
    ids.push((await objects(record, { nhsNumber })).objectionId)
  }
})
after(() => record.close())

const alarms = async (at: number): Promise<string[]> => {
  record.at(at)
  const { troubles } = await watchRegister(record.needs, false)
  // Nobody here was ever seen.
  return troubles.filter((one) => !one.includes('ever seen')).map((one) => one.split(': ')[1]!)
}

test('OO-41: nothing at first', async () => {
  assert.deepEqual(await alarms(start), [])
})

test('OO-41: fewer than a day ago is an alarm for a day, however they went', async () => {
  record.at(start + hour)
  await endObjection(record.needs, keeper, ids[0]!, {
    what: 'withdrawn',
    because: 'came to the desk',
    identityCheck: 'passport seen',
  })
  assert.deepEqual(await alarms(start + 2 * hour), ['fewer are in force than a day ago'])
  assert.deepEqual(await alarms(start + 23 * hour), ['fewer are in force than a day ago'])
  assert.deepEqual(await alarms(start + 28 * hour), [])
  // Rows that are gone without a word, as after a wrong restore.
  await record.fresh.superuserQuery('DELETE FROM access.objection WHERE objection_id = $1', [
    ids[1],
  ])
  assert.deepEqual(await alarms(start + 29 * hour), ['fewer are in force than a day ago'])
})

test('AT-08: seven days without anything from a route is an alarm', async () => {
  assert.deepEqual(await alarms(start + 6 * day), [])
  assert.deepEqual(await alarms(start + 7 * day + hour), ['nothing came by the desk for 7 days'])
  await objects(record, { nhsNumber: '9990000050' })
  assert.deepEqual(await alarms(start + 7 * day + 2 * hour), [])
})

test('OO-41: one that is undecided for 28 days is an alarm', async () => {
  assert.ok((await alarms(start + 28 * day)).some((one) => /waited 28 days/.test(one)))
})
