import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { fileMessages, profileLines, putProfile, ReadAhead, receiveMessages } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { admission } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const profile = {
  name: 'trust-pas',
  version: 1,
  effectiveFrom: '2026-11-22',
  senders: [{ application: 'PAS', facility: 'RYJ' }],
  identifiers: [{ type: 'MR', namespace: 'RYJ/HOSPITAL' }],
}

const message = (mrn: string): string =>
  admission({ control: `C${mrn}`, mrn, facility: 'RYJ', family: `FAMILY${mrn}` })

describe('feed profiles that operators bring', () => {
  let record: TestRecord
  before(async () => {
    record = await testRecord(now)
  })
  after(() => record.close())

  const isPlaced = async (namespace: string, mrn: string): Promise<boolean> =>
    (await record.personOf(namespace, mrn)) > 0
  const put = (body: object, how = {}) => putProfile(record.needs, doctor, body, how)

  it('HL7-03 are told beforehand what they change, and tried without a trace', async () => {
    await record.send(message('1001'))
    assert.equal(await isPlaced('RYJ/MRN', '1001'), true)
    const tried = await put(profile, { tryOnly: true })
    assert.equal(tried.outcome, 'tried')
    assert.deepEqual(tried.feeds, [{ feed: 'PAS|RYJ', before: 'best-of-it 1' }])
    assert.ok(tried.changes.some((change) => change.startsWith('senders: ')))
    await record.send(message('1002'))
    assert.equal(await isPlaced('RYJ/MRN', '1002'), true)
    const events = await record.fresh.superuserQuery(
      `SELECT 1 FROM audit.event WHERE action = 'put-profile'`,
    )
    assert.equal(events.length, 0)
  })

  it('HL7-03 read what is received from their day on, at once, and are written down', async () => {
    assert.equal((await put(profile)).outcome, 'added')
    await record.send(message('1003'))
    assert.equal(await isPlaced('RYJ/HOSPITAL', '1003'), true)
    const [event] = await record.fresh.superuserQuery<{ user_name: string; detail: object }>(
      `SELECT user_name, detail FROM audit.event WHERE action = 'put-profile'`,
    )
    assert.equal(event?.user_name, doctor.name)
    assert.deepEqual(event?.detail, {
      profile: 'trust-pas',
      version: 1,
      effectiveFrom: '2026-11-22',
    })
  })

  it('HL7-03 leave what was received before their day as it would have been read', async () => {
    const later = {
      ...profile,
      version: 2,
      effectiveFrom: '2026-11-24',
      identifiers: [{ type: 'MR', namespace: 'RYJ/NEW' }],
    }
    const told = await put(later)
    assert.deepEqual([told.outcome, told.versionBefore], ['added', 1])
    assert.deepEqual(told.feeds, [{ feed: 'PAS|RYJ', before: 'trust-pas 1' }])
    await record.receive(message('1004'))
    record.at(Date.parse('2026-11-24T00:00:00Z'))
    await record.receive(message('1005'))
    await record.settle()
    assert.equal(await isPlaced('RYJ/HOSPITAL', '1004'), true)
    assert.equal(await isPlaced('RYJ/NEW', '1005'), true)
    record.at(now)
  })

  it('are never changed: a change is a higher version', async () => {
    assert.equal((await put(profile)).outcome, 'same')
    const changed = { ...profile, nullMode: 'ignore' }
    assert.equal((await put(changed)).outcome, 'older')
    const refused = await record.needs.database
      .query('filing', 'SELECT 1')
      .then(() =>
        record.needs.database
          .query('filing', `UPDATE network.profile SET version = 9`)
          .catch((error: { code?: string }) => error.code),
      )
    assert.equal(refused, '42501')
    await assert.rejects(put({ ...profile, version: 3, nulMode: 'ignore' }), {
      kind: 'invalid',
      message: /perhaps nullMode/,
    })
  })

  it('a ready one gives way to a higher version of the same name', async () => {
    const told = await put({ ...profile, name: 'best-of-it', version: 1 })
    assert.equal(told.outcome, 'older')
    const lines = await profileLines(record.needs)
    const mine = lines.filter(({ name }) => name === 'trust-pas')
    assert.deepEqual(
      mine.map(({ version, inForce, feeds, addedBy }) => ({ version, inForce, feeds, addedBy })),
      [
        { version: 2, inForce: false, feeds: [], addedBy: doctor.name },
        { version: 1, inForce: true, feeds: ['PAS|RYJ'], addedBy: doctor.name },
      ],
    )
    assert.equal(lines.find(({ name }) => name === 'epic-like')?.addedBy, undefined)
  })

  it('RL-11 what a feed writes for another organisation than it may is set aside', async () => {
    await put({
      ...profile,
      name: 'shared-system',
      senders: [{ application: 'EPR' }],
      organisationsAllowed: ['RYJ'],
    })
    await record.send(
      admission({ control: 'O1', mrn: '2001', application: 'EPR', facility: 'RYJ' }),
      admission({ control: 'O2', mrn: '2002', application: 'EPR', facility: 'RAX' }),
    )
    assert.equal(await isPlaced('RYJ/HOSPITAL', '2001'), true)
    assert.equal((await record.reckon()).reasons['wrong-organisation'], 1)
  })
})

it('HL7-03 what was read ahead by a profile that was replaced meanwhile is read again', {
  timeout: 60_000,
}, async () => {
  const record = await testRecord(now)
  const { needs } = record
  try {
    const ahead = new ReadAhead(needs)
    const receive = (mrn: string) =>
      receiveMessages(needs, [
        {
          feed: 'PAS|RYJ',
          form: 'hl7v2',
          controlId: `C${mrn}`,
          bytes: Buffer.from(message(mrn).replaceAll('\n', '\r')),
          receivedAt: now,
        },
      ])
    await receive('3001')
    await receive('3002')
    // Files the first, and begins to read the second by what holds now.
    await fileMessages(needs, 1, ahead)
    while (ahead.held.size === 0) await new Promise(setImmediate)
    await putProfile(needs, doctor, profile)
    await fileMessages(needs, 1, ahead)
    assert.ok((await record.personOf('RYJ/MRN', '3001')) > 0)
    assert.ok((await record.personOf('RYJ/HOSPITAL', '3002')) > 0)
  } finally {
    await record.close()
  }
})
