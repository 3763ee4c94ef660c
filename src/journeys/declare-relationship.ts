/** Where no relationship is known, who is caring for the person may say so, with a reason. */
import { mayDeclare, saveDeclaration, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import type { Needs } from './needs.ts'

export type Declared =
  | { readonly outcome: 'declared' }
  | { readonly outcome: 'refused'; readonly words: string }

export async function declareRelationship(
  needs: Needs,
  user: User,
  personId: number,
  declared: { readonly reason: string; readonly words: string },
): Promise<Declared> {
  const at = needs.clock.now()
  const event = eventId(at)
  const allowed = mayDeclare(user, standingPolicy)
  const enough = declared.words.trim().length >= standingPolicy.declareWordsMin
  await needs.database.transaction('serving', async (tx) => {
    await note(tx, {
      id: event,
      at,
      action: 'declare-relationship',
      effect: allowed && enough ? 'note' : 'refuse',
      personId,
      who: user,
      reasons: [declared.reason],
      policy: standingPolicy.hash,
    })
    if (!allowed || !enough) return
    await saveDeclaration(tx, {
      personId,
      user,
      ...declared,
      at,
      endsAt: at + standingPolicy.declaredHours * 3_600_000,
      event,
    })
  })
  if (!allowed) return { outcome: 'refused', words: 'Your role may not declare a relationship.' }
  if (!enough) {
    return {
      outcome: 'refused',
      words: `Say why in at least ${standingPolicy.declareWordsMin} characters.`,
    }
  }
  return { outcome: 'declared' }
}
