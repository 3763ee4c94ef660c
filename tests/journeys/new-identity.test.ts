/** Who was given a new identity is not found or shown by the one of before (AC-26). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { findByIdentifier, findPerson, openRecord } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { hl7Time } from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

describe('a protected new identity', () => {
  const now = Date.now()
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  const [former, given] = ['9990000018', '9990000026']
  const said = (of: {
    control: string
    minute: number
    mrn?: string
    nhs: string
    family: string
    given: string
    sex: string
  }) =>
    admission({
      mrn: '1',
      born: '19850314',
      admitted: hl7Time(now - 3_600_000),
      at: hl7Time(now - 3_600_000 + of.minute * 60_000),
      ...of,
    })
  const old = { nhs: former, family: 'BEFORE', given: 'ADAM', sex: '1' }
  const fresh = { nhs: given, family: 'KHAN', given: 'AISHA', sex: '2' }

  test('AT-47 AC-26 is unknown by the number and name of before, though the hospital kept its own number', async () => {
    await record.send(said({ control: 'A', minute: 1, ...old }))
    const person = await record.personOf('RJZ/MRN', '1')
    const asked = { nhsNumber: former, birthDate: '1985-03-14' }
    assert.equal((await findPerson(record.needs, doctor, asked)).outcome, 'found')
    await record.send(said({ control: 'B', minute: 2, ...fresh }))
    assert.equal((await findPerson(record.needs, doctor, asked)).outcome, 'not-available')
    assert.equal(
      (await findByIdentifier(record.needs, doctor, { value: former })).outcome,
      'not-available',
    )
    const current = { nhsNumber: given, birthDate: '1985-03-14' }
    assert.equal((await findPerson(record.needs, doctor, current)).outcome, 'found')
    const opened = await openRecord(record.needs, doctor, person, { requestId: 'test' })
    assert.equal(opened.outcome, 'opened')
    const view = zstdDecompressSync((opened as { body: Buffer }).body).toString()
    assert.doesNotMatch(view, /BEFORE|ADAM|9990000018/i)
  })

  test('AC-26 two identities with different NHS numbers are never linked by name and birth date', async () => {
    await record.send(said({ control: 'C', minute: 3, mrn: '2', ...old }))
    await record.send(said({ control: 'D', minute: 4, mrn: '3', ...fresh }))
    const [one, other] = [
      await record.personOf('RJZ/MRN', '2'),
      await record.personOf('RJZ/MRN', '3'),
    ]
    assert.notEqual(one, other)
  })
})
