/** Messages of source patients, as the profiles read them today. */
import type { Tx } from '#database'
import {
  identify,
  type MentionedIn,
  mentionedIn,
  mentionsOf,
  noteMentions,
  type PlacedPatient,
  placedByKey,
  placedPatients,
} from '#identity'
import { filedMessages, type PendingMessage } from '#inbox'
import { messagesBehind } from '#record'
import { translate } from '#sources'
import type { AboutPatient, SourcePatientKey } from '#vocabulary'
import { keepObjectedOut } from './keep-objected-out.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import { type ReadMessage, readMessages } from './read-messages.ts'

export interface ReadPatients {
  readonly patients: readonly PlacedPatient[]
  /** Every filed message that mentions them, in the order received. */
  readonly messages: readonly ReadMessage[]
}

/**
 * Where a message is read differently today and names somebody whom it did not name before, that
 * one is placed and read too: what was said must be somewhere.
 */
export async function readAgain(
  tx: Tx,
  sourcePatientIds: readonly number[],
  at: number,
  feeds: KnownFeeds,
): Promise<ReadPatients> {
  const ids = new Set(sourcePatientIds)
  for (;;) {
    const patients = await placedPatients(tx, [...ids])
    const mentions = [
      ...(await mentionsOf(tx, [...ids])),
      // What was filed before mentions were kept, and was read differently then.
      ...(await messagesBehind(tx, patients)),
    ]
    const messages = readStored(
      await filedMessages(tx, [...new Set(mentions.map((one) => one.messageId))]),
      feeds,
    )
    const newcomers = await placeNewcomers(tx, messages, at, feeds)
    if (newcomers.every((id) => ids.has(id))) return { patients, messages }
    for (const id of newcomers) ids.add(id)
  }
}

export const readStored = (
  stored: readonly PendingMessage[],
  feeds: KnownFeeds,
): readonly ReadMessage[] =>
  readMessages(stored, feeds, (message, feed) =>
    translate(message.form, message.bytes, feed, message.receivedAt),
  ).messages

/** Source patients whom messages name today and did not name when they were filed. */
export async function placeNewcomers(
  tx: Tx,
  messages: readonly ReadMessage[],
  at: number,
  feeds: KnownFeeds,
): Promise<number[]> {
  const said = messages.flatMap(({ pending: { messageId }, translation }) =>
    translation.patients.map((about) => ({ about, messageId })),
  )
  const known = await placedByKey(tx, distinct(said.map((one) => one.about.key)))
  const idOf = new Map(known.map((one) => [keyText(one.key), one.sourcePatientId]))
  const mentions = await mentionedIn(
    tx,
    messages.map((one) => one.pending.messageId),
  )
  const isMentioned = new Set(mentions.map(mentionText))
  const newcomers = said.filter(({ about, messageId }) => {
    const sourcePatientId = idOf.get(keyText(about.key))
    return (
      sourcePatientId === undefined || !isMentioned.has(mentionText({ sourcePatientId, messageId }))
    )
  })
  if (newcomers.length === 0) return []
  return place(tx, newcomers, at, feeds)
}

async function place(
  tx: Tx,
  newcomers: readonly { about: AboutPatient; messageId: number }[],
  at: number,
  feeds: KnownFeeds,
): Promise<number[]> {
  const { placementOf, moves, renumbered } = await identify(
    tx,
    newcomers.map(({ about }) => ({ what: 'patient', about })),
    at,
  )
  if (moves.length > 0) await movePatients(tx, moves, at, feeds)
  await keepObjectedOut(tx, { personIds: [], renumbered }, at)
  const mentions = newcomers.map(({ about, messageId }) => ({
    sourcePatientId: placementOf(about.key).sourcePatientId,
    messageId,
  }))
  await noteMentions(tx, mentions)
  return [...new Set(mentions.map((one) => one.sourcePatientId))]
}

export const keyText = ({ namespace, value }: SourcePatientKey): string => `${namespace}|${value}`

const mentionText = ({ sourcePatientId, messageId }: MentionedIn): string =>
  `${sourcePatientId}|${messageId}`

const distinct = (keys: readonly SourcePatientKey[]): SourcePatientKey[] => [
  ...new Map(keys.map((key) => [keyText(key), key])).values(),
]
