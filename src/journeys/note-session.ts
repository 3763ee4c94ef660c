/** Signing in and out, written down. */
import { standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import type { Needs } from './needs.ts'

export async function noteSession(
  needs: Needs,
  user: User,
  action: 'sign-in' | 'sign-out',
  reasons: readonly string[] = [],
): Promise<void> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action,
    effect: 'note',
    who: user,
    reasons,
    policy: standingPolicy.hash,
  })
}
