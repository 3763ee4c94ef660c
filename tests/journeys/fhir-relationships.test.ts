/** Relationships out of what registered FHIR feeds say, and when each of them ends (§2.5). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { myPatients, stillPermitted } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import {
  allowFeed,
  day,
  hl7Time,
  hour,
  iso,
  organisation,
  patient,
  type Resource,
  somebody,
} from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const second = 1_000

describe('relationships from FHIR feeds', () => {
  let record: TestRecord
  let last = 0
  before(async () => {
    record = await testRecord(now)
    for (const code of ['RV5', 'RJ1', 'G85001', 'G85002']) await allowFeed(record, code)
  })
  after(() => record.close())

  /** A patient of a feed that nothing is known of yet, and what is said about it. */
  async function newcomer(feed = 'RV5') {
    const id = `p${last++}`
    await record.load(feed, patient({ id }))
    let version = 0
    const subject = { reference: `Patient/${id}` }
    return {
      id,
      subject,
      /** Each time newer than the last. */
      async say(resource: Resource): Promise<void> {
        const meta = { lastUpdated: iso(now - hour + version++ * second) }
        await record.load(feed, { ...resource, meta })
      },
      opens: (code: string, at = now): Promise<boolean> =>
        opens(`${feed}/${feed}/Patient`, id, code, at),
    }
  }

  async function opens(namespace: string, id: string, code: string, at = now): Promise<boolean> {
    record.at(at)
    const person = await record.personOf(namespace, id)
    const permitted = await stillPermitted(record.needs, somebody({ organisation: code }), person)
    record.at(now)
    return permitted
  }

  const assertWindow = async (
    asks: (at: number) => Promise<boolean>,
    from: number,
    until: number,
  ): Promise<void> => {
    assert.equal(await asks(from - second), false, 'before it begins')
    assert.equal(await asks(from), true, 'when it begins')
    assert.equal(await asks(until - second), true, 'before it ends')
    assert.equal(await asks(until), false, 'when it ends')
  }

  describe('registration with a practice', () => {
    const registered = (id: string, nhs: string, code: string, at: number): Resource =>
      patient(
        { id, nhs },
        { generalPractitioner: [organisation(code)], meta: { lastUpdated: iso(at) } },
      )

    test('opens the record for the practice; a newer registration ends it after 14 days', async () => {
      await record.load('G85001', registered('a', '9990000018', 'G85001', now - 9 * day))
      const asks = (code: string, at = now) => opens('G85001/G85001/Patient', 'a', code, at)
      assert.deepEqual([await asks('G85001'), await asks('G85002')], [true, false])

      await record.load('G85002', registered('b', '9990000018', 'G85002', now - day))
      const left = now + 13 * day
      assert.deepEqual([await asks('G85001'), await asks('G85002')], [true, true])
      assert.equal(await asks('G85001', left - second), true)
      assert.deepEqual([await asks('G85001', left), await asks('G85002', left)], [false, true])
    })

    test('whose time the source tells lasts as long, and 14 days more', async () => {
      const [from, until] = [now - 100 * day, now]
      const generalPractitioner = [
        {
          identifier: {
            ...(organisation('G85001') as { identifier: object }).identifier,
            period: { start: iso(from), end: iso(until) },
          },
        },
      ]
      const said = { generalPractitioner, meta: { lastUpdated: iso(now - 2 * day) } }
      await record.load('RV5', patient({ id: 'p-told' }, said))
      const asks = (at: number) => opens('RV5/RV5/Patient', 'p-told', 'G85001', at)
      await assertWindow(asks, from, until + 14 * day)
    })

    test('news of it that comes late does not give the patient back', async () => {
      await record.load('G85002', registered('c', '9990000026', 'G85002', now - 15 * day))
      await record.load('G85001', registered('d', '9990000026', 'G85001', now - 29 * day))
      const asks = (code: string) => opens('G85001/G85001/Patient', 'd', code)
      assert.deepEqual([await asks('G85001'), await asks('G85002')], [false, true])
    })

    test('news of something else does not make a practice look like the newest', async () => {
      const hospital = { mrn: '78', nhs: '9990000042', event: 'A28', practice: 'G85002' }
      await record.send(admission({ ...hospital, control: 'old', at: hl7Time(now - 29 * day) }))
      await record.load('G85001', registered('f', '9990000042', 'G85001', now - 15 * day))
      await record.send(
        admission({ ...hospital, control: 'new', family: 'KHAN-ALI', at: hl7Time(now) }),
      )
      const asks = (code: string) => opens('RJZ/MRN', '78', code)
      assert.deepEqual([await asks('G85001'), await asks('G85002')], [true, false])
    })

    test('a message from tomorrow takes the patient from nobody (LR-05)', async () => {
      await record.load('G85001', registered('e', '9990000034', 'G85001', now - day))
      await record.send(
        admission({
          control: 'tomorrow',
          mrn: '77',
          nhs: '9990000034',
          event: 'A28',
          practice: 'G85002',
          at: '20991231235959',
        }),
      )
      const asks = (code: string) => opens('G85001/G85001/Patient', 'e', code)
      assert.equal(
        await record.personOf('G85001/G85001/Patient', 'e'),
        await record.personOf('RJZ/MRN', '77'),
      )
      assert.deepEqual([await asks('G85001'), await asks('G85002')], [true, false])
      const listed = await myPatients(record.needs, somebody({ organisation: 'G85001' }))
      assert.ok(listed.patients.some((one) => one.nhsNumber === '9990000034'))
    })
  })

  describe('a caseload', () => {
    const episode = (of: object, more: object = {}): Resource => ({
      resourceType: 'EpisodeOfCare',
      id: 'episode',
      status: 'active',
      managingOrganization: organisation('RV5', 'Southwark Recovery Team'),
      ...of,
      ...more,
    })

    test('holds while the episode does, and 30 days after it', async () => {
      const { say, opens, subject } = await newcomer()
      const started = now - 100 * day
      await say(episode({ patient: subject, period: { start: iso(started) } }))
      assert.equal(await opens('RV5', started - second), false)
      assert.equal(await opens('RV5', now + 900 * day), true)
      assert.equal(await opens('RJ1'), false)
      const period = { start: iso(started), end: iso(now) }
      await say(episode({ patient: subject, status: 'finished', period }))
      await assertWindow((at) => opens('RV5', at), started, now + 30 * day)
    })

    for (const status of ['cancelled', 'entered-in-error', 'waitlist']) {
      test(`ends at once when the episode is ${status} (LR-02)`, async () => {
        const { say, opens, subject } = await newcomer()
        const period = { start: iso(now - day) }
        await say(episode({ patient: subject, period }))
        assert.equal(await opens('RV5'), true)
        await say(episode({ patient: subject, period, status }))
        assert.equal(await opens('RV5'), false)
      })
    }

    test('of an episode that is planned holds from its start, and never without one (LR-05)', async () => {
      const { say, opens, subject } = await newcomer()
      await say(episode({ patient: subject, status: 'planned' }))
      assert.equal(await opens('RV5'), false)
      await say(episode({ patient: subject, status: 'planned', period: { start: iso(now + day) } }))
      assert.equal(await opens('RV5'), false)
      assert.equal(await opens('RV5', now + day), true)
    })

    test('of an episode that is finished without saying when is none', async () => {
      const { say, opens, subject } = await newcomer()
      await say(episode({ patient: subject, status: 'finished', period: { start: iso(now) } }))
      assert.equal(await opens('RV5'), false)
    })

    test('belongs to the team’s organisation too, and ends with the team', async () => {
      const { say, opens, subject } = await newcomer()
      const team = {
        resourceType: 'CareTeam',
        id: 'team',
        subject,
        name: 'Discharge team',
        managingOrganization: [organisation('RJ1')],
      }
      await say({ ...team, status: 'active' })
      assert.deepEqual(
        [await opens('RV5'), await opens('RJ1'), await opens('RJZ')],
        [true, true, false],
      )
      await say({ ...team, status: 'inactive', period: { end: iso(now) } })
      assert.equal(await opens('RJ1', now + 30 * day - second), true)
      assert.equal(await opens('RJ1', now + 30 * day), false)
      await say({ ...team, status: 'entered-in-error' })
      assert.deepEqual([await opens('RV5'), await opens('RJ1')], [false, false])
    })
  })

  describe('an appointment', () => {
    const appointment = (subject: object, of: object): Resource => ({
      resourceType: 'Appointment',
      id: 'appointment',
      status: 'booked',
      participant: [
        { actor: subject, status: 'accepted' },
        { actor: organisation('RJ1'), status: 'accepted' },
      ],
      ...of,
    })
    const times = (start: number) => ({ start: iso(start), end: iso(start + hour) })

    test('opens from 30 days before it to 30 days after it, for both organisations', async () => {
      const { say, opens, subject } = await newcomer()
      const start = now + 100 * day
      await say(appointment(subject, times(start)))
      for (const code of ['RV5', 'RJ1']) {
        await assertWindow((at) => opens(code, at), start - 30 * day, start + hour + 30 * day)
      }
    })

    test('that is moved moves its window; that is cancelled or missed closes it at once (LR-02)', async () => {
      const { say, opens, subject } = await newcomer()
      await say(appointment(subject, times(now + day)))
      assert.equal(await opens('RJ1'), true)
      await say(appointment(subject, times(now + 90 * day)))
      assert.equal(await opens('RJ1'), false)
      for (const status of ['cancelled', 'noshow', 'entered-in-error']) {
        await say(appointment(subject, times(now + day)))
        assert.equal(await opens('RJ1'), true)
        await say(appointment(subject, { ...times(now + day), status }))
        assert.equal(await opens('RJ1'), false, status)
      }
    })

    test('without a time opens nothing', async () => {
      const { say, opens, subject } = await newcomer()
      await say(appointment(subject, { status: 'proposed' }))
      assert.equal(await opens('RJ1'), false)
    })
  })

  test('a referral opens for sender and receiver for 180 days, and closes when it is revoked', async () => {
    const { say, opens, subject } = await newcomer()
    const referral = {
      resourceType: 'ServiceRequest',
      id: 'referral',
      intent: 'order',
      subject,
      authoredOn: iso(now),
      performer: [organisation('RJ1')],
    }
    await say({ ...referral, status: 'active' })
    for (const code of ['RV5', 'RJ1']) {
      await assertWindow((at) => opens(code, at), now, now + 180 * day)
    }
    await say({ ...referral, status: 'revoked' })
    assert.equal(await opens('RJ1'), false)
  })

  describe('an encounter', () => {
    const encounter = (of: object): Resource => ({
      resourceType: 'Encounter',
      id: 'encounter',
      class: { code: 'IMP' },
      ...of,
    })

    test('that is finished and says no end does not open the record for ever', async () => {
      for (const code of ['IMP', 'EMER', 'AMB']) {
        const { say, opens, subject } = await newcomer()
        const period = { start: iso(now - 60 * day) }
        await say(encounter({ subject, status: 'finished', class: { code }, period }))
        assert.equal(await opens('RV5'), false, code)
      }
      const { say, opens, subject } = await newcomer()
      await say(encounter({ subject, status: 'finished' }))
      assert.equal(await opens('RV5'), false)
    })

    test('of another organisation is not taken from this feed, and relates nobody (RL-11)', async () => {
      const { say, opens, subject } = await newcomer()
      const foreign = { subject, serviceProvider: organisation('RJ1') }
      await say(encounter({ ...foreign, status: 'in-progress', period: { start: iso(now) } }))
      assert.deepEqual([await opens('RJ1'), await opens('RV5')], [false, false])
      const { reasons } = await record.reckon()
      assert.ok(reasons['wrong-organisation'])
    })

    test('that was entered in error ends at once, whatever its period still says', async () => {
      const { say, opens, subject } = await newcomer()
      const period = { start: iso(now - hour) }
      await say(encounter({ subject, status: 'in-progress', period }))
      assert.equal(await opens('RV5'), true)
      await say(encounter({ subject, status: 'entered-in-error', period }))
      assert.equal(await opens('RV5'), false)
    })
  })
})
