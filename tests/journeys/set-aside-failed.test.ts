/** A message that cannot be filed is taken out of the way, and no other (RL-07). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { searchMessages, setAsideOldest } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { admission } from './fixtures/messages.ts'

const engineer = { ...doctor, activities: ['LCR-LOCAL-OPERATE'] }

describe('a message that cannot be filed', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord()
  })
  after(() => record.close())

  const idOf = async (controlId: string): Promise<number> => {
    const page = { messagesMax: 1 }
    const { messages } = await searchMessages(record.needs, engineer, { controlId }, page)
    return messages[0]!.messageId
  }

  test('is set aside itself, though an older one came in front of it meanwhile (RL-07)', async () => {
    await record.send(admission({ control: 'K0', mrn: '100' }))
    await record.receive(
      admission({ control: 'K1', mrn: '200' }),
      admission({ control: 'K2', mrn: '100', event: 'A08' }),
    )
    const failed = await idOf('K2')
    assert.equal(await setAsideOldest(record.needs, 'A fault in a test', failed), failed)
    await record.settle()
    assert.ok((await record.personOf('RJZ/MRN', '200')) > 0)
    const { messages } = await searchMessages(
      record.needs,
      engineer,
      { reason: 'fault', sourcePatient: { namespace: 'RJZ/MRN', value: '100' } },
      { messagesMax: 10 },
    )
    assert.deepEqual(
      messages.map((one) => one.messageId),
      [failed],
      'found by whom it is about',
    )
  })

  test('is left alone when it was filed meanwhile', async () => {
    const filed = await idOf('K1')
    assert.equal(await setAsideOldest(record.needs, 'A fault in a test', filed), undefined)
    await record.receive(admission({ control: 'K3', mrn: '300' }))
    const oldest = await idOf('K3')
    assert.equal(await setAsideOldest(record.needs, 'A fault in a test'), oldest)
  })
})
