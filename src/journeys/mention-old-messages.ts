/**
 * Messages that were filed before it was kept whom each mentions are read once more, so that
 * what is known of anybody can be told again from all that was said (RL-09).
 */
import type { Tx } from '#database'
import { mentionProgress, noteMentionProgress, noteMentions, placedByKey } from '#identity'
import { filedAfter, newestMessage } from '#inbox'
import { translate } from '#sources'
import { Failure } from '#vocabulary'
import { mentionedKeys } from './filings-of.ts'
import { type KnownFeeds, loadFeeds } from './known-feeds.ts'
import { readMessages } from './read-messages.ts'

const messagesPerPortion = 200

/** More than this are not read while somebody waits. */
const messagesMax = 20_000

/** Reads some of them; false when none is left. The caller holds the filing lock. */
export async function mentionSome(tx: Tx): Promise<boolean> {
  const progress = await mentionProgress(tx)
  if (progress && progress.messageId >= progress.lastMessageId) return false
  await mentionNext(tx, await loadFeeds(tx))
  return true
}

/** Reads what is left of them; fails as busy when that would take too long. */
export async function mentionAll(tx: Tx, feeds: KnownFeeds): Promise<void> {
  for (let read = 0; ; read += messagesPerPortion) {
    const progress = await mentionProgress(tx)
    if (progress && progress.messageId >= progress.lastMessageId) return
    if (read >= messagesMax) {
      const words = 'Messages from before the upgrade are still being read; try again later.'
      throw new Failure('busy', 'messages-still-read', words)
    }
    await mentionNext(tx, feeds)
  }
}

async function mentionNext(tx: Tx, feeds: KnownFeeds): Promise<void> {
  const progress = await mentionProgress(tx)
  const last = progress?.lastMessageId ?? (await newestMessage(tx))
  const stored = await filedAfter(tx, progress?.messageId ?? 0, messagesPerPortion)
  const { messages } = readMessages(stored, feeds, (message, feed) =>
    translate(message.form, message.bytes, feed, message.receivedAt),
  )
  const named = messages.flatMap((message) =>
    mentionedKeys(message).map((key) => ({ key, messageId: message.pending.messageId })),
  )
  const known = await placedByKey(
    tx,
    named.map((one) => one.key),
  )
  const ids = new Map(
    known.map(({ key, sourcePatientId }) => [`${key.namespace}|${key.value}`, sourcePatientId]),
  )
  await noteMentions(
    tx,
    named.flatMap(({ key, messageId }) => {
      const sourcePatientId = ids.get(`${key.namespace}|${key.value}`)
      return sourcePatientId === undefined ? [] : [{ sourcePatientId, messageId }]
    }),
  )
  const isLast = stored.length < messagesPerPortion
  await noteMentionProgress(tx, isLast ? last : stored.at(-1)!.messageId, last)
}
