/**
 * Urgent care, social care and care homes: which relationship their care makes, for how long; and
 * what a death ends (§2.5, AC-24). By what is sent, by whose it is, or by the profile of the feed.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { myPatients, registerFeed, stillPermitted } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import {
  allowFeed,
  day,
  hour,
  iso,
  organisation,
  patient,
  type Resource,
  somebody,
} from './fixtures/care.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const second = 1_000

describe('cases and residences', () => {
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    for (const code of ['RV5', 'RJ1', 'RRU', '708', 'VL0D8']) await allowFeed(record, code)
    for (const [ods, profile] of [
      ['NLX07', 'urgent-care'],
      ['8HX01', 'social-care'],
    ] as const) {
      const feed = { name: ods, form: 'fhir', organisation: ods, profile } as const
      await registerFeed(record.needs, doctor, { ...feed, organisationName: `The ${ods}` })
    }
  })
  after(() => record.close())

  async function newcomer(feed: string) {
    const id = `c${last++}`
    await record.load(feed, patient({ id }, { meta: { lastUpdated: iso(now - 2 * hour) } }))
    let version = 0
    const opens = async (at: number, code = feed) => {
      record.at(at)
      const person = await record.personOf(`${feed}/${feed}/Patient`, id)
      const permitted = await stillPermitted(record.needs, somebody({ organisation: code }), person)
      record.at(now)
      return permitted
    }
    return {
      subject: { reference: `Patient/${id}` },
      id,
      opens,
      async say(resource: Resource) {
        const meta = { lastUpdated: iso(now - hour + version++ * second) }
        await record.load(feed, { ...resource, meta })
      },
      /** Opens until then, and no longer. */
      async endsAt(until: number, code = feed) {
        assert.equal(await opens(until - second, code), true, 'before it ends')
        assert.equal(await opens(until, code), false, 'when it ends')
      },
    }
  }

  const contact = (subject: object, of: object): Resource => ({
    resourceType: 'Encounter',
    id: 'contact',
    status: 'finished',
    class: { code: 'VR' },
    period: { start: iso(now - hour), end: iso(now) },
    subject,
    ...of,
  })
  const sct = (code: string, display: string) => [
    { coding: [{ system: 'http://snomed.info/sct', code, display }] },
  ]

  describe('a call to 111 or out of hours, an ambulance', () => {
    for (const [feed, why, of] of [
      ['RRU', 'by whose it is', {}],
      ['NLX07', 'by the profile of its feed', {}],
      ['RJ1', 'by its code', { type: sct('185511000000107', 'Seen in out of hours centre') }],
      ['RJ1', 'by its service', { serviceType: { text: 'NHS 111 service' } }],
    ] as const) {
      test(`holds for 72 hours, ${why}`, async () => {
        const { say, subject, endsAt, opens } = await newcomer(feed)
        await say(contact(subject, of))
        assert.equal(await opens(now - hour - second), false)
        assert.equal(await opens(now - hour), true)
        await endsAt(now + 72 * hour)
      })
    }

    test('that nobody closes ends after seven days', async () => {
      const { say, subject, endsAt } = await newcomer('RRU')
      await say(contact(subject, { status: 'in-progress', period: { start: iso(now) } }))
      await endsAt(now + 7 * day)
    })

    test('that was entered in error ends at once (LR-02)', async () => {
      const { say, subject, opens } = await newcomer('NLX07')
      await say(contact(subject, {}))
      assert.equal(await opens(now), true)
      await say(contact(subject, { status: 'entered-in-error' }))
      assert.equal(await opens(now), false)
    })

    test('does not make a visit to a hospital’s emergency department shorter', async () => {
      const { say, subject, endsAt } = await newcomer('RJ1')
      const type = [{ text: 'Brought by ambulance service' }]
      await say(contact(subject, { class: { code: 'EMER' }, type }))
      await endsAt(now + 7 * day)
    })

    test('any other contact is an outpatient’s', async () => {
      const { say, subject, endsAt } = await newcomer('RJ1')
      await say(contact(subject, {}))
      await endsAt(now + 30 * day)
    })
  })

  describe('a case of social care', () => {
    const episode = (subject: object, of: object): Resource => ({
      resourceType: 'EpisodeOfCare',
      id: 'case',
      status: 'active',
      patient: subject,
      period: { start: iso(now - 100 * day) },
      ...of,
    })
    for (const [feed, why, of] of [
      ['708', 'of a borough', {}],
      ['8HX01', 'by the profile of its feed', {}],
      ['RV5', 'by its type', { type: sct('310134006', 'Social services') }],
    ] as const) {
      test(`${why} holds from allocation to 30 days after it was closed`, async () => {
        const { say, subject, endsAt, opens, id } = await newcomer(feed)
        await say(episode(subject, of))
        assert.equal(await opens(now - 100 * day - second), false)
        assert.equal(await opens(now - 100 * day), true)
        assert.equal(await opens(now + 3_000 * day), true)
        const person = await record.personOf(`${feed}/${feed}/Patient`, id)
        const { patients } = await myPatients(record.needs, somebody({ organisation: feed }))
        const listed = patients.find((one) => one.personId === person)
        assert.match(listed?.because ?? '', /^Social care case since 14 August 2026/)
        const period = { start: iso(now - 100 * day), end: iso(now) }
        await say(episode(subject, { ...of, status: 'finished', period }))
        await endsAt(now + 30 * day)
      })
    }

    test('is also told by its team', async () => {
      const { say, subject, endsAt } = await newcomer('708')
      const team = { resourceType: 'CareTeam', id: 'team', subject, name: 'Adults North' }
      await say({ ...team, status: 'inactive', period: { end: iso(now) } })
      await endsAt(now + 30 * day)
    })
  })

  test('a resident: from moving in to seven days after moving out', async () => {
    const { say, subject, endsAt, opens } = await newcomer('VL0D8')
    const stay = {
      resourceType: 'EpisodeOfCare',
      id: 'stay',
      status: 'active',
      patient: subject,
      managingOrganization: organisation('VL0D8', 'Elm House'),
      period: { start: iso(now - 400 * day) },
    }
    await say(stay)
    assert.equal(await opens(now - 400 * day - second), false)
    assert.equal(await opens(now), true)
    const period = { ...stay.period, end: iso(now) }
    await say({ ...stay, status: 'finished', period })
    await endsAt(now + 7 * day)
  })

  test('care that says no beginning has begun when it was said, and does not last for ever', async () => {
    const { say, subject, opens } = await newcomer('RV5')
    await say({ resourceType: 'CareTeam', id: 'team', subject, status: 'active', name: 'Team' })
    assert.equal(await opens(now), true)
    assert.equal(await opens(now - hour - second), false)
    assert.equal(await opens(now + 7_300 * day), false)
  })

  test('an end in the year 9999 is none', async () => {
    const { say, subject, opens } = await newcomer('RV5')
    const period = { start: iso(now - day), end: '9999-12-31' }
    await say({
      resourceType: 'EpisodeOfCare',
      id: 'e',
      status: 'active',
      patient: subject,
      period,
    })
    assert.equal(await opens(now + 7_298 * day), true)
    assert.equal(await opens(now + 7_299 * day), false)
  })

  describe('a death', () => {
    const admitted = (subject: object): Resource => ({
      resourceType: 'EpisodeOfCare',
      id: 'e',
      status: 'active',
      patient: subject,
      period: { start: iso(now - day) },
    })
    for (const [said, closes] of [
      [{ deceasedDateTime: iso(now - 2 * day) }, now + 88 * day],
      [{ deceasedDateTime: '2026-11-20' }, Date.parse('2026-11-20') + 90 * day],
      // Of a month nobody knows the day: the last.
      [{ deceasedDateTime: '2026-11' }, Date.parse('2026-12-01') + 90 * day],
      [{ deceasedDateTime: '2026' }, Date.parse('2027-01-01') + 90 * day],
      [{ deceasedBoolean: true }, now - hour + 90 * day],
    ] as const) {
      test(`told as ${Object.keys(said)[0]} closes the record 90 days after (AC-24)`, async () => {
        const { say, subject, id, endsAt } = await newcomer('RV5')
        await say(patient({ id }, said))
        await say(admitted(subject))
        // Said again, it does not begin anew.
        await say(patient({ id, family: 'NOWAK' }, said))
        await endsAt(closes)
      })
    }

    test('that is taken back opens it again, also in the list of patients', async () => {
      const { say, subject, id, opens } = await newcomer('RV5')
      await say(admitted(subject))
      await say(patient({ id }, { deceasedDateTime: '2026-01-01' }))
      const person = await record.personOf('RV5/RV5/Patient', id)
      const listed = async () => {
        const { patients } = await myPatients(record.needs, somebody({ organisation: 'RV5' }))
        return patients.some((one) => one.personId === person)
      }
      assert.deepEqual([await opens(now), await listed()], [false, false])
      await say(patient({ id }, { deceasedBoolean: false }))
      assert.deepEqual([await opens(now), await listed()], [true, true])
    })
  })
})
