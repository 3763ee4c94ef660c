/**
 * From what arrived to what is known: the oldest pending messages are read, their patients
 * placed, and what is news is put into the record, all in one transaction and in order.
 */

import { countKeptOut, evidenceIn, evidenceKinds, saveEvidence, saveRestrictions } from '#access'
import { identify, noteMentions } from '#identity'
import { countOddities, finish, holdFilingLock, type Outcome, takePending } from '#inbox'
import { noteFeeds } from '#network'
import { publish } from '#notice'
import { type Filing, fileEntries, foldSome, loadBanners, prepare } from '#record'
import { combine, translate } from '#sources'
import { filingsOf, mentionedBy, mentionedKeys, mentionsOf, restrictedIn } from './filings-of.ts'
import { honourCodes } from './honour-codes.ts'
import { doubtsOf } from './in-doubt.ts'
import { keepObjectedOut, noteSaidOfObjected } from './keep-objected-out.ts'
import { loadFeeds } from './known-feeds.ts'
import { mentionSome } from './mention-old-messages.ts'
import { movePatients } from './move-patients.ts'
import type { Needs } from './needs.ts'
import { noteAbout } from './note-about.ts'
import { noteHeard } from './note-heard.ts'
import { outcomesOf } from './outcomes-of.ts'
import type { ReadAhead } from './read-ahead.ts'
import { readMessages } from './read-messages.ts'
import { tellDelays } from './tell-delays.ts'
import { tellWhole } from './tell-whole.ts'

export interface FiledBatch {
  readonly messages: number
  readonly filed: readonly { messageId: number; outcome: Outcome }[]
}

export function fileMessages(
  needs: Needs,
  messagesMax: number,
  ahead?: ReadAhead,
): Promise<FiledBatch> {
  return needs.database.transaction('filing', async (tx) => {
    const at = needs.clock.now()
    const pending = await takePending(tx, messagesMax, ahead?.held)
    if (pending.length === 0) return { messages: 0, filed: [] }
    ahead?.readOn(pending.at(-1)!.messageId)
    const feeds = await loadFeeds(tx)
    ahead?.use(feeds.profiles)
    const read = readMessages(
      pending,
      feeds,
      (message, feed) =>
        ahead?.take(message.messageId, feed) ??
        translate(message.form, message.bytes, feed, message.receivedAt),
    )
    await noteFeeds(tx, read.feeds, at)
    const identified = await identify(tx, mentionsOf(read.messages), at)
    await noteMentions(tx, mentionedBy(read.messages, identified.placementOf))
    if (identified.moves.length > 0) await movePatients(tx, identified.moves, at, feeds)
    const named = read.messages.flatMap(mentionedKeys).map(identified.placementOf)
    await honourCodes(tx, read.messages, identified.placementOf, at)
    const objected = await keepObjectedOut(
      tx,
      { personIds: named.map((one) => one.personId), renumbered: identified.renumbered },
      at,
    )
    const filings = filingsOf(read.messages, (key) => {
      const placement = identified.placementOf(key)
      if (placement.toldWhole) return undefined
      return { ...placement, isKeptOut: objected.has(placement.personId) }
    })
    const { news, heard, versions } = await fileEntries(tx, filings, combine, at)
    await saveEvidence(
      tx,
      news
        .filter((one) => !one.showsTheSame && evidenceKinds.has(one.kind))
        .map((one) => ({
          personId: one.filing.personId,
          sourcePatientId: one.filing.sourcePatientId,
          entry: one.key,
          isKnown: one.ends !== undefined,
          evidence: evidenceIn(one.resource, one.filing.provenance, one.eventTime),
        })),
    )
    await saveRestrictions(tx, restrictedIn(read.messages, identified.placementOf), at)
    const persons = await loadBanners(
      tx,
      new Set(news.filter((one) => one.kind === 'Patient').map((one) => one.filing.personId)),
      news,
    )
    await prepare(tx, { news, heard, versions, persons, moved: new Set(), feeds: feeds.asSources })
    const whole = await tellWhole(tx, read.messages, identified, at, feeds)
    const doubts = [...doubtsOf(news), ...whole]
    const outcomes = outcomesOf(read.messages, identified.held, news, doubts)
    await finish(tx, outcomes, at)
    await countKeptOut(tx, keptOutOf(filings), at)
    await noteSaidOfObjected(tx, objected)
    await noteAbout(tx, read.messages, at)
    const open = outcomes.filter((one) => one.setAside.length > 0).map((one) => one.messageId)
    await tellDelays(tx, open, at, feeds)
    await countOddities(tx, read.oddities)
    await noteHeard(tx, read.messages, at)
    await publish(
      tx,
      [...versions].map(([personId, version]) => ({ personId, version })),
    )
    return {
      messages: pending.length,
      filed: outcomes.map((outcome) => ({ messageId: outcome.messageId, outcome })),
    }
  })
}

const keptOutOf = (filings: readonly Filing[]): number =>
  new Set(filings.filter((one) => one.isKeptOut).map((one) => one.messageId)).size

/** Folds prepared records while there is nothing to file, and what else can wait; false when done. */
export function foldWhileIdle(needs: Needs, personsMax: number): Promise<boolean> {
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    return (await foldSome(tx, personsMax)) || mentionSome(tx)
  })
}
