/** One statement of one source as one line of the record: the table of all kinds. */
import type { CodeableConcept, Extension, FhirResource } from 'fhir/r4'
import type { Item, SectionName } from '#vocabulary'
import { flag } from './alerts.ts'
import { allergy } from './allergies.ts'
import { appointment } from './appointments.ts'
import { carePlan } from './care-plans.ts'
import { codeOf } from './concept.ts'
import { documentReference } from './documents.ts'
import { immunisation } from './immunisations.ts'
import { list } from './lenient.ts'
import type { Entry, Line, Show } from './line.ts'
import { medicationRequest, medicationStatement } from './medicines.ts'
import { administration, dispense } from './medicines-given.ts'
import { careTeam, episode, relatedPerson } from './people-and-teams.ts'
import { problem } from './problems.ts'
import { procedure } from './procedures.ts'
import { serviceRequest } from './referrals.ts'
import { report } from './reports.ts'
import { observation } from './results.ts'
import { visit } from './visits.ts'

type Shows = {
  [K in FhirResource['resourceType']]?: Show<Extract<FhirResource, { resourceType: K }>>
}

const shows = {
  AllergyIntolerance: allergy,
  MedicationRequest: medicationRequest,
  MedicationStatement: medicationStatement,
  MedicationAdministration: administration,
  MedicationDispense: dispense,
  Condition: problem,
  Encounter: visit,
  Observation: observation,
  DiagnosticReport: report,
  DocumentReference: documentReference,
  Procedure: procedure,
  Immunization: immunisation,
  Appointment: appointment,
  ServiceRequest: serviceRequest,
  CarePlan: carePlan,
  CareTeam: careTeam,
  EpisodeOfCare: episode,
  RelatedPerson: relatedPerson,
  Flag: flag,
} satisfies Shows

const byKind = new Map<string, Show<never>>(Object.entries(shows))

/** The FHIR resource types that become lines; a source's other resources are held, not shown. */
export const shownKinds: readonly string[] = [...byKind.keys()]

/**
 * Undefined for what is not a line: kinds that are not shown, what was entered in error, and
 * headings that say nothing of their own.
 */
export function itemOf(entry: Entry): { section: SectionName; item: Item } | undefined {
  const show = byKind.get(entry.kind) as
    | ((r: FhirResource, e: Entry) => Line | undefined)
    | undefined
  if (!show || typeof entry.resource !== 'object' || entry.resource === null) return undefined
  if (isMistake(entry.resource)) return undefined
  const line = show(entry.resource, entry)
  return line && { section: line.section, item: compact(entry, line) }
}

const statusFields = ['status', 'docStatus', 'verificationStatus', 'clinicalStatus'] as const

/** Entered in error, in whichever field this kind of resource says so: never shown. */
function isMistake(resource: FhirResource): boolean {
  const fields = resource as unknown as { readonly [field: string]: unknown }
  return statusFields.some((field) => {
    const said = fields[field]
    if (typeof said === 'string') return mistake.test(said)
    return mistake.test(codeOf(said as CodeableConcept | undefined) ?? '')
  })
}
const mistake = /^\s*(entered-in-error|nullified)\s*$/i

/** Only what is there, and nothing twice. */
function compact(entry: Entry, line: Line): Item {
  const { provenance } = entry
  const facts = factsOf(line)
  const notes = notesOf(entry.resource, line)
  const { result, document } = line
  const item: { -readonly [K in keyof Item]: Item[K] } = {
    id: entry.id,
    kind: entry.kind,
    title: line.title,
    source: provenance.organisation,
    received: provenance.receivedAt,
  }
  if (line.status) item.status = line.status
  if (line.past) item.past = true
  if (line.date) item.date = line.date
  if (line.end && line.end !== line.date) item.end = line.end
  if (line.by) item.by = line.by
  if (provenance.sourceTime) item.said = provenance.sourceTime
  if (facts.length > 0) item.facts = facts
  if (notes.length > 0) item.notes = notes
  if (line.codes) item.codes = line.codes
  if (line.group) item.group = line.group
  if (line.alert) item.alert = line.alert
  if (line.noneKnown) item.noneKnown = true
  if (result) {
    const told = Object.entries(result).filter(([, value]) => value !== undefined)
    if (told.length > 0) item.result = Object.fromEntries(told)
  }
  if (document) item.document = document
  return item
}

function factsOf(line: Line): (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = []
  for (const [label, words] of line.facts ?? []) {
    if (!words || words === line.title || words === line.status || words === line.by) continue
    if (!facts.some((fact) => fact[1] === words && fact[0] === label)) facts.push([label, words])
  }
  return facts
}

// A modifier can turn a statement into its opposite, and none is known here (FHIR R4 §2.4.1.3).
const modifierNote =
  'The source qualifies this entry in a way that cannot be shown here. Read it in the source.'

function notesOf(resource: FhirResource, line: Line): readonly string[] {
  const notes = line.notes ?? []
  const { modifierExtension } = resource as { modifierExtension?: Extension[] }
  return modifierExtension && list(modifierExtension).length > 0 ? [modifierNote, ...notes] : notes
}
