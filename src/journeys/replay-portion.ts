/** Some messages are read again within one transaction, and everybody concerned told anew. */
import type { Tx } from '#database'
import { mentionedIn, mentionsOf } from '#identity'
import { addParts, type Because, holdFilingLock, noteEntries, search } from '#inbox'
import { loadFeeds } from './known-feeds.ts'
import { type ReadOnceMore, readOnceMore } from './read-once-more.ts'
import { refilePatients } from './refile.ts'
import { asSearch, type MessageSelection } from './select-messages.ts'
import { tellDelays } from './tell-delays.ts'

export interface ReplayedPortion extends ReadOnceMore {
  readonly patients: number
  /** Entries that are new, different or gone, and whose record that is. */
  readonly entriesChanged: number
  readonly personsChanged: readonly number[]
}

/** One message may be about thousands; all that was ever said of each is read. */
const patientsAtOnce = 20

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
  const read = await readOnceMore(tx, messageIds, request, feeds)
  const due = await patientsDue(tx, selection, messageIds, after, read.differently)
  const these = new Set(messageIds)
  const brought = new Map<number, number>()
  let entriesChanged = 0
  const persons = new Set<number>()
  for (let from = 0; from < due.length; from += patientsAtOnce) {
    const some = due.slice(from, from + patientsAtOnce)
    const refiled = await refilePatients(tx, some, request.at, feeds)
    for (const [id, entries] of refiled.entriesBy) {
      brought.set(id, (brought.get(id) ?? 0) + entries)
    }
    const inDoubt = refiled.inDoubt.filter((one) => these.has(one.messageId))
    await addParts(tx, inDoubt, request.at)
    entriesChanged += refiled.changed
    for (const person of refiled.persons) persons.add(person)
  }
  await noteEntries(tx, read.differently, brought)
  await tellDelays(tx, messageIds, request.at, feeds)
  return { ...read, patients: due.length, entriesChanged, personsChanged: [...persons] }
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
  const earlier = (await mentionsOf(tx, sourcePatientIds)).filter((one) => one.messageId <= after)
  const asked = await asSearch(tx, selection)
  const among = asked.messageIds && new Set(asked.messageIds)
  const ids = [...new Set(earlier.map((one) => one.messageId))].filter(
    (id) => among?.has(id) ?? true,
  )
  const page = { after: 0, messagesMax: ids.length }
  const selected = new Set(
    (await search(tx, { ...asked, messageIds: ids }, page)).map((one) => one.messageId),
  )
  return new Set(
    earlier.filter((one) => selected.has(one.messageId)).map((one) => one.sourcePatientId),
  )
}
