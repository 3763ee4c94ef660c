/** One sender's record of a patient, as identity remembers it. */
import type { Identification, SourcePatientKey } from '#vocabulary'

export interface SourcePatient {
  readonly id: number
  readonly key: SourcePatientKey
  /** In ms; 0 while only results and letters have pointed at it. */
  eventTime: number
  nhsNumber: string | undefined
  nhsVerified: boolean
  family: string | undefined
  given: string | undefined
  birthDate: string | undefined
  gender: string | undefined
  identityUnknown: boolean
  /** Where it is placed now; undefined while it is new. */
  personId: number | undefined
  rule: string | undefined
  isNew: boolean
  isChanged: boolean
}

export const keyText = (key: SourcePatientKey): string => `${key.namespace}|${key.value}`

/**
 * Takes over what a message says about who this is. Older news never overwrites newer, and what
 * only points at a patient fills a stub and changes nothing else (HL7-05, HL7-17).
 * True when something changed by which patients are linked.
 */
export function takeOver(
  patient: SourcePatient,
  said: Identification,
  eventTime: number,
  pointsOnly: boolean,
): boolean {
  const asks = pointsOnly ? patient.eventTime === 0 : eventTime >= patient.eventTime
  const before = linking(patient)
  if (!asks) {
    if (!pointsOnly) fillFrom(patient, said)
    const filled = before !== linking(patient)
    if (filled) patient.isChanged = true
    return filled
  }
  // A message that leaves out a value has not said that it is gone.
  patient.family = said.family ?? patient.family
  patient.given = said.given ?? patient.given
  patient.birthDate = said.birthDate ?? patient.birthDate
  patient.gender = said.gender ?? patient.gender
  if (said.nhsNumber !== undefined) {
    patient.nhsNumber = said.nhsNumber
    patient.nhsVerified = said.nhsNumberVerified ?? false
  }
  patient.identityUnknown = said.identityUnknown ?? false
  if (!pointsOnly) patient.eventTime = eventTime
  const changed = before !== linking(patient)
  if (changed || !pointsOnly) patient.isChanged = true
  return changed
}

/** What no newer message has said: in order, it would have stood before what left it out. */
function fillFrom(patient: SourcePatient, said: Identification): void {
  patient.family ??= said.family
  patient.given ??= said.given
  patient.birthDate ??= said.birthDate
  patient.gender ??= said.gender
  if (patient.nhsNumber === undefined && said.nhsNumber !== undefined) {
    patient.nhsNumber = said.nhsNumber
    patient.nhsVerified = said.nhsNumberVerified ?? false
  }
}

const linking = (patient: SourcePatient): string =>
  [
    patient.nhsNumber,
    patient.nhsVerified,
    patient.family,
    patient.given,
    patient.birthDate,
    patient.gender,
    patient.identityUnknown,
  ].join('|')
