/** What users opened on their own word is looked at by a privacy officer of their organisation. */
import { endOfWorkingDay, mayGuard, reviewed, standingPolicy, type User, unreviewed } from '#access'
import { eventId, note } from '#audit'
import { whoAre } from '#identity'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'
import { lineOf, type PersonLine } from './person-line.ts'

/** Times are epoch ms. */
export interface DeclarationLine {
  readonly declarationId: number
  readonly kind: 'self-declared' | 'colleague-granted' | 'patient-consent' | 'seal-break'
  /** All that an alert may say (LR-07). */
  readonly reference: string
  readonly at: number
  readonly byKey: string
  readonly by: string
  readonly organisation: string
  readonly reason: string
  readonly words: string
  readonly grantedBy?: string
  /** The end of the last working day on which it should be reviewed. */
  readonly escalatesAt: number
  /** What arrived since explains it (LR-10). */
  readonly explanation?: string
  /** What to look at: 'same-words-of-another-person'. */
  readonly doubts: readonly string[]
  readonly person?: PersonLine & { readonly personId: number }
}

const linesMax = 500

/** Whose they are is written down for each person before anything is told. */
export async function declarationsToReview(needs: Needs, by: User): Promise<DeclarationLine[]> {
  const at = needs.clock.now()
  mustReview(by)
  return needs.database.transaction('serving', async (tx) => {
    const lines = await unreviewed(tx, by.organisation, linesMax)
    const persons = [...new Set(lines.map((one) => one.personId))]
    await note(tx, {
      id: eventId(at),
      at,
      action: 'review-declaration',
      effect: 'note',
      who: by,
      reasons: ['listed'],
      policy: standingPolicy.hash,
      detail: { listed: lines.length, persons: persons.join(' ') },
    })
    const who = await whoAre(tx, persons)
    return lines.map((one) => ({
      declarationId: one.declarationId,
      kind: one.kind,
      reference: one.reference,
      at: one.declaredAt,
      byKey: one.userKey,
      by: one.userName ?? one.userKey.slice(one.userKey.lastIndexOf('|') + 1),
      organisation: one.organisation,
      reason: one.reason,
      words: one.words,
      ...(one.grantedByName && { grantedBy: one.grantedByName }),
      escalatesAt: endOfWorkingDay(one.declaredAt, standingPolicy.reviewWorkingDays),
      ...(one.explainedBy && { explanation: one.explainedBy }),
      doubts: one.doubts,
      person: { personId: one.personId, ...lineOf(who.get(one.personId)) },
    }))
  })
}

/** Nobody reviews their own. */
export async function reviewDeclaration(
  needs: Needs,
  by: User,
  declarationId: number,
  said: { readonly outcome: 'explained' | 'asked' | 'not-explained'; readonly words: string },
): Promise<void> {
  const at = needs.clock.now()
  mustReview(by)
  await needs.database.transaction('serving', async (tx) => {
    const one = await reviewed(tx, declarationId, by, said, at)
    if (!one) {
      throw new Failure('conflict', 'no-such-declaration', 'Nobody is waiting for that any more.')
    }
    await note(tx, {
      id: eventId(at),
      at,
      action: 'review-declaration',
      effect: 'note',
      personId: one.personId,
      who: by,
      reasons: [said.outcome],
      policy: standingPolicy.hash,
      detail: { reference: one.reference },
    })
  })
}

function mustReview(by: User): void {
  if (mayGuard(by, standingPolicy)) return
  throw new Failure('refused', 'no-activity-to-review', 'This needs a privacy officer.')
}
