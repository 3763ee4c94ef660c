/** A message that cannot be filed, again and again, must not hold up the others (RL-07). */
import type { Tx } from '#database'
import { finish, holdFilingLock, type PendingMessage, pendingMessage, takePending } from '#inbox'
import { translate } from '#sources'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { noteAbout } from './note-about.ts'
import { aboutIn } from './read-messages.ts'
import { tellDelays } from './tell-delays.ts'

/**
 * Which message it was; undefined when it is not pending any more. `words` say what kind of fault
 * it is and hold no patient data. `failed`: the message that was being filed; else the oldest,
 * which is not read: reading it may be what cannot be done.
 */
export function setAsideOldest(
  needs: Needs,
  words: string,
  failed?: number,
): Promise<number | undefined> {
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const message =
      failed === undefined ? (await takePending(tx, 1))[0] : await pendingMessage(tx, failed)
    if (!message) return undefined
    const { messageId } = message
    const why = { reason: 'fault' as const, words }
    await finish(
      tx,
      [{ messageId, outcome: 'set-aside', entries: 0, setAside: [why] }],
      needs.clock.now(),
    )
    if (failed !== undefined) await noteWhom(tx, message, needs.clock.now())
    return messageId
  })
}

async function noteWhom(tx: Tx, message: PendingMessage, at: number): Promise<void> {
  const { form, bytes, receivedAt } = message
  await tx.query('SAVEPOINT telling')
  try {
    const feeds = await loadFeeds(tx)
    const feed = feeds.factsFor(message)
    if (!feed) return
    const about = aboutIn(translate(form, bytes, feed, receivedAt))
    await noteAbout(tx, [{ pending: message, about }], at)
    await tellDelays(tx, [message.messageId], at, feeds)
  } catch {
    // What cannot be filed may be what cannot be told: setting it aside must not fail for that.
    await tx.query('ROLLBACK TO SAVEPOINT telling')
  }
}
