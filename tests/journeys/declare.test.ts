/** Saying oneself that one is involved, and finding whom to say it of (§2.4, §2.5, AC-17). */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import {
  declareRelationship,
  findByIdentifier,
  findPerson,
  myPatients,
  openDocument,
  openRecord,
  stillPermitted,
  type User,
} from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { allowFeed, day, patient, somebody } from './fixtures/care.ts'
import { admission } from './fixtures/messages.ts'

const second = 1_000
const why = { reason: 'emergency', words: 'Brought in by ambulance' }

/** At a hospital that knows nothing of the patient: may declare, and may not. */
const elsewhere = somebody({ organisation: 'RYJ', key: 'https://issuer.example|elsewhere' })
const reader = somebody({
  organisation: 'RYJ',
  key: 'https://issuer.example|reader',
  activities: ['B0360'],
})
const weak = { ...elsewhere, key: 'https://issuer.example|weak', assurance: 'AAL2' }
const clerk = somebody({ key: 'https://issuer.example|clerk', activities: ['B0168'] })

describe('declaring a relationship, and finding a person', () => {
  const now = Date.now()
  let record: TestRecord
  let aisha: number
  const known = { nhsNumber: '9990000018', birthDate: '1985-03-14' }

  before(async () => {
    record = await testRecord(now)
    await record.send(
      admission({ control: 'D1', mrn: '1', nhs: known.nhsNumber }),
      // One number and birth date, and nothing else in common: two persons.
      admission({ control: 'D2', mrn: '2', nhs: '9990000026', family: 'NOWAK', given: 'EWA' }),
      admission({
        control: 'D3',
        mrn: '3',
        nhs: '9990000026',
        family: 'SMITH',
        given: 'JOHN',
        sex: '1',
        facility: 'RJ2',
      }),
    )
    aisha = await record.personOf('RJZ/MRN', '1')
    assert.notEqual(await record.personOf('RJZ/MRN', '2'), await record.personOf('RJ2/MRN', '3'))
  })
  after(() => record.close())

  const opens = (user: User) => openRecord(record.needs, user, aisha, { requestId: 'test' })
  const declares = (user: User, of: Partial<typeof why> = {}) =>
    declareRelationship(record.needs, user, aisha, { ...why, ...of })

  interface Event {
    readonly action: string
    readonly effect: string
    readonly person_id: string | null
    readonly user_key: string
    readonly reasons: string[]
  }
  const events = (): Promise<Event[]> =>
    record.fresh.superuserQuery('SELECT * FROM audit.event ORDER BY at, event_id')

  /** What one act answers, and the one event that it writes. */
  async function audited<T>(act: () => Promise<T>): Promise<{ answer: T; event: Event }> {
    const before = new Set((await events()).map((event) => JSON.stringify(event)))
    const answer = await act()
    const written = (await events()).filter((event) => !before.has(JSON.stringify(event)))
    assert.equal(written.length, 1, 'exactly one event')
    return { answer, event: written[0]! }
  }

  describe('declaring', () => {
    test('opens the record at once, and the record says why', async () => {
      const refused = await audited(() => opens(elsewhere))
      assert.deepEqual(refused.answer, {
        outcome: 'refused',
        words: 'This record is not available to you.',
        mayDeclare: true,
      })
      assert.equal(refused.event.effect, 'refuse')

      const { answer, event } = await audited(() => declares(elsewhere))
      assert.deepEqual(answer, { outcome: 'declared' })
      assert.deepEqual(
        [event.action, event.effect, Number(event.person_id), event.reasons],
        ['declare-relationship', 'note', aisha, ['emergency']],
      )

      const opened = await audited(() => opens(elsewhere))
      assert.equal(opened.answer.outcome, 'opened')
      assert.deepEqual(
        [opened.event.effect, opened.event.reasons[0]],
        ['permit', 'related-by-declaration'],
      )
      const { permit } = opened.answer as { permit: { because: string } }
      assert.equal(permit.because, 'You declared that you are involved in their care')
    })

    test('what was written as the reason is in no audit event (AU-03)', async () => {
      assert.doesNotMatch(JSON.stringify(await events()), /ambulance/)
    })

    test('holds for 24 hours and not a moment longer', async () => {
      const user = { ...elsewhere, key: 'https://issuer.example|for-a-day' }
      await declares(user)
      for (const [at, permitted] of [
        [now + day - second, true],
        [now + day, false],
        [now + day + second, false],
      ] as const) {
        record.at(at)
        assert.equal(await stillPermitted(record.needs, user, aisha), permitted)
      }
      // Yesterday's declaration opens nothing today, and the screen may offer it again.
      record.at(now - day)
      const early = { ...elsewhere, key: 'https://issuer.example|yesterday' }
      await declares(early)
      record.at(now)
      assert.deepEqual(await opens(early), {
        outcome: 'refused',
        words: 'This record is not available to you.',
        mayDeclare: true,
      })
    })

    test('is for that user, that person and that organisation only', async () => {
      const user = { ...elsewhere, key: 'https://issuer.example|alone' }
      await declares(user)
      const other = await record.personOf('RJZ/MRN', '2')
      const permitted = (who: User, person: number) => stillPermitted(record.needs, who, person)
      assert.equal(await permitted(user, aisha), true)
      assert.equal(
        await permitted({ ...user, key: 'https://issuer.example|colleague' }, aisha),
        false,
      )
      assert.equal(await permitted({ ...user, organisation: 'RJ1' }, aisha), false)
      assert.equal(await permitted(user, other), false)
    })

    for (const words of ['', 'short', 'fourteen chars', ' '.repeat(40), '  fourteen chars   ']) {
      test(`"${words}" is no reason`, async () => {
        const user = { ...elsewhere, key: 'https://issuer.example|hasty' }
        const { answer, event } = await audited(() => declares(user, { words }))
        assert.equal(answer.outcome, 'refused')
        assert.equal(event.effect, 'refuse')
        assert.equal((await opens(user)).outcome, 'refused')
      })
    }

    test('is refused to who may not declare, and to who signed in too weakly', async () => {
      for (const user of [reader, clerk, weak]) {
        const { answer, event } = await audited(() => declares(user))
        assert.deepEqual(answer, {
          outcome: 'refused',
          words: 'Your role may not declare a relationship.',
        })
        assert.equal(event.effect, 'refuse')
        assert.equal((await opens(user)).outcome, 'refused')
        // Not even later, in a role or a session that may more.
        const stronger = { ...user, activities: doctor.activities, assurance: 'AAL3' }
        if (user !== clerk) assert.equal((await opens(stronger)).outcome, 'refused')
      }
    })
  })

  describe('finding', () => {
    const notAvailable = { outcome: 'not-available' }
    const finds = (user: User, of: Partial<typeof known> = {}) =>
      findPerson(record.needs, user, { ...known, ...of })

    test('a person in one’s care is found, and needs no declaration', async () => {
      const { answer, event } = await audited(() => finds(doctor))
      assert.deepEqual(answer, {
        outcome: 'found',
        personId: aisha,
        line: {
          name: { family: 'KHAN', given: 'AISHA' },
          birthDate: '1985-03-14',
          gender: 'female',
          nhsNumber: '9990000018',
        },
        mustDeclare: false,
      })
      assert.deepEqual([event.action, Number(event.person_id)], ['find-person', aisha])
    })

    test('somebody else’s patient is found by who may declare, who must', async () => {
      const stranger = { ...elsewhere, key: 'https://issuer.example|stranger' }
      const found = await finds(stranger)
      assert.equal(found.outcome === 'found' && found.mustDeclare, true)
    })

    test('the answer is byte for byte the same, whatever the reason (AC-17)', async () => {
      const answers = new Map<string, number>()
      for (const [user, asked] of [
        [reader, {}], // there, unrelated, no right to declare
        [reader, { nhsNumber: '9990000069' }], // unknown
        [reader, { birthDate: '1985-03-15' }], // not that birth date
        [reader, { nhsNumber: 'no number' }],
        [reader, { nhsNumber: '' }],
        [reader, { nhsNumber: '9990000026' }], // two persons
        [elsewhere, { nhsNumber: '9990000026' }],
        [doctor, { nhsNumber: '9990000026' }],
        [elsewhere, { nhsNumber: '9990000069' }],
        [clerk, {}], // in care, and no right to find
        [weak, {}], // signed in too weakly
      ] as const) {
        const { answer, event } = await audited(() => finds(user, asked))
        assert.deepEqual(answer, notAvailable)
        const bytes = JSON.stringify(answer)
        answers.set(bytes, (answers.get(bytes) ?? 0) + 1)
        assert.deepEqual(event.reasons, ['not-available'])
      }
      assert.deepEqual([...answers.keys()], ['{"outcome":"not-available"}'])
    })

    test('a refused opening does not tell whether there is such a person (AC-17)', async () => {
      const unknown = 987_654_321
      for (const user of [reader, elsewhere, clerk, weak]) {
        const stranger = { ...user, key: `${user.key}|again` }
        const asked = { requestId: 'test' }
        assert.deepEqual(
          await openRecord(record.needs, stranger, aisha, asked),
          await openRecord(record.needs, stranger, unknown, asked),
        )
        const hash = 'a'.repeat(64)
        assert.deepEqual(
          await openDocument(record.needs, stranger, aisha, hash),
          await openDocument(record.needs, stranger, unknown, hash),
        )
      }
    })

    test('by a sender’s number: the same rules, one event each', async () => {
      const asked = { system: 'RJZ/MRN', value: '1' }
      const { answer } = await audited(() => findByIdentifier(record.needs, doctor, asked))
      assert.equal(answer.outcome === 'found' && answer.personId, aisha)
      for (const [user, of] of [
        [reader, asked],
        [weak, asked],
        [doctor, { ...asked, value: '' }],
        [doctor, { value: 'nonsense' }],
        [doctor, { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000026' }],
      ] as const) {
        const refused = await audited(() => findByIdentifier(record.needs, user, of))
        assert.deepEqual(refused.answer, notAvailable)
      }
    })
  })

  describe('my patients', () => {
    test('are those in one’s care now, and those of whom one has declared it', async () => {
      await allowFeed(record, 'RJ1')
      await record.load('RJ1', patient({ id: 'x', nhs: '9990000034', family: 'OSEI' }))
      const { answer, event } = await audited(() => myPatients(record.needs, doctor))
      assert.deepEqual(answer.patients.map((one) => one.name.family).sort(), ['KHAN', 'NOWAK'])
      assert.ok(answer.patients.every((one) => one.because?.startsWith('Inpatient since')))
      assert.equal(event.action, 'list-patients')

      const declared = { ...elsewhere, key: 'https://issuer.example|with-a-list' }
      await declares(declared)
      await declares(declared)
      const listed = (await myPatients(record.needs, declared)).patients
      assert.deepEqual(
        listed.map((one) => [one.personId, one.because]),
        [[aisha, 'You declared that you are involved in their care']],
      )
    })

    test('are nobody for who may not find, or signed in too weakly', async () => {
      for (const user of [clerk, { ...doctor, assurance: 'AAL2' }]) {
        const { answer } = await audited(() => myPatients(record.needs, user))
        assert.deepEqual(answer, { patients: [], more: false })
      }
    })

    test('leave with the relationship', async () => {
      await record.send(admission({ control: 'D9', mrn: '2', event: 'A11', at: '20261122090000' }))
      const { patients } = await myPatients(record.needs, doctor)
      assert.deepEqual(
        patients.map((one) => one.personId),
        [aisha],
      )
    })
  })
})
