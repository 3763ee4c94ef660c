/**
 * ORU: each OBR with what follows it as a DiagnosticReport, each result in it as an Observation
 * (HL7 v2.4 ch.7 §7.2, §7.4.1; §1.6 of the feeds as they are).
 */
import type { CodeableConcept, DiagnosticReport, Observation } from 'fhir/r4'
import type { SetAsidePart, Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type Embedded, embeddedDocument } from './embedded.ts'
import {
  noteText,
  observation,
  type ReportContext,
  type ResultLines,
  resultLines,
} from './observation.ts'
import { firstResult } from './result-fold.ts'

export interface Reported {
  readonly statements: Statement[]
  readonly setAside: SetAsidePart[]
}

/** `segments`: those of one patient. */
export function reports(segments: readonly Segment[], reading: Reading): Reported {
  const reported: Reported = { statements: [], setAside: [] }
  const keys = new Map<string, number>()
  const organisms = new Map<string, string>()
  for (const order of orders(segments)) {
    const obr = order.find((segment) => segment.name === 'OBR')
    if (obr) oneReport(obr, order, { keys, organisms }, reported, reading)
  }
  return reported
}

/** Segments from one OBR to the next, each with the ORC before it. */
function orders(segments: readonly Segment[]): Segment[][] {
  const found: Segment[][] = []
  let current: Segment[] | undefined
  let orc: Segment | undefined
  for (const segment of segments) {
    if (segment.name === 'ORC') [orc, current] = [segment, undefined]
    else if (segment.name === 'OBR') {
      current = orc ? [segment, orc] : [segment]
      found.push(current)
    } else current?.push(segment)
  }
  return found
}

interface Seen {
  /** How often a report key was used in this message. */
  readonly keys: Map<string, number>
  /** By parent (OBX-3 and OBX-4): 'Observation/…' and what grew, for sensitivities. */
  readonly organisms: Map<string, string>
}

function oneReport(
  obr: Segment,
  order: readonly Segment[],
  seen: Seen,
  reported: Reported,
  reading: Reading,
): void {
  const orc = order.find((segment) => segment.name === 'ORC')
  const key = reportKey(obr, orc, seen, reading)
  const changed = reading.moment(obr, 22)
  const at = [changed?.ms ?? reading.recorded, reading.sent ?? 0] as const
  const context = contextOf(obr, order, seen, changed?.date, reading)
  const derivedFrom = seen.organisms.get(parentOf(obr))
  const own: string[] = []
  const documents: Embedded[] = []
  for (const result of resultLines(order)) {
    const sourceId = `${key}/${result.code}${resultSuffix(result)}`
    if (result.type === 'ED') {
      addDocument(result, sourceId, context, documents, reported, reading)
      continue
    }
    const resource = observation(result, context, reading)
    if (derivedFrom) resource.derivedFrom = [{ reference: derivedFrom }]
    const reference = `Observation/${sourceId}`
    seen.organisms.set(`${result.code}&${result.sub}`, reference)
    own.push(reference)
    reported.statements.push({
      kind: 'Observation',
      sourceId,
      eventTime: at[0],
      resource,
      combine: 'result',
      state: firstResult(resource, at),
    })
  }
  const resource = diagnosticReport(obr, order, context, own, documents, reading)
  reported.statements.push({
    kind: 'DiagnosticReport',
    sourceId: key,
    eventTime: at[0],
    resource,
    combine: 'report',
    state: { at, own, snapshot: reading.feed.profile.results === 'snapshot' },
    ...(documents.length > 0 && { attachments: documents.map((one) => one.attachment) }),
  })
}

/** The same accession number serves several OBR: only with the test is it a report's own. */
function reportKey(obr: Segment, orc: Segment | undefined, seen: Seen, reading: Reading): string {
  const number =
    obr.text(3) || orc?.text(3) || obr.text(2) || orc?.text(2) || reading.controlId || 'none'
  const parent = parentOf(obr)
  const key = `${number}/${obr.text(4) || obr.words(4, 2)}${parent && `/${parent}`}`
  const times = (seen.keys.get(key) ?? 0) + 1
  seen.keys.set(key, times)
  return times > 1 ? `${key}#${times}` : key
}

/** OBR-26: OBX-3 and OBX-4 of the result that this report goes on from. */
function parentOf(obr: Segment): string {
  const code = obr.text(26)
  return code === '' ? '' : `${code}&${obr.text(26, 2)}`
}

const resultSuffix = ({ sub, occurrence }: ResultLines): string =>
  `${sub && `/${sub}`}${occurrence > 1 ? `#${occurrence}` : ''}`

/** OBR-25, table 0123. */
const reportStatuses: Readonly<Record<string, DiagnosticReport['status']>> = {
  O: 'registered',
  I: 'registered',
  S: 'registered',
  P: 'preliminary',
  R: 'partial',
  A: 'partial',
  F: 'final',
  C: 'corrected',
  M: 'amended',
  X: 'cancelled',
}

const imaging = new Set('RAD,RUS,CT,NMR,NMS,CUS,RX,XRC,MRI,US,RT,VUS,OUS'.split(','))

function contextOf(
  obr: Segment,
  order: readonly Segment[],
  seen: Seen,
  changed: string | undefined,
  reading: Reading,
): ReportContext {
  const name = obr.words(4, 2) || obr.words(4, 5) || obr.words(4) || 'Report'
  const effective = reading.moment(obr, 7)?.date ?? reading.moment(obr, 14)?.date
  const spm = order.find((segment) => segment.name === 'SPM')
  const specimen = spm
    ? spm.words(4, 2) || spm.words(4)
    : obr.words(15).replaceAll('&', ' ').trim() || obr.words(15, 4)
  const isImage = imaging.has(obr.text(24).toUpperCase())
  const letter = obr.text(25).toUpperCase()
  const status = letter === 'R' || letter === 'A' ? 'preliminary' : reportStatuses[letter]
  return {
    title: obr.raw(26) && seen.organisms.has(parentOf(obr)) ? `${name} (isolate)` : name,
    ...(status && status !== 'partial' && { status: status as Observation['status'] }),
    category: [category(isImage)],
    ...(effective && { effective }),
    ...(changed?.includes('T') && { issued: changed }),
    ...(specimen && { specimen }),
  }
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
  obr: Segment,
  order: readonly Segment[],
  context: ReportContext,
  own: readonly string[],
  documents: readonly Embedded[],
  reading: Reading,
): DiagnosticReport {
  const firstResultAt = order.findIndex((segment) => segment.name === 'OBX')
  const head = firstResultAt < 0 ? order : order.slice(0, firstResultAt)
  const notes = head.filter((segment) => segment.name === 'NTE').flatMap(noteText)
  const interpreter = practitioner(obr.first(32), reading)
  const requester = practitioner(obr.first(16), reading)
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
    status: reportStatuses[obr.text(25).toUpperCase()] ?? 'unknown',
    category: context.category,
    code: reading.concept(obr.first(4)) ?? { text: context.title },
    subject: { type: 'Patient' },
    ...(context.effective && { effectiveDateTime: context.effective }),
    ...(context.issued && { issued: context.issued }),
    ...(interpreter && { resultsInterpreter: [interpreter] }),
    ...(context.specimen && { specimen: [{ display: context.specimen }] }),
    ...(own.length > 0 && { result: own.map((reference) => ({ reference })) }),
    ...(notes.length > 0 && { conclusion: notes.join('\n') }),
    ...(documents.length > 0 && { presentedForm: documents.map((one) => one.fhir).sort(byUrl) }),
  }
}

const byUrl = (a: { url?: string }, b: { url?: string }): number =>
  (a.url ?? '') < (b.url ?? '') ? -1 : 1

/** A document is found among the documents, and read beside its report. */
function addDocument(
  result: ResultLines,
  sourceId: string,
  context: ReportContext,
  documents: Embedded[],
  reported: Reported,
  reading: Reading,
): void {
  const obx = result.lines[0] as Segment
  const title = obx.words(3, 2) || context.title
  const document = embeddedDocument(result.lines, title)
  if (document === 'empty') return
  if (document === 'unreadable') {
    const place = `OBX ${reading.message.segments.filter((s) => s.name === 'OBX').indexOf(obx) + 1}`
    const words = 'The document in OBX-5 cannot be decoded.'
    reported.setAside.push({ place, reason: 'unreadable', words })
    return
  }
  documents.push(document)
  reported.statements.push({
    kind: 'DocumentReference',
    sourceId,
    eventTime: reading.eventTime,
    resource: {
      resourceType: 'DocumentReference',
      status: obx.text(11) === 'W' || obx.text(11) === 'D' ? 'entered-in-error' : 'current',
      type: { text: title },
      subject: { type: 'Patient' },
      ...(context.effective?.includes('T') && { date: context.effective }),
      ...(context.effective && { context: { period: { start: context.effective } } }),
      description: context.title,
      content: [{ attachment: document.fhir }],
    },
    attachments: [document.attachment],
  })
}
