/** Every opening begins here: the facts, the decision, and the decision durably written down. */
import {
  becauseOf,
  type Decision,
  decide,
  factsFor,
  type Permit,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import { versionOf } from '#record'
import type { Needs } from './needs.ts'

export type Decided =
  | {
      readonly decision: Extract<Decision, { effect: 'permit' }>
      readonly permit: Permit
      readonly because: string
      readonly version: number
    }
  | { readonly decision: Extract<Decision, { effect: 'refuse' }>; readonly permit: undefined }

/** What would be decided now (epoch ms). Nothing is written down, so nothing may be shown by it. */
export async function consider(
  needs: Needs,
  user: User,
  personId: number,
  now: number,
): Promise<Decision> {
  const facts = await factsFor(needs.database, user, personId, standingPolicy, now)
  return decide({
    user,
    personId,
    purpose: 'direct-care',
    ...facts,
    now,
    policy: standingPolicy,
  })
}

export async function decideAccess(
  needs: Needs,
  user: User,
  personId: number,
  action: AuditEvent['action'],
  requestId?: string,
): Promise<Decided> {
  const now = needs.clock.now()
  const [decision, version] = await Promise.all([
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
        because: becauseOf(decision.relationship),
        version,
      }
    : { decision, permit: undefined }
}

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
const wordsOf = (relationship: Extract<Decision, { effect: 'permit' }>['relationship']): string =>
  typeof relationship === 'string'
    ? relationship
    : `${relationship.kind} (entry ${relationship.evidence})`
