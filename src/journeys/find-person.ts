/**
 * Finding a person to open, by number and date of birth. Who has no right to know that somebody
 * exists gets the one answer for everybody (AC-17), after the same questions to the database.
 */
import { countMiss, mayFind, mayOpen, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { whoAre, withIdentifier, withNhsNumberBorn } from '#identity'
import { nhsNumberSystem, readNhsNumber } from '#vocabulary'
import { type Considered, consider } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { isTooManyFinds, mayFindOneMore } from './pace-of-finding.ts'
import { lineOf, type PersonLine } from './person-line.ts'
import { notAvailable as noRecord, type Refusal, refusalOf } from './refusal-words.ts'

export type FoundInIndex =
  | {
      readonly outcome: 'found'
      readonly personId: number
      readonly line: PersonLine
      readonly mustDeclare: boolean
      /** Why the record does not open, though the user may know who it is. */
      readonly refusal?: Refusal
    }
  | { readonly outcome: 'not-available' }

/** Too many in too short a time: also those that found nobody count. */
export interface TooManyFinds {
  readonly outcome: 'too-many'
  readonly words: string
}

export async function findPerson(
  needs: Needs,
  user: User,
  asked: { readonly nhsNumber: string; readonly birthDate: string },
): Promise<FoundInIndex | TooManyFinds> {
  const now = needs.clock.now()
  if (await isTooManyFinds(needs, user, now)) {
    await noteFind(needs, user, now, { reason: 'too-many', hits: 0 })
    return { outcome: 'too-many', words: tooMany }
  }
  const number = readNhsNumber(asked.nhsNumber)
  const found = await needs.database.transaction('serving', (tx) =>
    withNhsNumberBorn(tx, number ?? '', asked.birthDate),
  )
  const answered = await answer(needs, user, found)
  const isMiss = answered.outcome === 'not-available'
  await needs.database.transaction('serving', (tx) => countMiss(tx, user.key, now, isMiss))
  return answered
}

/** By NHS number alone or by a sender's own number: for who works at the command line. */
export async function findByIdentifier(
  needs: Needs,
  user: User,
  asked: { readonly system?: string; readonly value: string },
): Promise<FoundInIndex> {
  await mayFindOneMore(needs, user, needs.clock.now())
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
  const considered = await consider(needs, user, personId ?? 0, now)
  const who = await needs.database.transaction('serving', (tx) => whoAre(tx, [personId ?? 0]))
  const isAnswered = personId !== undefined && mayFind(user, standingPolicy) && considered.mayKnow
  await noteFind(needs, user, now, {
    reason: isAnswered ? 'found' : 'not-available',
    hits: found.length,
    personId,
  })
  if (!isAnswered) return { outcome: 'not-available' }
  const opens = howItOpens(user, considered)
  const { restrictions } = considered.request.person
  const line = lineOf(who.get(personId), restrictions.includes('whereabouts'))
  return { outcome: 'found', personId, line, ...opens }
}

/** For who opens no records at all, finding ends with who it is. */
function howItOpens(user: User, { decision, mayKnow }: Considered) {
  if (decision.effect === 'permit') return { mustDeclare: false }
  if (decision.mayDeclare) return { mustDeclare: true }
  const refusal = mayOpen(user, standingPolicy) ? refusalOf(decision, mayKnow) : noRecord
  return { mustDeclare: false, refusal }
}

function noteFind(
  needs: Needs,
  who: User,
  at: number,
  found: { readonly reason: string; readonly hits: number; readonly personId?: number },
): Promise<void> {
  return note(needs.database, {
    id: eventId(at),
    at,
    action: 'find-person',
    effect: 'note',
    ...(found.personId !== undefined && { personId: found.personId }),
    who,
    reasons: [found.reason],
    policy: standingPolicy.hash,
    detail: { hits: found.hits },
  })
}

const tooMany =
  `You have looked for ${standingPolicy.findsPerHourMax} people within an hour, which is as many ` +
  'as one user may. Wait a while, or open them from your list.'
