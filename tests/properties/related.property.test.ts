/**
 * Whom the list of one's patients names is whom the decision permits, less who objected: the same
 * rules in SQL and in words (OO-14, AC-T2).
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  type DeclarationKind,
  decide,
  type Evidence,
  factsFor,
  relatedPersons,
  saveEvidence,
  standingPolicy,
} from '#access'
import { eventId } from '#audit'
import type { User } from '#journeys'
import { doctor, type FreshDatabase, freshDatabase } from '#test-support'
import { day, hour, somebody } from '../journeys/fixtures/care.ts'

const now = Date.parse('2026-11-22T09:00:00Z')
const users = [
  doctor,
  somebody({ organisation: 'RJZ', key: 'https://issuer.example|viewer', activities: ['B0360'] }),
  somebody({
    organisation: 'RJZ',
    key: 'https://issuer.example|examiner',
    activities: ['B0360', 'LCR-LOCAL-EXAMINE-DEATHS'],
  }),
  ...['RJZ01', 'RJ1', 'G85001', 'G85002'].map((organisation) => somebody({ organisation })),
]
/** RT3 is a predecessor of RJ1, and RT302 one of its sites (LR-04). */
const organisations = [...users.map((user) => user.organisation), 'RT3', 'RT302', 'RJ1AA0']

/** On the brink of every window as often as anywhere else. */
const brinks = [0, 3, 7, 14, 30, 90, 180].flatMap((days) => [-days, days])
const time = fc
  .record({
    days: fc.oneof(fc.constantFrom(...brinks), fc.integer({ min: -300, max: 300 })),
    seconds: fc.constantFrom(-1, 0, 1),
  })
  .map(({ days, seconds }) => now + days * day + seconds * 1_000)
const evidence: fc.Arbitrary<Evidence> = fc.record(
  {
    kind: fc.constantFrom(
      ...(Object.keys(standingPolicy.windows) as Evidence['kind'][]),
      'gp-registration',
      'gp-registration',
      'inpatient',
    ),
    organisation: fc.constantFrom(...organisations),
    startsAt: time,
    endsAt: time,
  },
  { requiredKeys: ['kind', 'organisation'] },
)
const declaration = fc.record({
  kind: fc.constantFrom<DeclarationKind[]>(
    'self-declared',
    'colleague-granted',
    'patient-consent',
    'seal-break',
    'seal-break',
  ),
  user: fc.constantFrom(...users),
  endsAt: time,
})
const rarely = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other })
const person = fc.record({
  related: fc.array(evidence, { maxLength: 4 }),
  declared: fc.array(declaration, { maxLength: 2 }),
  diedAt: rarely<number | undefined>(undefined, time),
  isObjected: rarely(false, fc.constant(true)),
  restriction: rarely<{ until: number | null; isLifted: boolean } | undefined>(
    undefined,
    fc.record({ until: fc.option(time, { nil: null }), isLifted: fc.boolean() }),
  ),
  isUser: rarely<User | undefined>(undefined, fc.constantFrom(...users)),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never
const city = fc.array(person, { minLength: 20, maxLength: 20 })

describe('the list of one’s patients', () => {
  let fresh: FreshDatabase
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  async function fill(all: readonly Person[]): Promise<void> {
    await fresh.superuserQuery(
      ['relationship', 'declaration', 'objected', 'restriction', 'own_person']
        .map((table) => `DELETE FROM access.${table}`)
        .join(';'),
    )
    await fresh.database.transaction('filing', (tx) =>
      saveEvidence(
        tx,
        all.flatMap(({ related, diedAt }, person) =>
          [
            ...related,
            ...(diedAt === undefined
              ? []
              : [{ kind: 'death' as const, organisation: 'RJZ', startsAt: diedAt }]),
          ].map((one, index) => ({
            personId: person + 1,
            sourcePatientId: person + 1,
            entry: String(index),
            isKnown: false,
            evidence: [one],
          })),
        ),
      ),
    )
    const instant = (ms: number) => new Date(ms).toISOString()
    const put = (table: string, columns: string, rows: readonly object[]) =>
      fresh.superuserQuery(
        `INSERT INTO access.${table} (${columns})
         SELECT ${columns} FROM jsonb_populate_recordset(NULL::access.${table}, $1)`,
        [JSON.stringify(rows)],
      )
    const numbered = all.map((one, index) => ({ ...one, person_id: index + 1 }))
    await put(
      'declaration',
      'kind, person_id, user_key, organisation, reason, words, declared_at, ends_at, event_id',
      numbered.flatMap(({ person_id, declared }) =>
        declared.map(({ kind, user, endsAt }) => ({
          ...{ kind, person_id, user_key: user.key, organisation: user.organisation },
          ...{ reason: 'test', words: 'in a test', event_id: eventId(now) },
          ...{ declared_at: instant(endsAt - 24 * hour), ends_at: instant(endsAt) },
        })),
      ),
    )
    const objected = numbered.filter((one) => one.isObjected)
    await put(
      'objected',
      'person_id, since',
      objected.map(({ person_id }) => ({ person_id, since: instant(0) })),
    )
    await put(
      'restriction',
      'person_id, kind, because, set_at, set_by, set_by_name, until_at, lifted_at',
      numbered.flatMap(({ person_id, restriction }) =>
        restriction
          ? [
              {
                ...{ person_id, kind: 'guarded', because: 'test', set_by: 'x', set_by_name: 'x' },
                set_at: instant(0),
                until_at: restriction.until === null ? null : instant(restriction.until),
                lifted_at: restriction.isLifted ? instant(0) : null,
              },
            ]
          : [],
      ),
    )
    await put(
      'own_person',
      'user_key, person_id',
      numbered.flatMap(({ person_id, isUser }) =>
        isUser ? [{ user_key: isUser.key, person_id }] : [],
      ),
    )
  }

  test('names exactly those whose record would open, and nobody who objected (OO-14)', async () => {
    let named = 0
    await fc.assert(
      fc.asyncProperty(city, async (persons) => {
        await fill(persons)
        for (const user of users) {
          const listed = await relatedPersons(fresh.database, user, standingPolicy, now, 1_000)
          const permitted: number[] = []
          for (let id = 1; id <= persons.length; id++) {
            const facts = await factsFor(fresh.database, user, id, standingPolicy, now)
            const asked = { ...facts, user, personId: id, now, policy: standingPolicy }
            const decision = decide({ ...asked, purpose: 'direct-care' })
            if (decision.effect === 'permit') permitted.push(id)
            if (persons[id - 1]!.isObjected) assert.deepEqual(decision.effect, 'refuse')
          }
          const names = listed.map((one) => one.personId)
          assert.deepEqual(
            names.toSorted((a, b) => a - b),
            permitted,
            user.organisation,
          )
          named += names.length
          for (const max of [1, 3]) {
            const few = await relatedPersons(fresh.database, user, standingPolicy, now, max)
            assert.deepEqual(few, listed.slice(0, max))
          }
        }
      }),
      { numRuns: 15 },
    )
    assert.ok(named > 100, `only ${named} were named`)
  })

  test('names nobody who objected while the law has lifted objections', async () => {
    const related = [{ kind: 'inpatient' as const, organisation: 'RJZ', startsAt: now - day }]
    const plain = { related, declared: [], diedAt: undefined, restriction: undefined }
    await fill([{ ...plain, isObjected: true, isUser: undefined }])
    await fresh.superuserQuery(
      `INSERT INTO access.suspension (suspension_id, from_at, until_at, kinds, instrument, notice,
         proposed_by, proposed_by_name, proposed_at, approved_by, approved_at)
       VALUES (gen_random_uuid(), now() - interval '1 hour', now() + interval '1 hour',
         '{inpatient}', 'x', 'x', 'a', 'a', now(), 'b', now())`,
    )
    const facts = await factsFor(fresh.database, doctor, 1, standingPolicy, now)
    const asked = { ...facts, user: doctor, personId: 1, now, policy: standingPolicy }
    assert.equal(decide({ ...asked, purpose: 'direct-care' }).effect, 'permit')
    assert.deepEqual(await relatedPersons(fresh.database, doctor, standingPolicy, now, 10), [])
    await fresh.superuserQuery('DELETE FROM access.suspension')
  })
})
