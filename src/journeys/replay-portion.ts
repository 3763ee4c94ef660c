/** Some messages are read again within one transaction, and everybody concerned told anew. */
import type { Tx } from '#database'
import {
  identify,
  mentionedIn,
  mentionsOf as mentionsOfPatients,
  noteMentions,
  placedByKey,
} from '#identity'
import {
  addParts,
  type Because,
  finishAgain,
  holdFilingLock,
  noteEntries,
  noteReplay,
  type Outcome,
  partsOf,
  search,
  storedMessages,
} from '#inbox'
import { mentionedBy, mentionedKeys, mentionsOf } from './filings-of.ts'
import { type KnownFeeds, loadFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import { outcomesOf } from './outcomes-of.ts'
import { keyText, placeNewcomers, readStored } from './read-again.ts'
import type { ReadMessage } from './read-messages.ts'
import { refilePatients } from './refile.ts'
import { tellDelays } from './tell-delays.ts'
import { asSearch, type MessageSelection } from './select-messages.ts'

export interface ReplayedPortion {
  /** Of the messages selected; those that are still to be filed for the first time are left out. */
  readonly messages: number
  /** Messages of which something else became than before. */
  readonly differently: readonly number[]
  /** Those of them that were set aside as a whole and are so no longer. */
  readonly nowFiled: readonly number[]
  readonly patients: number
  /** Entries that are new, different or gone, and whose record that is. */
  readonly entriesChanged: number
  readonly personsChanged: readonly number[]
}

/** `after`: where the portion before ended, of the same selection. */
export async function replayPortion(
  tx: Tx,
  selection: MessageSelection,
  messageIds: readonly number[],
  after: number,
  request: Because,
): Promise<ReplayedPortion> {
  await holdFilingLock(tx)
  const feeds = await loadFeeds(tx)
  const { differently, nowFiled, messages } = await readOnceMore(tx, messageIds, request, feeds)
  const due = await patientsDue(tx, selection, messageIds, after, differently)
  const refiled = await refilePatients(tx, due, request.at, feeds)
  await noteEntries(tx, differently, refiled.entriesBy)
  const these = new Set(messageIds)
  const inDoubt = refiled.inDoubt.filter((one) => these.has(one.messageId))
  await addParts(tx, inDoubt, request.at)
  await tellDelays(tx, messageIds, request.at, feeds)
  return {
    messages,
    differently,
    nowFiled,
    patients: due.length,
    entriesChanged: refiled.changed,
    personsChanged: refiled.persons,
  }
}

async function readOnceMore(
  tx: Tx,
  messageIds: readonly number[],
  request: Because,
  feeds: KnownFeeds,
): Promise<{ messages: number; differently: number[]; nowFiled: number[] }> {
  const stored = await storedMessages(tx, messageIds)
  const read = readStored(
    stored.map((one) => one.message),
    feeds,
  )
  await placeNewcomers(tx, read, request.at, feeds)
  const held = await heedSender(tx, read, request.at, feeds)
  const outcomes = await stillOpen(tx, outcomesOf(read, held, []))
  const replayId = await noteReplay(tx, request)
  const differently = await finishAgain(tx, replayId, outcomes, request.at)
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

/** Each is told anew once: with the first of its messages, and when one turned out differently. */
async function patientsDue(
  tx: Tx,
  selection: MessageSelection,
  messageIds: readonly number[],
  after: number,
  differently: readonly number[],
): Promise<number[]> {
  const mentions = await mentionedIn(tx, messageIds)
  const changed = new Set(differently)
  const all = new Set(mentions.map((one) => one.sourcePatientId))
  const must = new Set(
    mentions.filter((one) => changed.has(one.messageId)).map((one) => one.sourcePatientId),
  )
  const done = after === 0 ? new Set() : await doneBefore(tx, selection, [...all], after)
  return [...all].filter((id) => must.has(id) || !done.has(id))
}

/** Of whom a portion before this one held a message. */
async function doneBefore(
  tx: Tx,
  selection: MessageSelection,
  sourcePatientIds: readonly number[],
  after: number,
): Promise<Set<number>> {
  const earlier = (await mentionsOfPatients(tx, sourcePatientIds)).filter(
    (one) => one.messageId <= after,
  )
  const asked = await asSearch(tx, selection)
  const among = asked.messageIds && new Set(asked.messageIds)
  const ids = [...new Set(earlier.map((one) => one.messageId))].filter((id) => among?.has(id) ?? true)
  const page = { after: 0, messagesMax: ids.length }
  const selected = new Set(
    (await search(tx, { ...asked, messageIds: ids }, page)).map((one) => one.messageId),
  )
  return new Set(
    earlier.filter((one) => selected.has(one.messageId)).map((one) => one.sourcePatientId),
  )
}
