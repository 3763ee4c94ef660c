/** A human found that a sender's merge was wrong: both persons are again who they were before. */
import type { User } from '#access'
import { standingPolicy } from '#access'
import { eventId, note } from '#audit'
import { undoMerge as undo } from '#identity'
import { move } from './file-messages.ts'
import { loadFeeds } from './known-feeds.ts'
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
    await tx.query('SELECT pg_advisory_xact_lock(7411, 1)')
    const moves = await undo(tx, mergeId, user.key, at)
    if (!moves) return false
    await move(tx, moves, at, await loadFeeds(tx))
    return true
  })
}
