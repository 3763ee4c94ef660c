/** Every opening begins here: the facts, the decision, and the decision durably written down. */
import { becauseOf, decide, type Decision, factsFor, type Permit, standingPolicy, type User } from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Needs } from './needs.ts'

export type Decided =
  | { readonly decision: Extract<Decision, { effect: 'permit' }>; readonly permit: Permit; readonly because: string }
  | { readonly decision: Extract<Decision, { effect: 'refuse' }>; readonly permit: undefined }

export async function decideAccess(
  needs: Needs,
  user: User,
  personId: number,
  action: AuditEvent['action'],
  requestId?: string,
): Promise<Decided> {
  const facts = await factsFor(needs.database, user, personId)
  const now = needs.clock.now()
  const decision = decide({
    user,
    personId,
    purpose: 'direct-care',
    ...facts,
    now,
    policy: standingPolicy,
  })
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
    ...(decision.effect === 'permit' && {
      relationship: wordsOf(decision.relationship),
      withhold: decision.withhold,
      expiresAt: decision.expiresAt,
    }),
  })
  return decision.effect === 'permit'
    ? { decision, permit: { decision: id, personId }, because: becauseOf(decision.relationship) }
    : { decision, permit: undefined }
}

/** Kind and evidence, as the audit keeps them: no place names and no dates of care. */
const wordsOf = (relationship: Extract<Decision, { effect: 'permit' }>['relationship']): string =>
  relationship === 'declared' ? 'declared' : `${relationship.kind} (entry ${relationship.evidence})`
