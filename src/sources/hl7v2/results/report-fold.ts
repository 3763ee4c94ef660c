/**
 * A report out of the messages about it: the newest says what it is, and the results of all stay
 * in it, for a laboratory may send them in pieces (LAB-02). When each result in it was taken
 * back, so was the report.
 */
import type { Attachment, DiagnosticReport } from 'fhir/r4'
import { canonical, compareSaid, type Latest, mergeLatest } from '../latest.ts'

export interface ReportState {
  readonly at: readonly [number, number]
  /** References of the newest message, in its order. */
  readonly own: readonly string[]
  /** The newest replaces the others: results that are missing in it are no longer in it. */
  readonly snapshot: boolean
  /** What the newest says of how far it is. */
  readonly status?: DiagnosticReport['status']
  /** By reference, whether the result was taken back. */
  readonly taken?: Latest
  /** By id of the document, its attachment; null where it was taken back. */
  readonly forms?: Latest
}

export interface Report {
  readonly resource: DiagnosticReport
  readonly state: ReportState
}

export function mergeReport(held: Report, incoming: Report): Report {
  const order =
    compareSaid(held.state.at, incoming.state.at) || (core(held) < core(incoming) ? -1 : 1)
  const [winner, loser] = order < 0 ? [incoming, held] : [held, incoming]
  if (winner.state.snapshot) return winner
  const state: ReportState = {
    ...winner.state,
    status: winner.state.status ?? winner.resource.status,
    taken: mergeLatest(takenOf(winner), takenOf(loser)),
    forms: mergeLatest(formsOf(winner), formsOf(loser)),
  }
  return { resource: assembleReport(winner.resource, state), state }
}

/** The report as its state makes it, with what the newest message alone says in `resource`. */
export function assembleReport(resource: DiagnosticReport, state: ReportState): DiagnosticReport {
  const { result: _result, presentedForm: _forms, ...own } = resource
  const known = Object.keys(state.taken ?? {})
  const others = known.filter((reference) => !state.own.includes(reference)).sort()
  const result = [...state.own, ...others].map((reference) => ({ reference }))
  const forms = Object.entries(state.forms ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const standing = forms.map(([, said]) => said[2] as Attachment | null).filter((one) => one)
  const presentedForm = [...new Map(standing.map((one) => [one?.url, one as Attachment])).values()]
  const taken = [...Object.values(state.taken ?? {}), ...forms.map(([, said]) => said)]
  const isTaken = taken.length > 0 && taken.every(([, , said]) => said === true || said === null)
  return {
    ...own,
    status: isTaken ? 'entered-in-error' : (state.status ?? resource.status),
    ...(result.length > 0 && { result }),
    ...(presentedForm.length > 0 && { presentedForm }),
  }
}

/** What was kept before results were told apart by whether they stand. */
const takenOf = ({ resource, state }: Report): Latest =>
  state.taken ??
  Object.fromEntries(
    (resource.result ?? []).map((one) => [one.reference ?? '', [0, 0, false] as const]),
  )

const formsOf = ({ resource, state }: Report): Latest =>
  state.forms ??
  Object.fromEntries(
    (resource.presentedForm ?? []).map((form) => [form.url ?? '', [0, 0, form] as const]),
  )

/** What one message alone says: without what other messages have added. */
function core({ resource, state }: Report): string {
  const { result: _result, presentedForm: _forms, status, ...rest } = resource
  return canonical([rest, state.status ?? status, state.own])
}
