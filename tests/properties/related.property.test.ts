/** Whom the list of one's patients names is whom the decision permits: the same rules in SQL and in words. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import * as fc from 'fast-check'
import {
  decide,
  type Evidence,
  factsFor,
  relatedPersons,
  saveDeclaration,
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
  ...['RJZ01', 'RJ1', 'G85001', 'G85002'].map((organisation) => somebody({ organisation })),
]
const organisations = users.map((user) => user.organisation)

/** On the brink of every window as often as anywhere else. */
const brinks = [0, 7, 14, 30, 180].flatMap((days) => [-days, days])
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
    ),
    organisation: fc.constantFrom(...organisations),
    startsAt: time,
    endsAt: time,
  },
  { requiredKeys: ['kind', 'organisation'] },
)
const declaration = fc.record({ user: fc.constantFrom(...users), endsAt: time })
interface Person {
  readonly related: readonly Evidence[]
  readonly declared: readonly { readonly user: User; readonly endsAt: number }[]
}
const city: fc.Arbitrary<Person[]> = fc.array(
  fc.record({
    related: fc.array(evidence, { maxLength: 4 }),
    declared: fc.array(declaration, { maxLength: 2 }),
  }),
  { minLength: 20, maxLength: 20 },
)

describe('the list of one’s patients', () => {
  let fresh: FreshDatabase
  before(async () => {
    fresh = await freshDatabase()
  })
  after(() => fresh.close())

  async function fill(all: readonly Person[]): Promise<void> {
    await fresh.superuserQuery('DELETE FROM access.relationship; DELETE FROM access.declaration')
    const { database } = fresh
    await database.transaction('filing', (tx) =>
      saveEvidence(
        tx,
        all.flatMap(({ related }, person) =>
          related.map((one, index) => ({
            personId: person + 1,
            sourcePatientId: person + 1,
            entry: String(index),
            isKnown: false,
            evidence: [one],
          })),
        ),
      ),
    )
    await database.transaction('serving', async (tx) => {
      for (const [person, { declared }] of all.entries()) {
        for (const { user, endsAt } of declared) {
          const at = endsAt - 24 * hour
          const said = { reason: 'test', words: 'in a test', at, endsAt, event: eventId(now) }
          await saveDeclaration(tx, { personId: person + 1, user, ...said })
        }
      }
    })
  }

  test('names exactly those whose record would open', async () => {
    await fc.assert(
      fc.asyncProperty(city, async (persons) => {
        await fill(persons)
        for (const user of users) {
          const listed = await relatedPersons(fresh.database, user, standingPolicy, now, 1_000)
          const permitted: number[] = []
          for (let person = 1; person <= persons.length; person++) {
            const decision = decide({
              ...(await factsFor(fresh.database, user, person, standingPolicy, now)),
              ...{ user, personId: person, purpose: 'direct-care', now, policy: standingPolicy },
            })
            if (decision.effect === 'permit') permitted.push(person)
          }
          const names = listed.map((one) => one.personId)
          assert.deepEqual(
            names.toSorted((a, b) => a - b),
            permitted,
            user.organisation,
          )
          const few = await relatedPersons(fresh.database, user, standingPolicy, now, 3)
          assert.deepEqual(few, listed.slice(0, 3))
        }
      }),
      { numRuns: 25 },
    )
  })
})
