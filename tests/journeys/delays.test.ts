/** What waits for a human delays one source of one person, and their record says so. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { dismissMessages, replayMessages, setAsideOldest } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { openView } from '../../src/record/prepared-body.ts'
import { admission, potassium } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T18:00:00Z')
const engineer = { ...doctor, activities: ['LCR-LOCAL-OPERATE'] }

describe('RL-07 a message that is set aside delays its own source patient', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  const sources = async (value: string) => {
    const person = await record.personOf('RJZ/MRN', value)
    const rows = await record.fresh.superuserQuery<{
      body: Buffer
      fresh: Buffer
      version: number
    }>('SELECT version, body, fresh FROM record.prepared WHERE person_id = $1', [person])
    return openView(rows[0]!).sources
  }
  const delayed = async (value: string) => (await sources(value)).RJZ?.delayedSince

  test('RL-07 the record says since when, of nobody else, and goes on', async () => {
    await record.send(
      admission({ control: 'D1', mrn: 'D100' }),
      admission({ control: 'D2', mrn: 'D200', family: 'OTHER' }),
    )
    record.at(now + 60_000)
    await record.send(admission({ control: 'D1', mrn: 'D100', event: 'A08', ward: 'WARD 9' }))
    assert.equal(await delayed('D100'), new Date(now + 60_000).toISOString())
    assert.equal(await delayed('D200'), undefined)
    await record.send(potassium({ control: 'D3', mrn: 'D100', value: '4.1' }))
    assert.equal(await delayed('D100'), new Date(now + 60_000).toISOString())
  })

  test('RL-07 once it is replayed the record says so no more', async () => {
    const selection = { reason: 'conflict' }
    await replayMessages(record.needs, engineer, {
      selection,
      because: 'It is another message.',
      check: true,
    })
    assert.ok(await delayed('D100'), 'a check settles nothing')
    await replayMessages(record.needs, engineer, { selection, because: 'It is another message.' })
    assert.equal(await delayed('D100'), undefined)
  })

  test('RL-07 dismissed with a reason it delays nothing either', async () => {
    await record.send(admission({ control: 'D2', mrn: 'D200', event: 'A08', at: '20261122090000' }))
    assert.ok(await delayed('D200'))
    const [open] = await record.fresh.superuserQuery<{ message_id: string }>(
      'SELECT max(message_id) AS message_id FROM inbox.set_aside',
    )
    await dismissMessages(record.needs, engineer, [Number(open!.message_id)], 'Sent by mistake.')
    assert.equal(await delayed('D200'), undefined)
  })

  test('RL-07 a message that cannot be filed at all delays its patient too', async () => {
    await record.receive(admission({ control: 'D9', mrn: 'D200', event: 'A08' }))
    const [pending] = await record.fresh.superuserQuery<{ message_id: string }>(
      'SELECT message_id FROM inbox.pending',
    )
    const messageId = Number(pending!.message_id)
    assert.equal(await setAsideOldest(record.needs, 'failed in a test', messageId), messageId)
    assert.ok(await delayed('D200'))
  })

  test('RL-07 it delays also whom nobody knew when it came', async () => {
    await record.send(
      admission({ control: 'D20', mrn: 'D999' }),
      admission({ control: 'D20', mrn: 'D300', family: 'NEWCOMER' }),
    )
    await record.send(admission({ control: 'D21', mrn: 'D300', family: 'NEWCOMER' }))
    assert.ok(await delayed('D300'))
    assert.equal(await delayed('D999'), undefined)
  })
})
