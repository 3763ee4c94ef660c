/** The key facts of a resource: who, what, which code, value and unit, how it stands, and when. */
import type { CodeableConcept, FhirResource, Identifier } from 'fhir/r4'
import { earliest } from '#vocabulary'

export type Facts = Readonly<Record<string, unknown>>

const codeOf = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.coding?.map((coding) => coding.code).find((code) => code) ?? concept?.text

const numbers = (identifiers: readonly Identifier[] | undefined): string | undefined =>
  identifiers
    ?.map((each) => each.value)
    .filter((value) => value)
    .sort()
    .join() || undefined

/** A moment in any zone is one moment; a day stays a day. */
const when = (date: string | undefined): string | undefined =>
  date?.includes('T') ? new Date(earliest(date as never) ?? Number.NaN).toISOString() : date

type FactsOf = {
  [K in FhirResource['resourceType']]?: (r: Extract<FhirResource, { resourceType: K }>) => Facts
}

/** What names a resource among others of its kind comes first. */
const byKind = {
  Patient: (r) => ({
    who: r.name?.[0]?.family,
    birthDate: r.birthDate,
    gender: r.gender,
    numbers: numbers(r.identifier),
    given: r.name?.[0]?.given?.join(' '),
    dead: when(r.deceasedDateTime) ?? r.deceasedBoolean,
  }),
  Encounter: (r) => ({
    who: numbers(r.identifier),
    status: r.status,
    class: r.class?.code,
    when: when(r.period?.start),
    until: when(r.period?.end),
    reason: codeOf(r.reasonCode?.[0]),
  }),
  AllergyIntolerance: (r) => ({
    what: codeOf(r.code),
    category: r.category?.join(),
    status: codeOf(r.clinicalStatus),
    criticality: r.criticality,
    reaction:
      r.reaction?.[0]?.manifestation?.[0]?.text ?? codeOf(r.reaction?.[0]?.manifestation?.[0]),
    when: when(r.onsetDateTime),
  }),
  Condition: (r) => ({
    what: codeOf(r.code),
    status: codeOf(r.clinicalStatus),
    verification: codeOf(r.verificationStatus),
    onset: when(r.onsetDateTime),
    recorded: when(r.recordedDate),
  }),
  Procedure: (r) => ({
    what: codeOf(r.code),
    status: r.status,
    when: when(r.performedDateTime ?? r.performedPeriod?.start),
  }),
  Observation: (r) => ({
    what: codeOf(r.code),
    value:
      r.valueQuantity?.value ?? r.valueString ?? codeOf(r.valueCodeableConcept) ?? r.valueDateTime,
    unit: r.valueQuantity?.unit ?? r.valueQuantity?.code,
    status: r.status,
    when: when(r.effectiveDateTime),
  }),
  DiagnosticReport: (r) => ({
    what: codeOf(r.code),
    status: r.status,
    when: when(r.effectiveDateTime ?? r.effectivePeriod?.start),
  }),
  Immunization: (r) => ({
    what: codeOf(r.vaccineCode),
    status: r.status,
    when: when(r.occurrenceDateTime),
    batch: r.lotNumber,
    dose: r.doseQuantity?.value,
    unit: r.doseQuantity?.unit,
    route: codeOf(r.route),
    site: codeOf(r.site),
  }),
  Appointment: (r) => ({
    who: numbers(r.identifier),
    status: r.status,
    when: when(r.start),
    until: when(r.end),
    reason: codeOf(r.cancelationReason),
  }),
  ServiceRequest: (r) => ({
    what: numbers(r.identifier) ?? codeOf(r.code),
    code: codeOf(r.code),
    status: r.status,
    intent: r.intent,
    priority: r.priority,
    when: when(r.authoredOn),
  }),
  MedicationRequest: (r) => ({
    what: codeOf(r.medicationCodeableConcept),
    status: r.status,
    intent: r.intent,
    dose: r.dosageInstruction?.[0]?.doseAndRate?.[0]?.doseQuantity?.value,
    route: codeOf(r.dosageInstruction?.[0]?.route),
    when: when(r.authoredOn),
  }),
  MedicationDispense: (r) => ({
    what: codeOf(r.medicationCodeableConcept),
    status: r.status,
    quantity: r.quantity?.value,
    when: when(r.whenHandedOver),
  }),
  DocumentReference: (r) => ({
    who: r.masterIdentifier?.value,
    status: r.status,
    standing: r.docStatus,
    type: codeOf(r.type),
    when: when(r.date),
  }),
} satisfies FactsOf

export const comparedKinds = Object.keys(byKind) as (keyof typeof byKind)[]

export const factsOf = (resource: FhirResource): Facts =>
  (byKind as Record<string, (r: never) => Facts>)[resource.resourceType]!(resource as never)
