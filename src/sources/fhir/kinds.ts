/** Which FHIR R4 resources are filed, which only complete others, and when each was said. */
import { createHash } from 'node:crypto'
import type { Entry } from './bundle.ts'
import { asElement, asElements, asText, asTime, type Element, identifierToken } from './element.ts'
import { patientKeyValue } from './patients.ts'

/** Filed as statements of the record. */
export const filedKinds = [
  'Patient',
  'AllergyIntolerance',
  'MedicationRequest',
  'MedicationStatement',
  'Condition',
  'Encounter',
  'EpisodeOfCare',
  'CareTeam',
  'Observation',
  'DiagnosticReport',
  'DocumentReference',
  'Procedure',
  'Immunization',
  'Appointment',
  'ServiceRequest',
  'CarePlan',
  'Flag',
  'RelatedPerson',
] as const
export type FiledKind = (typeof filedKinds)[number]

/** Never filed by themselves: what refers to them is completed from them. */
export const supportingKinds = [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Medication',
  'Specimen',
  'Binary',
  'Goal',
] as const

const filed: ReadonlySet<string> = new Set(filedKinds)
const supporting: ReadonlySet<string> = new Set(supportingKinds)

export const isFiled = (kind: string): kind is FiledKind => filed.has(kind)
export const isSupporting = (kind: string): boolean => supporting.has(kind)

/**
 * Elements that say when a statement was made. Never when it holds in the world (effective,
 * onset, period): a corrected result keeps its effective time and must still be the newer one.
 */
const saidAt = [
  'recordedDate',
  'recorded',
  'issued',
  'dateAsserted',
  'authoredOn',
  'created',
  'date',
]

/**
 * When the sender's world was so, in ms: meta.lastUpdated, else when it was recorded, else the
 * bundle's time, else our clock. A sender whose clock runs ahead is held to our clock, or its
 * next correction would count as older than this.
 */
export function eventTime(
  resource: Element,
  bundleTime: number | undefined,
  receivedAt: number,
): number {
  const updated = asTime(asElement(resource.meta)?.lastUpdated)
  const said = saidAt.map((name) => asTime(resource[name])).find((time) => time !== undefined)
  return Math.min(updated ?? said ?? bundleTime ?? receivedAt, receivedAt)
}

/**
 * The sender's own id: resource.id, else `system|value` of a lasting identifier, else fullUrl.
 * What has none of these cannot be changed by its sender later; its content is its id, so that a
 * repeat adds nothing.
 */
export function sourceIdOf(entry: Entry): string {
  const { resource, kind, fullUrl } = entry
  const named =
    kind === 'Patient'
      ? patientKeyValue(resource, fullUrl)
      : (asText(resource.id) ?? lastingIdentifier(resource) ?? fullUrl)
  return named ?? createHash('sha256').update(JSON.stringify(resource)).digest('hex')
}

function lastingIdentifier(resource: Element): string | undefined {
  const usable = asElements(resource.identifier).filter(
    (each) => asText(each.system) && each.use !== 'old' && each.use !== 'temp',
  )
  const official = usable.find((each) => each.use === 'official')
  return identifierToken(official ?? usable[0])
}
