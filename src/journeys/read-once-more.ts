/** Messages are read again as the profiles are today, and what becomes of them is written down. */
import type { Tx } from '#database'
import { identify, noteMentions, placedByKey } from '#identity'
import { type Because, finishAgain, type Outcome, partsOf, storedMessages } from '#inbox'
import { mentionedBy, mentionedKeys, mentionsOf } from './filings-of.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import { outcomesOf } from './outcomes-of.ts'
import { keyText, placeNewcomers, readStored } from './read-again.ts'
import type { ReadMessage } from './read-messages.ts'

export interface ReadOnceMore {
  /** Of those asked for: what is still to be filed for the first time is left out. */
  readonly messages: number
  /** Messages of which something else became than before. */
  readonly differently: readonly number[]
  /** Those of them that were set aside as a whole and are so no longer. */
  readonly nowFiled: readonly number[]
}

export async function readOnceMore(
  tx: Tx,
  messageIds: readonly number[],
  request: Because,
  feeds: KnownFeeds,
): Promise<ReadOnceMore> {
  const stored = await storedMessages(tx, messageIds)
  const read = readStored(
    stored.map((one) => one.message),
    feeds,
  )
  await placeNewcomers(tx, read, request.at, feeds)
  const held = await heedSender(tx, read, request.at, feeds)
  const outcomes = await stillOpen(tx, outcomesOf(read, held, []))
  const differently = await finishAgain(tx, outcomes, request)
  const wasAside = new Set(
    stored.filter((one) => one.was === 'set-aside').map((one) => one.message.messageId),
  )
  const nowFiled = outcomes.filter((one) => one.outcome === 'filed' && wasAside.has(one.messageId))
  return { messages: stored.length, differently, nowFiled: nowFiled.map((one) => one.messageId) }
}

/**
 * What was left open because of what else is known, and not by the message: another reading of it
 * settles nothing, so it stays until somebody has looked.
 */
async function stillOpen(tx: Tx, outcomes: readonly Outcome[]): Promise<Outcome[]> {
  const before = await partsOf(
    tx,
    outcomes.map((one) => one.messageId),
  )
  return outcomes.map((one) => {
    const named = new Set(one.setAside.map((part) => part.place))
    const open = (before.get(one.messageId) ?? []).filter(
      ({ place }) => place && openPlaces.has(place) && !named.has(place),
    )
    return { ...one, setAside: [...one.setAside, ...open] }
  })
}

/** Where filing, not reading, names what is unclear. */
const openPlaces: ReadonlySet<string> = new Set(['MRG', 'EVN-6', 'PV1-19'])

/** Merges that these messages say; those that were heeded before, or undone, are not again. */
async function heedSender(tx: Tx, read: readonly ReadMessage[], at: number, feeds: KnownFeeds) {
  const mentions = mentionsOf(read).filter((one) => one.what !== 'patient')
  if (mentions.length === 0) return []
  const { held, moves } = await identify(tx, mentions, at)
  if (moves.length > 0) await movePatients(tx, moves, at, feeds)
  const placed = await placedByKey(tx, read.flatMap(mentionedKeys))
  const byKey = new Map(placed.map((one) => [keyText(one.key), one]))
  await noteMentions(
    tx,
    mentionedBy(read, (key) => byKey.get(keyText(key))!),
  )
  return held
}
