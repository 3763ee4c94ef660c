/**
 * ORU and OUL: each OBR with what follows it as a DiagnosticReport, each result in it as an
 * Observation (HL7 v2.4 ch.7 §7.2, §7.4.1; §1.6 of the feeds as they are).
 */
import type { CodeableConcept, DiagnosticReport } from 'fhir/r4'
import type { SetAsidePart, Statement } from '#vocabulary'
import type { Latest } from '../latest.ts'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { accessionOf, isolateOf, parentOf } from './isolates.ts'
import { measurements } from './measurement.ts'
import {
  noteText,
  observation,
  type ReportContext,
  type ResultLines,
  resultLines,
} from './observation.ts'
import { type Order, ordersIn } from './orders.ts'
import { assembleReport, type ReportState } from './report-fold.ts'
import { type ReportedDocument, reportedDocuments } from './reported-document.ts'
import { firstResult } from './result-fold.ts'
import { isTakenBack, reportStatus } from './statuses.ts'

export interface Reported {
  readonly statements: Statement[]
  readonly setAside: SetAsidePart[]
}

/** `segments`: those of one patient. */
export function reports(segments: readonly Segment[], reading: Reading): Reported {
  const reported: Reported = { statements: [], setAside: [] }
  const seen: Seen = { keys: new Map(), organisms: new Map() }
  const { orders, loose } = ordersIn(segments, reading.code === 'OUL')
  for (const order of orders) oneReport(order, seen, reported, reading)
  // Results without any OBR are results all the same.
  reported.statements.push(...measurements(loose, `message ${reading.controlId}`, reading))
  return reported
}

interface Seen {
  /** How often a report key was used in this message. */
  readonly keys: Map<string, number>
  /** By accession and parent (OBX-3 and OBX-4): 'Observation/…', for sensitivities. */
  readonly organisms: Map<string, string>
}

function oneReport(order: Order, seen: Seen, reported: Reported, reading: Reading): void {
  const { obr } = order
  const { key, claim } = reportKey(order, seen, reading)
  const changed = reading.moment(obr, 22)
  const at = [changed?.ms ?? reading.recorded, reading.sent ?? 0] as const
  const context = contextOf(order, changed?.date, reading)
  const accession = accessionOf(order)
  const parent = parentOf(order)
  const derivedFrom = parent && seen.organisms.get(`${accession}|${parent}`)
  const own: string[] = []
  const taken: Record<string, Latest[string]> = {}
  const documents: ReportedDocument[] = []
  for (const result of resultLines(order.segments)) {
    const sourceId = `${key}/${result.code}${resultSuffix(result)}`
    if (result.type === 'ED') {
      documents.push(...reportedDocuments(result, sourceId, context, at, reading))
      continue
    }
    const resource = observation(result, context, reading)
    if (derivedFrom) resource.derivedFrom = [{ reference: derivedFrom }]
    const reference = `Observation/${sourceId}`
    seen.organisms.set(`${accession}|${result.code}&${result.sub}`, reference)
    own.push(reference)
    taken[reference] = [...at, resource.status === 'entered-in-error']
    reported.statements.push({
      kind: 'Observation',
      sourceId,
      eventTime: at[0],
      resource,
      combine: 'result',
      state: firstResult(resource, at, takesValueAway(result, reading)),
      ...claim,
    })
  }
  for (const document of documents) {
    if ('setAside' in document) reported.setAside.push(document.setAside)
    else reported.statements.push({ ...document.statement, ...claim })
  }
  const resource = diagnosticReport(order, context, reading)
  const filed = documents.filter((one) => 'statement' in one)
  const state: ReportState = {
    at,
    own,
    snapshot: reading.feed.profile.results === 'snapshot',
    status: resource.status,
    taken,
    forms: Object.fromEntries(filed.map((one) => [one.id, [...at, one.form ?? null]])),
  }
  const attachments = filed.flatMap((one) => one.statement.attachments ?? [])
  reported.statements.push({
    kind: 'DiagnosticReport',
    sourceId: key,
    eventTime: at[0],
    resource: assembleReport(resource, state),
    combine: 'report',
    state,
    ...(attachments.length > 0 && { attachments }),
    ...claim,
  })
}

/**
 * The same accession number serves several OBR: only with the test is it a report's own. What the
 * laboratory numbered, it numbered for one patient (LAB-04).
 */
function reportKey(
  order: Order,
  seen: Seen,
  reading: Reading,
): { key: string; claim: { claim?: string } } {
  const { obr, orc } = order
  const number = obr.text(3) || orc?.text(3) || obr.text(2) || orc?.text(2) || ''
  const parent = parentOf(order)
  const test = `${obr.text(4) || obr.words(4, 2)}${parent && `/${parent}`}`
  const key = `${number || reading.controlId || 'none'}/${test}`
  const times = (seen.keys.get(key) ?? 0) + 1
  seen.keys.set(key, times)
  return {
    key: times > 1 ? `${key}#${times}` : key,
    claim: number ? { claim: `report:${reading.org}/${key}` } : {},
  }
}

const resultSuffix = ({ sub, occurrence }: ResultLines): string =>
  `${sub && `/${sub}`}${occurrence > 1 ? `#${occurrence}` : ''}`

/** `""`, or a correction to nothing: what stood there does not hold any more. */
function takesValueAway({ lines }: ResultLines, reading: Reading): boolean {
  const last = lines.at(-1) as Segment
  const letter = last.text(11).toUpperCase()
  if (lines.some((line) => line.raw(5) !== '' && !line.isNull(5))) return false
  return (
    isTakenBack(letter) || /^[CK]$/.test(letter) || lines.some((line) => reading.isGone(line, 5))
  )
}

const imaging = new Set('RAD,RUS,CT,NMR,NMS,CUS,RX,XRC,MRI,US,RT,VUS,OUS'.split(','))
const pointOfCareEvents = new Set(['R30', 'R31', 'R32'])

function contextOf(order: Order, changed: string | undefined, reading: Reading): ReportContext {
  const { obr } = order
  const title = obr.words(4, 2) || obr.words(4, 5) || obr.words(4) || 'Report'
  const effective = collected(order, reading)
  const specimen = specimenOf(order)
  const isolate = isolateOf(order)
  const accession = accessionOf(order)
  return {
    title,
    letter: obr.text(25).toUpperCase(),
    category: [category(imaging.has(obr.text(24).toUpperCase()))],
    ...(effective && { effective }),
    ...(changed?.includes('T') && { issued: changed }),
    ...(specimen && { specimen }),
    ...(reading.code === 'ORU' &&
      pointOfCareEvents.has(reading.trigger) && { isPointOfCare: true }),
    isolate: (sub) => {
      const which = isolate(sub)
      return which && accession ? `${accession}, isolate ${which}` : which && `Isolate ${which}`
    },
  }
}

/** When it was taken from the patient, else when the laboratory had it: never when it was sent. */
function collected({ obr, specimen }: Order, reading: Reading): string | undefined {
  const spm = specimen?.name === 'SPM' ? specimen : undefined
  return (
    reading.moment(obr, 7) ??
    (spm && reading.moment(spm, 17)) ??
    reading.moment(obr, 14) ??
    (spm && reading.moment(spm, 18))
  )?.date
}

function specimenOf({ obr, specimen }: Order): string | undefined {
  const own = specimen?.name === 'SPM' ? 4 : 6
  const named = specimen && (specimen.words(own, 2) || specimen.words(own))
  return named || obr.words(15).replaceAll('&', ' ').trim() || obr.words(15, 4) || undefined
}

const category = (isImage: boolean): CodeableConcept => ({
  coding: [
    {
      system: 'http://terminology.hl7.org/CodeSystem/observation-category',
      code: isImage ? 'imaging' : 'laboratory',
      display: isImage ? 'Imaging' : 'Laboratory',
    },
  ],
})

function diagnosticReport(
  order: Order,
  context: ReportContext,
  reading: Reading,
): DiagnosticReport {
  const { obr } = order
  const notes = order.notes.flatMap(noteText)
  const interpreter = practitioner(obr.first(32), reading)
  const requester = practitioner(obr.first(16), reading)
  const status = reportStatus(context.letter ?? '')
  if (context.letter && !status) reading.defect('OBR-25 is no status of a report')
  return {
    resourceType: 'DiagnosticReport',
    ...(requester?.display && {
      extension: [{ url: 'urn:lcr:requester', valueString: requester.display }],
    }),
    identifier: [2, 3].flatMap((n) => {
      const kind = n === 2 ? 'PLACER' : 'FILLER'
      const value = obr.text(n)
      return value ? [{ system: `${reading.org}/${obr.text(n, 2) || kind}`, value }] : []
    }),
    status: status ?? 'unknown',
    category: context.category,
    code: reading.concept(obr.first(4)) ?? { text: context.title },
    subject: { type: 'Patient' },
    ...(context.effective && { effectiveDateTime: context.effective }),
    ...(context.issued && { issued: context.issued }),
    ...(interpreter && { resultsInterpreter: [interpreter] }),
    ...(context.specimen && { specimen: [{ display: context.specimen }] }),
    ...(notes.length > 0 && { conclusion: notes.join('\n') }),
  }
}
