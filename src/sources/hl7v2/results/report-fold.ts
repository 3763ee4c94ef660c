/**
 * A report out of the messages about it: the newest says what it is, and the results of all stay
 * in it, for a laboratory may send them in pieces (LAB-02).
 */
import type { DiagnosticReport } from 'fhir/r4'
import { canonical, compareSaid } from '../latest.ts'

export interface ReportState {
  readonly at: readonly [number, number]
  /** References of the newest message, in its order. */
  readonly own: readonly string[]
  /** The newest replaces the others: results that are missing in it are no longer in it. */
  readonly snapshot: boolean
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
  const results = new Set([...references(winner.resource), ...references(loser.resource)])
  for (const own of winner.state.own) results.delete(own)
  const result = [...winner.state.own, ...[...results].sort()].map((reference) => ({ reference }))
  const forms = [...(winner.resource.presentedForm ?? []), ...(loser.resource.presentedForm ?? [])]
  const presentedForm = [...new Map(forms.map((form) => [form.url, form])).values()]
  presentedForm.sort((a, b) => ((a.url ?? '') < (b.url ?? '') ? -1 : 1))
  const resource: DiagnosticReport = {
    ...winner.resource,
    ...(result.length > 0 && { result }),
    ...(presentedForm.length > 0 && { presentedForm }),
  }
  return { resource, state: winner.state }
}

const references = (report: DiagnosticReport): string[] =>
  (report.result ?? []).map((one) => one.reference ?? '')

/** What one message alone says: without what other messages have added. */
function core({ resource, state }: Report): string {
  const { result: _result, presentedForm: _forms, ...rest } = resource
  return canonical([rest, state.own])
}
