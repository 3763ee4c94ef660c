/** A human found that a sender's merge was wrong: both persons are again who they were before. */
import type { User } from '#access'
import { standingPolicy } from '#access'
import { eventId, note } from '#audit'
import { undoMerge as undo } from '#identity'
import { holdFilingLock } from '#inbox'
import { loadFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import type { Needs } from './needs.ts'

/** False when there is no such merge, or it has been undone before. */
export async function undoMerge(needs: Needs, user: User, mergeId: number): Promise<boolean> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'undo-merge',
    effect: 'note',
    who: user,
    reasons: ['asked'],
    policy: standingPolicy.hash,
    detail: { mergeId },
  })
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const moves = await undo(tx, mergeId, user.key, at)
    if (!moves) return false
    await movePatients(tx, moves, at, await loadFeeds(tx))
    return true
  })
}
