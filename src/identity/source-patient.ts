/** One sender's record of a patient, as identity remembers it. */
import type { AboutPatient, Identification, SourcePatientKey } from '#vocabulary'
import { nothingSaid, type Sayings, say } from './said.ts'

export interface SourcePatient extends Sayings {
  readonly id: number
  readonly key: SourcePatientKey
  /** In ms; 0 while only results and letters have pointed at it. */
  eventTime: number
  /** When (ms) the sender deleted it. */
  withdrawnAt: number | undefined
  /** What is known of it can only be told from all of its messages together. */
  toldWhole: boolean
  /** The sender has asked for care with whom it is shown to. */
  sensitive: boolean
  /** Its newest list of relatives and contacts. */
  relatives: { readonly at: number; readonly count: number } | undefined
  /** Where it is placed now; undefined while it is new. */
  personId: number | undefined
  rule: string | undefined
  isNew: boolean
  isChanged: boolean
}

/** Of whom nothing has been said yet. */
export const newSourcePatient = (id: number, key: SourcePatientKey): SourcePatient => ({
  id,
  key,
  ...nothingSaid(),
  eventTime: 0,
  withdrawnAt: undefined,
  toldWhole: false,
  sensitive: false,
  relatives: undefined,
  personId: undefined,
  rule: undefined,
  isNew: true,
  isChanged: false,
})

export const keyText = (key: SourcePatientKey): string => `${key.namespace}|${key.value}`

/**
 * Takes over what a message says about who this is. What only points at a patient is believed
 * until the sender says something of the patient itself, and not beside that (HL7-05, HL7-17).
 * True when something changed by which patients are linked.
 */
export function takeOver(
  patient: SourcePatient,
  said: Identification,
  eventTime: number,
  pointsOnly: boolean,
): boolean {
  const isStub = patient.eventTime === 0
  if (pointsOnly && !isStub) return false
  const before = linking(patient)
  if (isStub && !pointsOnly) Object.assign(patient, nothingSaid())
  say(patient, said, eventTime)
  if (!pointsOnly) patient.eventTime = Math.max(patient.eventTime, eventTime)
  patient.isChanged = true
  return before !== linking(patient)
}

/** By what it is linked; equal when nothing of that differs. */
export const linking = (patient: SourcePatient): string =>
  [
    patient.nhsNumber,
    patient.nhsVerified,
    patient.family,
    patient.given,
    patient.birthDate,
    patient.gender,
    patient.identityUnknown,
    ...Object.values(patient.former).flatMap((values) => Object.entries(values).map(String).sort()),
  ].join('|')

/**
 * True when what is filed of the patient by itself would not be what all of its messages say
 * together: a list of relatives that is not as long as the newest, a restriction of what is known.
 */
export function takesWhole(patient: SourcePatient, about: AboutPatient): boolean {
  let isWhole = patient.toldWhole
  if (about.statements.some((one) => one.needsAll)) {
    patient.toldWhole = true
    patient.isChanged = true
    isWhole = true
  }
  if (about.sensitive && !patient.sensitive) {
    patient.sensitive = true
    patient.isChanged = true
    isWhole = true
  }
  return takesRelatives(patient, about) || isWhole
}

function takesRelatives(patient: SourcePatient, about: AboutPatient): boolean {
  if (about.relatives === undefined) return false
  const [at, count] = [about.eventTime, about.relatives]
  const held = patient.relatives
  const isNewest = !held || at > held.at || (at === held.at && count > held.count)
  if (isNewest) {
    patient.relatives = { at, count }
    patient.isChanged = true
  }
  if (!held || held.count === count) return false
  return isNewest || count > held.count
}
