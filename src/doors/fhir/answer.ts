/** What the sender is told of what became of its message (R4 http.html §3.1.0.8 and §3.1.0.11). */
import type { SetAsidePart } from '#vocabulary'
import type { FhirDoorNeeds, FiledReport } from './needs.ts'
import { type OperationOutcome, outcome, partsOutcome } from './outcome.ts'
import type { Peek } from './peek.ts'

interface Answer {
  readonly status: number
  readonly body: object
}

interface EntryResponse {
  readonly response: { readonly status: string; readonly outcome?: OperationOutcome }
}

export function answerFor(report: FiledReport, seen: Peek, kinds: FhirDoorNeeds['kinds']): Answer {
  if (report.state === 'pending') {
    const words = 'Received and kept; it will be filed shortly.'
    return { status: 202, body: outcome('information', 'informational', words, report.messageId) }
  }
  if (report.state === 'duplicate') {
    const words = 'Received before; nothing was changed.'
    return { status: 200, body: outcome('information', 'duplicate', words, report.messageId) }
  }
  const byEntry = seen.entryKinds && partsByEntry(report.parts)
  if (byEntry && (report.state === 'filed' || byEntry.size > 0)) {
    return { status: 200, body: responseBundle(seen, byEntry, kinds) }
  }
  if (report.state === 'set-aside' || report.parts.length > 0) {
    const unreadable = report.parts.some((part) => part.reason === 'unreadable')
    return { status: unreadable ? 400 : 422, body: partsOutcome(report.parts) }
  }
  if (seen.kind && !kinds.filed.includes(seen.kind)) {
    return { status: 202, body: notFiled(seen.kind, kinds) }
  }
  return { status: 201, body: outcome('information', 'informational', 'Filed.', report.messageId) }
}

/** Undefined when a part is not of an entry: then it is the Bundle that is answered. */
function partsByEntry(parts: readonly SetAsidePart[]): Map<number, SetAsidePart[]> | undefined {
  const byEntry = new Map<number, SetAsidePart[]>()
  for (const part of parts) {
    const index = /^entry\[(\d+)\]/.exec(part.place)?.[1]
    if (index === undefined) return undefined
    byEntry.set(Number(index), [...(byEntry.get(Number(index)) ?? []), part])
  }
  return byEntry
}

function responseBundle(
  seen: Peek,
  byEntry: ReadonlyMap<number, SetAsidePart[]>,
  kinds: FhirDoorNeeds['kinds'],
) {
  const entry = (seen.entryKinds ?? []).map((kind, index): EntryResponse => {
    const parts = byEntry.get(index)
    if (parts)
      return { response: { status: '422 Unprocessable Entity', outcome: partsOutcome(parts) } }
    if (kinds.filed.includes(kind)) return { response: { status: '201 Created' } }
    return { response: { status: '202 Accepted', outcome: notFiled(kind, kinds) } }
  })
  const type = seen.bundleType === 'transaction' ? 'transaction-response' : 'batch-response'
  return { resourceType: 'Bundle', type, entry }
}

function notFiled(kind: string, kinds: FhirDoorNeeds['kinds']): OperationOutcome {
  return kinds.supporting.includes(kind)
    ? outcome('information', 'informational', 'Used to complete what refers to it in this message.')
    : outcome('warning', 'not-supported', 'Kept as received; this type is not shown in the record.')
}
