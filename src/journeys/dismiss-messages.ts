/** A human says why messages that were set aside need not be filed: they are kept all the same. */
import type { User } from '#access'
import { dismiss, holdFilingLock } from '#inbox'
import { Failure } from '#vocabulary'
import { loadFeeds } from './known-feeds.ts'
import type { Needs } from './needs.ts'
import { noteOperator } from './operate.ts'
import { tellDelays } from './tell-delays.ts'

/** Shorter words say nothing to who reads them later. */
const wordsMin = 5

/** How many of them were waiting for a human; the others are not touched. */
export async function dismissMessages(
  needs: Needs,
  user: User,
  messageIds: readonly number[],
  because: string,
): Promise<number> {
  if (because.trim().length < wordsMin) {
    throw new Failure('invalid', 'no-reason', 'Say in words why these need not be filed.')
  }
  const messages = messageIds.slice(0, 100).join()
  await noteOperator(needs, user, 'dismiss-messages', { messages, count: messageIds.length })
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    const at = needs.clock.now()
    const dismissed = await dismiss(tx, messageIds, { at, by: user, because: because.trim() })
    await tellDelays(tx, messageIds, at, await loadFeeds(tx))
    return dismissed
  })
}
