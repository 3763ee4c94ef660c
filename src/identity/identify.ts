/**
 * Who a batch of messages is about. Places each source patient with a person, and says which
 * source patients that were already placed have moved.
 */
import type { Tx } from '#database'
import type {
  AboutPatient,
  BelongingsMove,
  PatientLink,
  PatientMerge,
  PatientWithdrawal,
  SourcePatientKey,
} from '#vocabulary'
import { asRow, isLinkHeld, saveAssertion, saveBelongingsMove } from './keep-assertions.ts'
import { type Move, settle } from './settle.ts'
import {
  keyText,
  newSourcePatient,
  type SourcePatient,
  takeOver,
  takesWhole,
} from './source-patient.ts'
import { loadByKey, reserveNumbers, saveIdentifiers, saveSourcePatients } from './store.ts'

/** In the order in which the messages came. */
export type Mention =
  | { readonly what: 'patient'; readonly about: AboutPatient; readonly messageId?: number }
  | { readonly what: 'merge'; readonly merge: PatientMerge; readonly messageId: number }
  | { readonly what: 'link'; readonly link: PatientLink; readonly messageId: number }
  | { readonly what: 'move'; readonly move: BelongingsMove; readonly messageId: number }
  | {
      readonly what: 'withdrawal'
      readonly withdrawal: PatientWithdrawal
      readonly messageId: number
    }

export interface Placement {
  readonly sourcePatientId: number
  readonly personId: number
  /** The person did not exist before this batch. */
  readonly isNewPerson: boolean
  /** The source patient did not exist before this batch. */
  readonly isNew: boolean
  /** What is known of it has to be told from all of its messages, not from these alone. */
  readonly toldWhole: boolean
  /** The sender asks for care with whom it is shown to. */
  readonly sensitive: boolean
}

/** What a human must look at, and the message that brought it up. */
export interface Held {
  readonly messageId: number
  readonly words: string
}

export interface Identified {
  readonly placementOf: (key: SourcePatientKey) => Placement
  readonly moves: readonly Move[]
  /** Merges and links that are kept but not acted on until somebody has looked. */
  readonly held: readonly Held[]
  /** Source patients that are new, or of whom a number is known now that was not before. */
  readonly renumbered: readonly number[]
}

export async function identify(
  tx: Tx,
  mentions: readonly Mention[],
  at: number,
): Promise<Identified> {
  const patients = await mentionedPatients(tx, mentions)
  const patientOf = (key: SourcePatientKey): SourcePatient => patients.get(keyText(key))!
  const identifiers: { system: string; value: string; sourcePatientId: number }[] = []
  const unsettled = new Set<SourcePatient>()
  const toldWhole = new Set<SourcePatient>()
  const mentionedBy = new Map<number, number>()
  for (const patient of patients.values()) if (patient.isNew) unsettled.add(patient)
  for (const mention of mentions) {
    for (const key of keysOf(mention)) {
      if (mention.messageId !== undefined) mentionedBy.set(patientOf(key).id, mention.messageId)
    }
    if (mention.what === 'patient') {
      const { about } = mention
      const patient = patientOf(about.key)
      const { identification, eventTime, pointsOnly } = about
      if (takeOver(patient, identification, eventTime, pointsOnly)) unsettled.add(patient)
      if (takesWhole(patient, about)) toldWhole.add(patient)
      for (const one of identification.identifiers) {
        identifiers.push({ ...one, sourcePatientId: patient.id })
      }
    } else if (mention.what === 'move') {
      for (const key of [mention.move.from, mention.move.to]) mustBeToldWhole(patientOf(key))
    } else if (mention.what === 'withdrawal') {
      const patient = patientOf(mention.withdrawal.patient)
      patient.withdrawnAt = Math.max(patient.withdrawnAt ?? 0, mention.withdrawal.eventTime)
      mustBeToldWhole(patient)
    }
    // The number that is retired stays one by which the patient is found.
    if (mention.what !== 'patient') {
      for (const key of keysOf(mention)) {
        const { id } = patientOf(key)
        identifiers.push({ system: key.namespace, value: key.value, sourcePatientId: id })
      }
    }
  }
  await saveSourcePatients(
    tx,
    [...patients.values()].filter((patient) => patient.isNew || patient.isChanged),
  )
  const renumbered = await saveIdentifiers(tx, identifiers)
  for (const { isNew, id } of patients.values()) if (isNew) renumbered.add(id)
  const held = await saveAssertions(tx, mentions, patientOf, unsettled, at)
  const before = new Map([...patients.values()].map((one) => [one.id, one.personId]))
  const settled = await settle(tx, [...patients.values()], [...unsettled], at)
  return {
    placementOf: (key) => {
      const patient = patientOf(key)
      return {
        sourcePatientId: patient.id,
        personId: patient.personId!,
        isNewPerson: settled.newPersons.has(patient.personId!),
        isNew: before.get(patient.id) === undefined,
        toldWhole: patient.toldWhole || toldWhole.has(patient),
        sensitive: patient.sensitive,
      }
    },
    moves: settled.moves,
    renumbered: [...renumbered],
    held: [
      ...held,
      ...settled.newlyHeld.flatMap(({ assertion, words }) => {
        const messageId =
          mentionedBy.get(assertion.retiredId) ?? mentionedBy.get(assertion.survivorId)
        return messageId === undefined ? [] : [{ messageId, words }]
      }),
    ],
  }
}

function mustBeToldWhole(patient: SourcePatient): void {
  patient.toldWhole = true
  patient.isChanged = true
}

function keysOf(mention: Mention): readonly SourcePatientKey[] {
  if (mention.what === 'patient') return [mention.about.key]
  if (mention.what === 'merge') return [mention.merge.survivor, mention.merge.retired]
  if (mention.what === 'link') return [mention.link.one, mention.link.other]
  if (mention.what === 'move') return [mention.move.from, mention.move.to]
  return [mention.withdrawal.patient]
}

async function mentionedPatients(
  tx: Tx,
  mentions: readonly Mention[],
): Promise<Map<string, SourcePatient>> {
  const keys = new Map<string, SourcePatientKey>()
  for (const mention of mentions) {
    for (const key of keysOf(mention)) keys.set(keyText(key), key)
  }
  const patients = new Map<string, SourcePatient>()
  for (const patient of await loadByKey(tx, [...keys.values()])) {
    patients.set(keyText(patient.key), patient)
  }
  const missing = [...keys].filter(([text]) => !patients.has(text))
  const ids = await reserveNumbers(tx, 'source_patient', missing.length)
  missing.forEach(([text, key], index) => {
    patients.set(text, newSourcePatient(ids[index]!, key))
  })
  return patients
}

/** What senders said of two numbers is kept; whom it concerns is placed anew. */
async function saveAssertions(
  tx: Tx,
  mentions: readonly Mention[],
  patientOf: (key: SourcePatientKey) => SourcePatient,
  unsettled: Set<SourcePatient>,
  at: number,
): Promise<Held[]> {
  const held: Held[] = []
  for (const mention of mentions) {
    if (mention.what === 'move') {
      const { move, messageId } = mention
      const [from, to] = [patientOf(move.from), patientOf(move.to)]
      await saveBelongingsMove(tx, move, { from, to, messageId }, at)
    }
    if (mention.what !== 'merge' && mention.what !== 'link') continue
    const said = mention.what === 'merge' ? mention.merge : mention.link
    const row = asRow(said, mention.messageId, patientOf)
    if (row.survivor === row.retired) continue
    await saveAssertion(tx, row, at)
    unsettled.add(row.survivor).add(row.retired)
    if (row.kind === 'unlink' && !(await isLinkHeld(tx, row))) {
      held.push({ messageId: row.messageId, words: 'The event ends a link that is not known' })
    }
  }
  return held
}
