/** Those in one's care, to choose from. Each opening is decided by itself. */
import {
  becauseOf,
  howListed,
  mayFind,
  mayOpen,
  relatedPersons,
  standingPolicy,
  type User,
} from '#access'
import { eventId, note } from '#audit'
import { whoAre } from '#identity'
import type { Needs } from './needs.ts'
import { lineOf, type PersonLine } from './person-line.ts'

/** As many as anybody reads; who looks for one more finds by number. */
const patientsMax = 200

export async function myPatients(
  needs: Needs,
  user: User,
): Promise<{ patients: (PersonLine & { personId: number })[]; more: boolean }> {
  const now = needs.clock.now()
  // Why somebody is in care is itself of their care: not for a role that opens no record.
  const mayList = mayOpen(user, standingPolicy) && mayFind(user, standingPolicy)
  const related = mayList
    ? await relatedPersons(needs.database, user, standingPolicy, now, patientsMax + 1)
    : []
  const ids = related.map((one) => one.personId)
  const { objected, placeless } = await howListed(needs.database, ids, now)
  const listed = related.filter((one) => !objected.has(one.personId)).slice(0, patientsMax)
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
      ...lineOf(who.get(personId), placeless.has(personId)),
      because: becauseOf(
        placeless.has(personId) && typeof relationship === 'object'
          ? { ...relationship, place: undefined }
          : relationship,
      ),
      ...(typeof relationship === 'object' &&
        relationship.kind !== 'gp-registration' &&
        relationship.startsAt !== undefined && {
          since: new Date(relationship.startsAt).toISOString(),
        }),
    })),
    more: related.length > patientsMax,
  }
}
