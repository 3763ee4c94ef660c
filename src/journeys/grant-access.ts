/**
 * Who sees a person because of dated evidence may let one colleague of the same organisation see
 * them too. Who sees them in any other way may not: there are no chains (LR-03).
 */
import { mayGrant, standingPolicy, type User } from '#access'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { type Declared, sayDeclared, whyNotEnough } from './say-declared.ts'

export async function grantAccess(
  needs: Needs,
  user: User,
  personId: number,
  /** `colleague`: the user id that their provider knows them by (UUID of their smartcard). */
  granted: { readonly colleague: string; readonly reason: string; readonly words: string },
): Promise<Declared> {
  const at = needs.clock.now()
  const { decision } = await consider(needs, user, personId, at)
  const colleague = keyOf(user, granted.colleague)
  const not = (): string | undefined => {
    if (!mayGrant(user, standingPolicy) || decision.effect === 'refuse') {
      return 'You may not let a colleague see this record.'
    }
    if (typeof decision.relationship === 'string') {
      return (
        'Only who sees a record because of an admission, a registration or another recorded ' +
        'relationship may let a colleague see it.'
      )
    }
    if (colleague === undefined) return 'Write the user ID of your colleague.'
    if (colleague === user.key) return 'That is your own user ID.'
    return whyNotEnough(granted.words)
  }
  return sayDeclared(needs, user, {
    kind: 'colleague-granted',
    action: 'grant-access',
    personId,
    reason: granted.reason,
    words: granted.words,
    at,
    hours: standingPolicy.grantedDays * 24,
    colleague: colleague ?? 'nobody',
    judge: async () => {
      const why = not()
      return why === undefined ? { doubts: [] } : { not: why }
    },
  })
}

/** A colleague signs in with the same provider: only their id there differs (AC-03). */
function keyOf(user: User, written: string): string | undefined {
  const id = written.replaceAll(/\s/g, '')
  return /^[\w.@-]{3,64}$/.test(id)
    ? `${user.key.slice(0, user.key.lastIndexOf('|'))}|${id}`
    : undefined
}
