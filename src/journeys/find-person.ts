/** Finding a person to open: by number and date of birth, or among those in one's care. */
import { becauseOf, mayDeclare, mayFind, relatedPersons, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { type WhoIs, whoAre, withIdentifier, withNhsNumberBorn } from '#identity'
import { nhsNumberSystem, readNhsNumber } from '#vocabulary'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'

export interface PersonLine {
  readonly name: { readonly family?: string; readonly given?: string }
  readonly birthDate?: string
  readonly gender?: string
  readonly nhsNumber?: string
  readonly because?: string
  readonly since?: string
}

export type FoundInIndex =
  | {
      readonly outcome: 'found'
      readonly personId: number
      readonly line: PersonLine
      readonly mustDeclare: boolean
    }
  | { readonly outcome: 'not-available' }

/**
 * One answer for unknown, refused and not permitted, to who has no right to know (AC-17): who can
 * neither open the record nor declare a relationship is not told that the person exists.
 */
export async function findPerson(
  needs: Needs,
  user: User,
  asked: { readonly nhsNumber: string; readonly birthDate: string },
): Promise<FoundInIndex> {
  const number = readNhsNumber(asked.nhsNumber)
  const found = await needs.database.transaction('serving', (tx) =>
    withNhsNumberBorn(tx, number ?? '', asked.birthDate),
  )
  return answer(needs, user, found)
}

/** By NHS number alone or by a sender's own number: for who works at the command line. */
export async function findByIdentifier(
  needs: Needs,
  user: User,
  asked: { readonly system?: string; readonly value: string },
): Promise<FoundInIndex> {
  const number = asked.system === undefined ? readNhsNumber(asked.value) : undefined
  const found = await needs.database.transaction('serving', (tx) =>
    asked.system === undefined
      ? withIdentifier(tx, nhsNumberSystem, number ?? '')
      : withIdentifier(tx, asked.system, asked.value),
  )
  return answer(needs, user, found)
}

async function answer(needs: Needs, user: User, found: readonly number[]): Promise<FoundInIndex> {
  const personId = found.length === 1 ? found[0]! : undefined
  // The same steps whether or not somebody was found, so that time tells nothing.
  const now = needs.clock.now()
  const decision = await consider(needs, user, personId ?? 0, now)
  const who = await needs.database.transaction('serving', (tx) => whoAre(tx, [personId ?? 0]))
  const mayKnow =
    mayFind(user, standingPolicy) &&
    (decision.effect === 'permit' || mayDeclare(user, standingPolicy))
  const answered = personId !== undefined && mayKnow
  await note(needs.database, {
    id: eventId(now),
    at: now,
    action: 'find-person',
    effect: 'note',
    ...(personId !== undefined && { personId }),
    who: user,
    reasons: [answered ? 'found' : 'not-available'],
    policy: standingPolicy.hash,
    detail: { hits: found.length },
  })
  if (!answered) return { outcome: 'not-available' }
  return {
    outcome: 'found',
    personId,
    line: lineOf(who.get(personId)),
    mustDeclare: decision.effect === 'refuse',
  }
}

/** As many as anybody reads; who looks for one more finds by number. */
const patientsMax = 200

export async function myPatients(
  needs: Needs,
  user: User,
): Promise<{ patients: (PersonLine & { personId: number })[]; more: boolean }> {
  const now = needs.clock.now()
  const related = mayFind(user, standingPolicy)
    ? await relatedPersons(needs.database, user, standingPolicy, now, patientsMax + 1)
    : []
  const listed = related.slice(0, patientsMax)
  const who = await needs.database.transaction('serving', (tx) =>
    whoAre(
      tx,
      listed.map((one) => one.personId),
    ),
  )
  await note(needs.database, {
    id: eventId(now),
    at: now,
    action: 'list-patients',
    effect: 'note',
    who: user,
    reasons: ['related'],
    policy: standingPolicy.hash,
    detail: { listed: listed.length, persons: listed.map((one) => one.personId).join(' ') },
  })
  return {
    patients: listed.map(({ personId, relationship }) => ({
      personId,
      ...lineOf(who.get(personId)),
      because: becauseOf(relationship),
      ...(relationship !== 'declared' &&
        relationship.kind !== 'gp-registration' &&
        relationship.startsAt !== undefined && {
          since: new Date(relationship.startsAt).toISOString(),
        }),
    })),
    more: related.length > patientsMax,
  }
}

function lineOf(who: WhoIs | undefined): PersonLine {
  return {
    name: {
      ...(who?.family && { family: who.family }),
      ...(who?.given && { given: who.given }),
    },
    ...(who?.birthDate && { birthDate: who.birthDate }),
    ...(who?.gender && { gender: who.gender }),
    ...(who?.nhsNumber && { nhsNumber: who.nhsNumber }),
  }
}
