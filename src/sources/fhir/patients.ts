/**
 * Which source patient a FHIR Patient is, and what it says of who they are (R4 patient.html,
 * UK Core Patient).
 *
 * The key: namespace '<organisation>/<feed>/Patient', and in it the sender's Patient.id, because
 * that is what its later messages point at with 'Patient/<id>'. A Patient without an id is known
 * by `system|value` of its own number, else of its NHS number, else by its fullUrl. No id can
 * look like `system|value`, so the two never meet.
 */

import type { Identification, SourcePatientKey } from '#vocabulary'
import { nhsNumberSystem, readNhsNumber } from '#vocabulary'
import type { FeedFacts } from '../feed-profile.ts'
import { asElements, asText, type Element, identifierToken } from './element.ts'

const verificationStatus =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'
const verifiedCodes: ReadonlySet<unknown> = new Set(['01', 'number-present-and-verified'])

export function patientKey(feed: FeedFacts, value: string): SourcePatientKey {
  return { namespace: `${feed.organisation}/${feed.name}/Patient`, value }
}

/** Undefined when nothing in the Patient would name it again. */
export function patientKeyValue(patient: Element, fullUrl?: string): string | undefined {
  return asText(patient.id) ?? strongestIdentifier(patient.identifier) ?? fullUrl
}

/** The sender's own number before the NHS number: two of its patients may share a wrong one. */
function strongestIdentifier(identifiers: unknown): string | undefined {
  const usable = asElements(identifiers).filter(
    (each) => asText(each.value) && each.use !== 'old' && each.use !== 'temp',
  )
  const own = usable.filter((each) => asText(each.system) && each.system !== nhsNumberSystem)
  const official = own.find((each) => each.use === 'official' || each.use === 'usual')
  const national = usable.find((each) => readNhsNumberOf(each) !== undefined)
  if (official ?? own[0]) return identifierToken(official ?? own[0])
  return national && `${nhsNumberSystem}|${readNhsNumberOf(national)}`
}

interface PatientRead {
  readonly identification: Identification
  /** Of the Patient, by place and never by value. */
  readonly defects: readonly string[]
}

export function readPatient(patient: Element, feed: FeedFacts): PatientRead {
  const defects: string[] = []
  const current = asElements(patient.identifier).filter((each) => each.use !== 'old')
  const national = current.filter((each) => each.system === nhsNumberSystem)
  const numbers = new Map(national.map((each) => [readNhsNumberOf(each), each]))
  if (numbers.delete(undefined)) defects.push('Patient.identifier holds no valid NHS number')
  // Two numbers name two people: choosing one could show a person somebody else's record.
  if (numbers.size > 1) defects.push('Patient.identifier holds two NHS numbers; neither is used')
  const [nhsNumber, holder] = numbers.size === 1 ? ([...numbers][0] ?? []) : []
  return {
    identification: {
      identifiers: listIdentifiers(patient.identifier),
      nhsNumber,
      nhsNumberVerified: holder && isVerified(holder, feed),
      ...currentName(patient.name),
      birthDate: dateText(patient.birthDate),
      gender: asText(patient.gender),
    },
    defects,
  }
}

/** What a reference says of a patient by its identifier alone. */
export function identifiedBy(identifier: Element | undefined, feed: FeedFacts): Identification {
  const nhsNumber = identifier && readNhsNumberOf(identifier)
  return {
    identifiers: listIdentifiers(identifier),
    nhsNumber,
    nhsNumberVerified: nhsNumber && identifier ? isVerified(identifier, feed) : undefined,
  }
}

export function readNhsNumberOf(identifier: Element): string | undefined {
  if (identifier.system !== nhsNumberSystem) return undefined
  return readNhsNumber(asText(identifier.value))
}

function isVerified(identifier: Element, feed: FeedFacts): boolean {
  const status = asElements(identifier.extension).find((each) => each.url === verificationStatus)
  if (!status) return feed.profile.nhsNumbersVerified
  const codings = asElements(status.valueCodeableConcept).flatMap((each) => asElements(each.coding))
  return codings.some((coding) => verifiedCodes.has(coding.code))
}

function listIdentifiers(value: unknown): { system: string; value: string }[] {
  return asElements(value).flatMap((each) => {
    const value = asText(each.value)
    return value ? [{ system: asText(each.system) ?? '', value }] : []
  })
}

function currentName(value: unknown): { family?: string; given?: string } {
  const names = asElements(value)
  const byUse = (use: string) => names.find((each) => each.use === use)
  const open = names.find((each) => each.use !== 'old' && each.use !== 'maiden')
  const name = byUse('official') ?? byUse('usual') ?? open ?? names[0]
  const given = Array.isArray(name?.given) ? name.given.map(asText).filter(Boolean).join(' ') : ''
  return { family: asText(name?.family), given: asText(given) }
}

const dateText = (value: unknown): string | undefined => {
  const text = asText(value)
  return text && /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text) ? text : undefined
}
