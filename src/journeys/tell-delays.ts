/**
 * A person of whom something waits for a human is told so on their record, and no longer when it
 * is settled (RL-07). Everything else of the record goes on.
 */
import type { Tx } from '#database'
import { mentionedIn, placedPatients } from '#identity'
import { openAmong } from '#inbox'
import { type Delay, raiseVersions, replaceDelays } from '#record'
import { keptOutAmong } from './keep-objected-out.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { tellAnew } from './tell-anew.ts'

/** Of these messages; the caller holds the filing lock. */
export async function tellDelays(
  tx: Tx,
  messageIds: readonly number[],
  at: number,
  feeds: KnownFeeds,
): Promise<void> {
  if (messageIds.length === 0) return
  const open = new Map((await openAmong(tx, messageIds)).map((one) => [one.messageId, one]))
  const mentions = await mentionedIn(tx, [...open.keys()])
  const placed = await placedPatients(
    tx,
    mentions.map((one) => one.sourcePatientId),
  )
  const personOf = new Map(placed.map((one) => [one.sourcePatientId, one.personId]))
  const objected = await keptOutAmong(tx, [...personOf.values()])
  const delays = mentions.flatMap(({ sourcePatientId, messageId }): Delay[] => {
    const message = open.get(messageId)
    const personId = personOf.get(sourcePatientId)
    const organisation = message && feeds.organisationOf(message.feed)
    if (!message || !organisation || personId === undefined || objected.has(personId)) return []
    const { receivedAt } = message
    return [{ personId, sourcePatientId, messageId, organisation, receivedAt }]
  })
  const persons = await replaceDelays(tx, messageIds, delays)
  if (persons.length === 0) return
  await tellAnew(tx, await raiseVersions(tx, new Set(persons), at), feeds)
}
