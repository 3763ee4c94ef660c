/**
 * Whom a resource is about. Nothing is guessed: what does not name one patient of this feed, and
 * one only, is set aside (hazard: one person's results in another's record).
 */
import { type Identification, nhsNumberSystem, type SetAsideReason } from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import type { Entry } from './bundle.ts'
import { asElement, asElements, asText, type Element, identifierToken } from './element.ts'
import { identifiedBy, patientKeyValue, readNhsNumberOf, readPatient } from './patients.ts'
import { conditionalIdentifier, type Index, isAmbiguous, resolve, splitUrl } from './resolve.ts'

export type Subject =
  | {
      readonly outcome: 'patient'
      readonly keyValue: string
      readonly identification: Identification
    }
  | { readonly outcome: 'set-aside'; readonly reason: SetAsideReason; readonly words: string }

/** The Personal Demographics Service names its patients by NHS number. */
const demographicsServer = /^https:\/\/[\w.-]*api\.service\.nhs\.uk\/personal-demographics\//

export function subjectOf(entry: Entry, index: Index, feed: FeedFacts): Subject {
  const { resource, kind } = entry
  if (kind === 'Patient') return byPatient(resource, entry, index, feed)
  if (kind !== 'Appointment') {
    const reference = asElement(resource.subject) ?? asElement(resource.patient)
    if (!reference) return setAside('no-patient', `${kind} names no patient.`)
    return byReference(reference, entry, index, feed)
  }
  const actors = asElements(resource.participant).map((each) => asElement(each.actor))
  const subjects = actors
    .filter((actor) => actor !== undefined)
    .filter((actor) => namesPatient(actor, entry, index))
    .map((actor) => byReference(actor, entry, index, feed))
  const first = subjects[0]
  if (!first) return setAside('no-patient', 'Appointment.participant names no patient.')
  const keys = new Set(subjects.map((each) => (each.outcome === 'patient' ? each.keyValue : '')))
  if (keys.size > 1) {
    return setAside('unsupported', 'An appointment of several patients is not filed.')
  }
  return first
}

function namesPatient(actor: Element, entry: Entry, index: Index): boolean {
  const target = resolve(actor, entry, index)
  if (target) return target.kind === 'Patient'
  const url = asText(actor.reference) ?? ''
  return actor.type === 'Patient' || /(^|\/)Patient[/?]/.test(url)
}

function byPatient(
  patient: Element,
  entry: Entry | undefined,
  index: Index,
  feed: FeedFacts,
): Subject {
  const id = entry && asText(patient.id)
  if (id && isAmbiguous(`Patient/${id}`, index)) {
    return setAside('conflict', 'Two patients of this message have the same id.')
  }
  // The id of a contained Patient names it inside its container only.
  const keyValue = patientKeyValue(entry ? patient : { ...patient, id: undefined }, entry?.fullUrl)
  if (!keyValue) return setAside('no-patient', 'The Patient has neither an id nor an identifier.')
  return { outcome: 'patient', keyValue, identification: readPatient(patient, feed).identification }
}

function byReference(reference: Element, from: Entry, index: Index, feed: FeedFacts): Subject {
  const target = resolve(reference, from, index)
  if (!target) return byNameOnly(reference, from, index, feed)
  if (target.kind !== 'Patient') {
    return setAside('no-patient', `${from.kind} is not about a Patient.`)
  }
  const subject = byPatient(target.resource, target.entry, index, feed)
  if (subject.outcome !== 'patient') return subject
  const named = asElement(reference.identifier)
  const number = named && readNhsNumberOf(named)
  const known = subject.identification.nhsNumber
  if (number && known && number !== known) {
    return setAside('conflict', 'The reference and the Patient give different NHS numbers.')
  }
  return subject
}

/** The patient is not in the message: known to this feed by its id, or by an identifier. */
function byNameOnly(reference: Element, from: Entry, index: Index, feed: FeedFacts): Subject {
  const url = asText(reference.reference) ?? ''
  const parts = splitUrl(url)
  const kind = asText(reference.type) ?? parts?.typeAndId.split('/')[0] ?? 'Patient'
  if (kind !== 'Patient') return setAside('no-patient', `${from.kind} is not about a Patient.`)
  if (parts && isAmbiguous(parts.typeAndId, index)) {
    return setAside('conflict', 'Two patients of this message have the same id.')
  }
  const id = parts?.typeAndId.slice('Patient/'.length)
  const own = parts && (!parts.server || parts.server === splitUrl(from.fullUrl ?? '')?.server)
  const given = asElement(reference.identifier)
  if (id && own)
    return { outcome: 'patient', keyValue: id, identification: identifiedBy(given, feed) }

  const traced = id && demographicsServer.test(url) && { system: nhsNumberSystem, value: id }
  const conditional = conditionalIdentifier(url)
  const asked = conditional?.kind === 'Patient' ? { ...conditional } : undefined
  const identifier: Element | undefined = given ?? (traced || undefined) ?? asked
  const nhsNumber = identifier && readNhsNumberOf(identifier)
  const token = nhsNumber ? `${nhsNumberSystem}|${nhsNumber}` : identifierToken(identifier)
  if (identifier?.system === nhsNumberSystem && !nhsNumber) {
    return setAside('no-patient', `${from.kind} points at a patient by no valid NHS number.`)
  }
  if (!token) {
    return setAside('no-patient', `${from.kind} points at a patient that is not in the message.`)
  }
  return { outcome: 'patient', keyValue: token, identification: identifiedBy(identifier, feed) }
}

const setAside = (reason: SetAsideReason, words: string): Subject => ({
  outcome: 'set-aside',
  reason,
  words,
})
