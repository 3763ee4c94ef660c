/** Whether an open screen may stay open. Nothing is read and nothing new is shown: no audit. */
import type { User } from '#access'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'

export async function stillPermitted(needs: Needs, user: User, personId: number): Promise<boolean> {
  const decision = await consider(needs, user, personId, needs.clock.now())
  return decision.effect === 'permit'
}
