/**
 * A human has looked at what a sender said of its numbers: it was wrong, and both persons are
 * again who they were before; or it was right, and what was held acts.
 */
import type { User } from '#access'
import { standingPolicy } from '#access'
import { eventId, note } from '#audit'
import type { Tx } from '#database'
import { confirmMerge as confirm, type Decided, undoMerge as undo } from '#identity'
import { holdFilingLock } from '#inbox'
import { loadFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import type { Needs } from './needs.ts'
import { refilePatients } from './refile.ts'

/** False when there is no such merge, link or move, or it has been undone before. */
export const undoMerge = (needs: Needs, user: User, mergeId: number): Promise<boolean> =>
  decide(needs, user, mergeId, 'undo-merge', undo)

/** False when nothing of that number is held. */
export const confirmMerge = (needs: Needs, user: User, mergeId: number): Promise<boolean> =>
  decide(needs, user, mergeId, 'confirm-merge', confirm)

async function decide(
  needs: Needs,
  user: User,
  mergeId: number,
  action: 'undo-merge' | 'confirm-merge',
  act: (tx: Tx, id: number, by: string, at: number) => Promise<Decided | undefined>,
): Promise<boolean> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action,
    effect: 'note',
    who: user,
    reasons: ['asked'],
    policy: standingPolicy.hash,
    detail: { mergeId },
  })
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const decided = await act(tx, mergeId, user.key, at)
    if (!decided) return false
    const feeds = await loadFeeds(tx)
    if (decided.moves.length > 0) await movePatients(tx, decided.moves, at, feeds)
    if (decided.toldAnew.length > 0) await refilePatients(tx, decided.toldAnew, at, feeds)
    return true
  })
}
