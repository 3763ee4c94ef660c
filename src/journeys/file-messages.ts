/**
 * From what arrived to what is known: the oldest pending messages are read, their patients
 * placed, and what is news is put into the record, all in one transaction and in order.
 */

import { evidenceIn, evidenceKinds, saveEvidence } from '#access'
import { identify, type Mention } from '#identity'
import { countOddities, finish, holdFilingLock, type Outcome, takePending } from '#inbox'
import { noteFeeds } from '#network'
import { publish } from '#notice'
import { type Filing, fileEntries, foldSome, loadBanners, prepare } from '#record'
import { combine, translate } from '#sources'
import { loadFeeds } from './known-feeds.ts'
import { movePatients } from './move-patients.ts'
import type { Needs } from './needs.ts'
import type { ReadAhead } from './read-ahead.ts'
import { type ReadMessage, readMessages } from './read-messages.ts'

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
    const pending = await takePending(tx, messagesMax)
    if (pending.length === 0) return { messages: 0, filed: [] }
    const feeds = await loadFeeds(tx)
    const read = readMessages(
      pending,
      feeds,
      (message, feed) =>
        ahead?.take(message.messageId) ??
        translate(message.form, message.bytes, feed, message.receivedAt),
    )
    await noteFeeds(tx, read.feeds, at)
    const identified = await identify(tx, mentionsOf(read.messages), at)
    const filings = filingsOf(read.messages, identified.placementOf)
    if (identified.moves.length > 0) await movePatients(tx, identified.moves, at, feeds)
    const { news, versions } = await fileEntries(tx, filings, combine, at)
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
    const persons = await loadBanners(
      tx,
      new Set(news.filter((one) => one.kind === 'Patient').map((one) => one.filing.personId)),
      news,
    )
    await prepare(tx, { news, versions, persons, moved: new Set(), feeds: feeds.asSources })
    const outcomes = outcomesOf(read.messages, identified.held, news)
    await finish(tx, outcomes, at)
    await countOddities(tx, read.oddities)
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

/** Folds prepared records while there is nothing to file; false when none is left. */
export function foldWhileIdle(needs: Needs, personsMax: number): Promise<boolean> {
  return needs.database.transaction('filing', async (tx) => {
    await holdFilingLock(tx)
    return foldSome(tx, personsMax)
  })
}

function mentionsOf(messages: readonly ReadMessage[]): Mention[] {
  return messages.flatMap(({ pending, translation }) => [
    ...translation.patients.map((about) => ({ what: 'patient' as const, about })),
    ...translation.merges.map((merge) => ({
      what: 'merge' as const,
      merge,
      messageId: pending.messageId,
    })),
  ])
}

function filingsOf(
  messages: readonly ReadMessage[],
  placementOf: Awaited<ReturnType<typeof identify>>['placementOf'],
): Filing[] {
  return messages.flatMap(({ pending, feed, translation }) =>
    translation.patients.map((about) => {
      const placement = placementOf(about.key)
      return {
        personId: placement.personId,
        isNewPerson: placement.isNewPerson,
        sourcePatientId: placement.sourcePatientId,
        isNewSourcePatient: placement.isNew,
        patient: about.key,
        messageId: pending.messageId,
        provenance: {
          feed: feed.name,
          organisation: feed.organisation,
          organisationName: feed.organisationName,
          receivedAt: new Date(pending.receivedAt).toISOString(),
        },
        shares: feed.profile.shares,
        statements: about.statements,
      }
    }),
  )
}

function outcomesOf(
  messages: readonly ReadMessage[],
  held: readonly { messageId: number; words: string }[],
  news: readonly { filing: Filing }[],
): Outcome[] {
  const entries = Map.groupBy(news, (one) => one.filing.messageId)
  return messages.map(({ pending, translation, setAside }) => {
    const merges = held.filter((one) => one.messageId === pending.messageId)
    return {
      messageId: pending.messageId,
      messageType: translation.messageType,
      outcome: setAside ? 'set-aside' : 'filed',
      entries: entries.get(pending.messageId)?.length ?? 0,
      setAside: [
        ...(setAside ? [setAside] : []),
        ...translation.setAside,
        ...merges.map((one) => ({
          place: 'MRG',
          reason: 'merge-unclear' as const,
          words: one.words,
        })),
      ],
    }
  })
}
