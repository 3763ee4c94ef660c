/** Whether an open screen may stay open. Nothing is read and nothing new is shown: no audit. */
import { decide, factsFor, standingPolicy, type User } from '#access'
import type { Needs } from './needs.ts'

export async function stillPermitted(needs: Needs, user: User, personId: number): Promise<boolean> {
  const now = needs.clock.now()
  const facts = await factsFor(needs.database, user, personId, standingPolicy, now)
  const decision = decide({
    user,
    personId,
    purpose: 'direct-care',
    ...facts,
    now,
    policy: standingPolicy,
  })
  return decision.effect === 'permit'
}
