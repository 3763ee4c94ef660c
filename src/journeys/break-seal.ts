/**
 * Some records open only with a reason, also for who cares for the person. Why one of them does
 * is told to nobody (AC-27).
 */
import { standingPolicy, type User } from '#access'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { refusalOf } from './refusal-words.ts'
import { type Declared, sayDeclared, whyNotEnough } from './say-declared.ts'

export async function breakSeal(
  needs: Needs,
  user: User,
  personId: number,
  said: { readonly reason: string; readonly words: string },
): Promise<Declared> {
  const at = needs.clock.now()
  const { decision, mayKnow } = await consider(needs, user, personId, at)
  const judge = (): string | undefined => {
    if (decision.effect === 'permit') {
      // Broken meanwhile by this user in another window; a seal to come is not broken in advance.
      const isBroken = decision.reasons.includes('seal-broken')
      return isBroken ? whyNotEnough(said.words) : 'This record opens without it.'
    }
    if (!decision.mayBreakSeal) return refusalOf(decision, mayKnow).words
    return whyNotEnough(said.words)
  }
  return sayDeclared(needs, user, {
    kind: 'seal-break',
    action: 'break-seal',
    personId,
    ...said,
    at,
    hours: standingPolicy.sealHours,
    judge: async () => {
      const not = judge()
      return not === undefined ? { doubts: [] } : { not }
    },
  })
}
