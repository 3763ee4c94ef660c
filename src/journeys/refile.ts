/**
 * What is known of source patients is told again from nothing but their messages, as the
 * profiles read them today. Where nothing has changed, nothing is touched (RL-09).
 */
import { evidenceIn, evidenceKinds, keepEvidence, saveEvidence } from '#access'
import type { Tx } from '#database'
import { belongingsAround, identifyAgain, type PlacedPatient, placedPatients } from '#identity'
import { type NewVersion, type Refiled, refileEntries } from '#record'
import { combine } from '#sources'
import { filingsOf, mentionedKeys } from './filings-of.ts'
import { honourCodes } from './honour-codes.ts'
import { doubtsOf, type InDoubt, unplaced } from './in-doubt.ts'
import { keepObjectedOut } from './keep-objected-out.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { mentionAll } from './mention-old-messages.ts'
import { movePatients } from './move-patients.ts'
import { keyText, type ReadPatients, readAgain } from './read-again.ts'
import { redirect } from './redirect.ts'
import { tellAnew } from './tell-anew.ts'

export interface RefiledPatients {
  /** Entries that are new, different or gone. */
  readonly changed: number
  /** Persons whose record changed. */
  readonly persons: readonly number[]
  /** By message, how many of what is new or different it brought. */
  readonly entriesBy: ReadonlyMap<number, number>
  /** What only a human can tell, by the message that says it. */
  readonly inDoubt: readonly InDoubt[]
}

/**
 * The caller holds the filing lock. Tens of source patients at a time: all that was ever said of
 * them is read. Fails as busy while messages from before an upgrade are still to be read.
 */
export async function refilePatients(
  tx: Tx,
  sourcePatientIds: readonly number[],
  at: number,
  feeds: KnownFeeds,
): Promise<RefiledPatients> {
  await mentionAll(tx, feeds)
  // Whatever was moved to or from them is told together.
  const around = await belongingsAround(tx, sourcePatientIds)
  const read = await readAgain(tx, around.sourcePatientIds, at, feeds)
  if (read.patients.length === 0) {
    return { changed: 0, persons: [], entriesBy: new Map(), inDoubt: [] }
  }
  const patients = await whoTheyAre(tx, read, at, feeds)
  const byKey = new Map(patients.map((one) => [keyText(one.key), one]))
  const filings = filingsOf(read.messages, (key) => {
    const patient = byKey.get(keyText(key))
    return patient && { ...patient, isNewPerson: false, isNew: false }
  })
  const belongings = await belongingsAround(
    tx,
    patients.map((one) => one.sourcePatientId),
  )
  await honourCodes(tx, read.messages, (key) => byKey.get(keyText(key)), at)
  const objected = await keepObjectedOut(
    tx,
    {
      personIds: patients.map((one) => one.personId),
      renumbered: patients.map((one) => one.sourcePatientId),
    },
    at,
  )
  const told = redirect(filings, belongings, patients)
  const marked = told.filings.map((one) =>
    objected.has(one.personId) ? { ...one, isKeptOut: true } : one,
  )
  const refiled = await refileEntries(tx, patients, marked, combine, at)
  await tellOthers(tx, refiled, feeds)
  const hidden = patients.filter((one) => objected.has(one.personId))
  if (hidden.length > 0) {
    await keepEvidence(
      tx,
      hidden.map((one) => one.sourcePatientId),
      refiled.keptOut.filter((one) => evidenceKinds.has(one.kind)).map(evidenceOf),
    )
  }
  return {
    changed: refiled.news.length + refiled.ended.length,
    persons: [...refiled.versions.keys()],
    entriesBy: new Map(
      [...Map.groupBy(refiled.news, (one) => one.filing.messageId)].map(([id, news]) => [
        id,
        news.length,
      ]),
    ),
    inDoubt: [...doubtsOf(refiled.news), ...told.unplaced.map(unplaced)],
  }
}

/** These source patients, placed with whom they are by what is said of them today. */
async function whoTheyAre(
  tx: Tx,
  { patients, messages }: ReadPatients,
  at: number,
  feeds: KnownFeeds,
): Promise<readonly PlacedPatient[]> {
  const said = Map.groupBy(
    messages.flatMap((one) => one.translation.patients),
    (about) => keyText(about.key),
  )
  const named = new Set(messages.flatMap(mentionedKeys).map(keyText))
  const moves = await identifyAgain(
    tx,
    patients.map((patient) => ({
      patient,
      isNamed: named.has(keyText(patient.key)),
      said: said.get(keyText(patient.key)) ?? [],
    })),
    at,
  )
  if (moves.length === 0) return patients
  await movePatients(tx, moves, at, feeds)
  return placedPatients(
    tx,
    patients.map((one) => one.sourcePatientId),
  )
}

async function tellOthers(tx: Tx, refiled: Refiled, feeds: KnownFeeds): Promise<void> {
  const { news, ended, versions } = refiled
  if (versions.size === 0) return
  await saveEvidence(tx, [
    ...news.filter((one) => evidenceKinds.has(one.kind)).map(evidenceOf),
    ...ended.map((one) => ({ ...one, entry: one.key, isKnown: true, evidence: [] })),
  ])
  await tellAnew(tx, versions, feeds)
}

const evidenceOf = (one: NewVersion) => ({
  personId: one.filing.personId,
  sourcePatientId: one.filing.sourcePatientId,
  entry: one.key,
  isKnown: one.ends !== undefined,
  evidence: evidenceIn(one.resource, one.filing.provenance, one.eventTime),
})
