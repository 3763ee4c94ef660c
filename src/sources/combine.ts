/**
 * How parts become one statement: what is already held and what a message adds. Every rule is
 * commutative and idempotent: in whatever order and however often the parts arrive, the outcome
 * is the same. So apply a rule to every part that names it, whatever its eventTime.
 */
import type { DiagnosticReport, Observation } from 'fhir/r4'
import type { FhirResource, SetAsidePart, Statement } from '#vocabulary'
import { assembleDocument, type DocumentState, mergeDocument } from './hl7v2/care/document-fold.ts'
import { assembleVisit, mergeVisit, type VisitState, visitDoubt } from './hl7v2/care/visit-fold.ts'
import { type ListedState, mergeListed } from './hl7v2/listed.ts'
import { assemblePatient, mergePatient, type PatientState } from './hl7v2/people/patient-fold.ts'
import { mergeReport, type ReportState } from './hl7v2/results/report-fold.ts'
import { mergeResult, type ResultState } from './hl7v2/results/result-fold.ts'
import { assembleTold, mergeTold, type ToldState } from './hl7v2/told-fold.ts'

interface Combined {
  readonly resource: FhirResource
  /** Plain JSON: the order of its keys means nothing. */
  readonly state?: unknown
}

type Rule = (held: Combined | undefined, incoming: Statement) => Combined

/** What is held without a state was not put together here: then the newcomer starts afresh. */
const rule =
  (merge: (held: Combined, incoming: Statement) => Combined): Rule =>
  (held, incoming) =>
    held?.state === undefined
      ? { resource: incoming.resource, state: incoming.state }
      : merge(held, incoming)

/** A rule whose resource is wholly told by its state. */
const fold = <State>(
  merge: (held: State, incoming: State) => State,
  assemble: (state: State) => FhirResource,
): Rule =>
  rule((held, incoming) => {
    const state = merge(held.state as State, incoming.state as State)
    return { resource: assemble(state), state }
  })

/** By the name that a Statement's `combine` gives. */
export const combine: Readonly<Record<string, Rule>> = {
  patient: fold<PatientState>(mergePatient, assemblePatient),
  visit: fold<VisitState>(mergeVisit, assembleVisit),
  document: fold<DocumentState>(mergeDocument, assembleDocument),
  told: (held, incoming) => {
    const state =
      held?.state === undefined
        ? (incoming.state as ToldState)
        : mergeTold(held.state as ToldState, incoming.state as ToldState)
    return { resource: assembleTold(state, incoming.sourceId), state }
  },
  listed: rule((held, incoming) => ({
    resource: held.resource,
    state: mergeListed(held.state as ListedState, incoming.state as ListedState),
  })),
  result: rule((held, incoming) =>
    mergeResult(
      { resource: held.resource as Observation, state: held.state as ResultState },
      { resource: incoming.resource as Observation, state: incoming.state as ResultState },
    ),
  ),
  report: rule((held, incoming) =>
    mergeReport(
      { resource: held.resource as DiagnosticReport, state: held.state as ReportState },
      { resource: incoming.resource as DiagnosticReport, state: incoming.state as ReportState },
    ),
  ),
}

/** What a human must look at in what was put together; the state tells, not one message (HL7-16). */
export const doubtIn = (kind: string, state: unknown): SetAsidePart | undefined =>
  kind === 'Encounter' ? visitDoubt(state) : undefined
