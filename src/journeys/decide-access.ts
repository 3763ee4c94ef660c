/** Every opening begins here: the facts, the decision, and the decision durably written down. */
import {
  type AccessRequest,
  becauseOf,
  type Decision,
  decide,
  factsFor,
  mayDeclare,
  type Permit,
  type Permitted,
  type Refused,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import { versionOf } from '#record'
import type { Needs } from './needs.ts'

export type Decided =
  | {
      readonly decision: Permitted
      readonly permit: Permit
      readonly because: string
      readonly version: number
    }
  | { readonly decision: Refused; readonly permit: undefined; readonly mayKnow: boolean }

export interface Considered {
  readonly request: AccessRequest
  readonly decision: Decision
  /** The user's role aside, the person is in the care of their organisation, or of theirs. */
  readonly isRelated: boolean
  /** May be told that the person exists, and who they are (AC-17). */
  readonly mayKnow: boolean
}

/** What would be decided now (epoch ms). Nothing is written down, so nothing may be shown by it. */
export async function consider(
  needs: Needs,
  user: User,
  personId: number,
  now: number,
): Promise<Considered> {
  const facts = await factsFor(needs.database, user, personId, standingPolicy, now)
  const purpose = 'direct-care'
  const request = { user, personId, purpose, ...facts, now, policy: standingPolicy }
  const isRelated = decide(asIfNothingStoodInTheWay(request)).effect === 'permit'
  return {
    request,
    decision: decide(request),
    isRelated,
    mayKnow: isRelated || mayDeclare(user, standingPolicy),
  }
}

/** The same facts of care about somebody of whom nothing else is known, for a role that opens. */
const asIfNothingStoodInTheWay = (request: AccessRequest): AccessRequest => ({
  ...request,
  user: {
    ...request.user,
    activities: [...request.user.activities, ...request.policy.activities.open],
  },
  person: {
    ...request.person,
    isObjected: false,
    restrictions: [],
    diedAt: undefined,
    isUser: false,
  },
})

export async function decideAccess(
  needs: Needs,
  user: User,
  personId: number,
  action: AuditEvent['action'],
  requestId?: string,
): Promise<Decided> {
  const now = needs.clock.now()
  const [{ decision, mayKnow }, version] = await Promise.all([
    consider(needs, user, personId, now),
    versionOf(needs.database, personId),
  ])
  const id = eventId(now)
  await note(needs.database, {
    id,
    at: now,
    action,
    effect: decision.effect,
    personId,
    who: user,
    reasons: decision.reasons,
    policy: standingPolicy.hash,
    ...(requestId && { requestId }),
    ...(decision.effect === 'permit' && { detail: { version } }),
    ...(decision.effect === 'permit' && {
      relationship: wordsOf(decision.relationship),
      withhold: decision.withhold,
      expiresAt: decision.expiresAt,
    }),
  })
  return decision.effect === 'permit'
    ? {
        decision,
        permit: { decision: id, personId },
        because: becauseShown(decision),
        version,
      }
    : { decision, permit: undefined, mayKnow }
}

/** Of somebody whose whereabouts nobody may learn, no ward and no clinic is named (AC-22). */
const becauseShown = ({ relationship, hideWhereabouts }: Permitted): string =>
  becauseOf(
    hideWhereabouts && typeof relationship === 'object'
      ? { ...relationship, place: undefined }
      : relationship,
  )

/**
 * A message was filed between the decision and the read: the version that is shown is written
 * down too, so that what was seen can be shown again (AU-06).
 */
export function noteShown(
  needs: Needs,
  user: User,
  permit: Permit,
  version: number,
): Promise<void> {
  const at = needs.clock.now()
  return note(needs.database, {
    id: eventId(at),
    at,
    action: 'open-record',
    effect: 'note',
    personId: permit.personId,
    who: user,
    reasons: ['newer-version-shown'],
    policy: standingPolicy.hash,
    detail: { version, decision: permit.decision },
  })
}

/** Kind and evidence, as the audit keeps them: no place names and no dates of care. */
const wordsOf = (relationship: Permitted['relationship']): string =>
  typeof relationship === 'string'
    ? relationship
    : `${relationship.kind} (entry ${relationship.evidence})`
