/**
 * Evidence often comes late: the record says afterwards which declarations it explains, so that a
 * privacy officer reads those that nothing does (LR-10).
 */
import {
  type DeclarationToReview,
  decide,
  explain,
  factsFor,
  forgetFinds,
  kindOf,
  standingPolicy,
  type User,
  unexplained,
} from '#access'
import type { Needs } from './needs.ts'

const dayMs = 86_400_000
const batch = 200
/** Searches are remembered for those who look at the pace of somebody over weeks. */
const findsKeptDays = 35

/** How many are explained now that were not before. Asked of again it changes nothing. */
export async function explainDeclarations(needs: Needs): Promise<number> {
  const now = needs.clock.now()
  let explained = 0
  for (let after = 0; ; ) {
    const since = now - standingPolicy.declaredTimesDays * dayMs
    const some = await unexplained(needs.database, since, batch, after)
    for (const one of some) {
      const by = await evidenceFor(needs, one)
      if (by === undefined) continue
      await needs.database.transaction('serving', (tx) => explain(tx, one.declarationId, by, now))
      explained++
    }
    if (some.length < batch) break
    after = some.at(-1)!.declarationId
  }
  const kept = now - findsKeptDays * dayMs
  await needs.database.transaction('serving', (tx) => forgetFinds(tx, kept))
  return explained
}

/** By what is known today, of the moment at which it was declared. */
async function evidenceFor(
  needs: Needs,
  { personId, userKey, organisation, declaredAt }: DeclarationToReview,
): Promise<string | undefined> {
  const user = openerOf(userKey, organisation)
  const facts = await factsFor(needs.database, user, personId, standingPolicy, declaredAt)
  const decision = decide({
    user,
    personId,
    purpose: 'direct-care',
    person: {
      isKnown: true,
      isObjected: false,
      restrictions: [],
      diedAt: undefined,
      isUser: false,
    },
    relationships: facts.relationships,
    declarations: [],
    suspendedKinds: [],
    now: declaredAt,
    policy: standingPolicy,
  })
  return decision.effect === 'permit' ? kindOf(decision.relationship) : undefined
}

/** Whoever it was, in a role that opens records; nothing is opened by it. */
const openerOf = (key: string, organisation: string): User => ({
  key,
  name: '',
  roleCode: '',
  roleName: '',
  organisation,
  organisationName: '',
  activities: standingPolicy.activities.open,
  session: '',
  // How strongly they had signed in was looked at then.
  assurance: 'AAL3',
})
