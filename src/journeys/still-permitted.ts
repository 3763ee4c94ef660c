/** Whether an open screen may stay open. Nothing is read and nothing new is shown: no audit. */
import type { User } from '#access'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { type Refusal, refusalOf } from './refusal-words.ts'

export async function stillPermitted(needs: Needs, user: User, personId: number): Promise<boolean> {
  return (await whyNotPermitted(needs, user, personId)) === undefined
}

/** What the screen says that is taken away; undefined while it may stay. */
export async function whyNotPermitted(
  needs: Needs,
  user: User,
  personId: number,
): Promise<Refusal | undefined> {
  const { decision, mayKnow } = await consider(needs, user, personId, needs.clock.now())
  return decision.effect === 'permit' ? undefined : refusalOf(decision, mayKnow)
}
