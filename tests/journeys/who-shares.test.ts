/** What the public is told of who shares what: true today, and nothing that a sender made up. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { registerFeed, type User, whoShares } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { admission } from './fixtures/messages.ts'

const operator: User = { ...doctor, key: 'operator', activities: ['LCR-LOCAL-OPERATE'] }

describe('what is shared', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  it('is nothing while nothing is connected', async () => {
    assert.deepEqual(await whoShares(record.needs), { organisations: [], notYet: 0 })
  })

  it('names organisations that were heard, with what their profiles can fill', async () => {
    const feed = { name: 'gp-G85013', form: 'fhir', profile: 'gp-practice' } as const
    const practice = { organisation: 'G85013', organisationName: 'Camberwell Green Surgery' }
    await registerFeed(record.needs, operator, { ...feed, ...practice })
    await record.send(admission({ control: 'C1', mrn: 'C100' }))
    const { organisations, notYet } = await whoShares(record.needs)
    assert.deepEqual(
      organisations.map(({ ods, name, kind }) => [ods, name, kind]),
      [['RJZ', "King's College Hospital NHS Foundation Trust", 'hospital']],
    )
    assert.ok(organisations[0]?.sections.includes('visits'))
    assert.equal(organisations[0]?.silentSince, undefined)
    assert.equal(notYet, 1, 'registered and never heard')
  })

  it('never tells a name that only its sender knows', async () => {
    const anybody = admission({ control: 'C2', mrn: 'C200' }).replace('|RJZ|', '|BUY AT EXAMPLE|')
    await record.send(anybody)
    const told = await whoShares(record.needs)
    assert.doesNotMatch(JSON.stringify(told), /BUY AT EXAMPLE/)
    assert.equal(told.notYet, 2)
  })

  it('says since when an organisation has been silent', async () => {
    record.at(now + 10 * 86_400_000)
    const { organisations } = await whoShares(record.needs)
    assert.equal(organisations[0]?.silentSince, now)
  })
})
