/** OBX, with the NTE behind it, as an Observation (HL7 v2.4 ch.7 §7.4.2; LAB-01, LAB-03). */
import type { CodeableConcept, Extension, Observation } from 'fhir/r4'
import { organisation, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { isTakenBack, resultStatus } from './statuses.ts'
import { absentReason, observedValue, textTypes, unitOf } from './value.ts'

/** One result: its lines (same OBX-3 and OBX-4) and the comments behind them. */
export interface ResultLines {
  readonly code: string
  readonly sub: string
  /** Counts results of the same code and sub-id that are not lines of one text. */
  readonly occurrence: number
  readonly type: string
  lines: Segment[]
  /** How much of it grew: beside an organism of the same code and sub-id. */
  amount?: Segment
  readonly notes: Segment[]
}

/** OBX segments put together by code and sub-id: never by OBX-1, which is no id (LAB-05). */
export function resultLines(segments: readonly Segment[]): ResultLines[] {
  const results: ResultLines[] = []
  const last = new Map<string, ResultLines>()
  let noted: ResultLines | undefined
  for (const segment of segments) {
    if (segment.name === 'NTE') noted?.notes.push(segment)
    else noted = undefined
    if (segment.name !== 'OBX') continue
    const code = segment.text(3) || segment.words(3, 2) || segment.text(3, 4)
    const [sub, type] = [segment.text(4), segment.text(2).toUpperCase()]
    const key = `${code}/${sub}`
    const held = last.get(key)
    noted = held
    if (held && held.type === type && isContinued(held, segment)) held.lines.push(segment)
    else if (held && isOrganismWithAmount(held, type)) {
      // The organism is the result, whichever of the two stands first.
      if (coded.has(type)) [held.amount, held.lines] = [held.lines[0], [segment]]
      else held.amount = segment
    } else {
      const occurrence = held ? held.occurrence + 1 : 1
      const result = { code, sub, occurrence, type, lines: [segment], notes: [] }
      results.push(result)
      last.set(key, result)
      noted = result
    }
  }
  return results
}

/** Lines of one text or pieces of one document; a second number is a second result. */
const isContinued = (held: ResultLines, next: Segment): boolean =>
  held.type === 'ED' || (textTypes.has(held.type) && !held.lines[0]?.raw(6) && !next.raw(6))

const coded: ReadonlySet<string> = new Set(['CE', 'CWE', 'CNE', 'CF'])
const amounts: ReadonlySet<string> = new Set(['ST', 'NM', 'SN', 'TX'])

const isOrganismWithAmount = (held: ResultLines, type: string): boolean =>
  held.sub !== '' &&
  held.amount === undefined &&
  held.lines.length === 1 &&
  ((coded.has(held.type) && amounts.has(type)) || (amounts.has(held.type) && coded.has(type)))

/** What a report says for all of its results. */
export interface ReportContext {
  readonly title: string
  /** OBR-25. */
  readonly letter?: string
  readonly category: CodeableConcept[]
  readonly effective?: string
  readonly issued?: string
  readonly specimen?: string
  /** Made where the patient is, not in a laboratory (ORU^R30 to R32). */
  readonly isPointOfCare?: boolean
  /** Which isolate a result of this sub-id is of. */
  readonly isolate?: (sub: string) => string | undefined
}

const pointOfCare = 'Point of care device'

export function observation(
  result: ResultLines,
  context: ReportContext,
  reading: Reading,
): Observation {
  const obx = result.lines[0] as Segment
  const letters = result.lines.map((line) => line.text(11).toUpperCase())
  const status = resultStatus(letters, context.letter ?? '')
  const effective = reading.moment(obx, 14)?.date ?? context.effective
  const performers = [
    organisation(obx.words(23), obx.text(23, 10), obx.text(23, 3)) ??
      organisation(obx.words(15, 2), obx.text(15)),
    practitioner(obx.first(16), reading),
  ].filter((one) => one !== undefined)
  const method = reading.concept(obx.first(17))
  const notes = result.notes.flatMap((nte) => noteText(nte))
  const value = valueFor(result, status, notes, reading)
  const flags = status === 'entered-in-error' ? {} : interpretations(obx)
  const isolate = context.isolate?.(result.sub)
  const extension: Extension[] = [
    { url: 'urn:lcr:report', valueString: context.title },
    ...(isolate ? [{ url: 'urn:lcr:isolate', valueString: isolate }] : []),
  ]
  const device = deviceOf(obx, context)
  return {
    resourceType: 'Observation',
    extension,
    status,
    category: context.category,
    code: reading.concept(obx.first(3)) ?? { text: context.title },
    subject: { type: 'Patient' },
    ...(effective && { effectiveDateTime: effective }),
    ...(context.issued && { issued: context.issued }),
    ...(performers.length > 0 && { performer: performers }),
    ...value,
    ...flags,
    ...(notes.length > 0 && { note: [{ text: notes.join('\n') }] }),
    ...(method && { method }),
    ...(device && { device: { display: device } }),
    ...(context.specimen && { specimen: { display: context.specimen } }),
    // Without anything to measure by it, a range says nothing.
    ...((Object.keys(value).length > 0 || flags.interpretation) && referenceRange(obx, reading)),
  }
}

/** OBX-18; and that it was measured at the point of care, where the message says so. */
function deviceOf(obx: Segment, context: ReportContext): string | undefined {
  const device = obx.words(18) || undefined
  if (!context.isPointOfCare) return device
  return device ? `${pointOfCare} ${device}` : pointOfCare
}

/** A result that was taken back shows no value anywhere; one not obtained says so. */
function valueFor(
  result: ResultLines,
  status: Observation['status'],
  notes: readonly string[],
  reading: Reading,
): Partial<Observation> {
  if (status === 'entered-in-error') return {}
  const standing = result.lines.filter((line) => !isTakenBack(line.text(11).toUpperCase()))
  const lines = standing.length > 0 ? standing : result.lines
  const value = observedValue(lines, reading)
  if (status !== 'cancelled') return { ...value, ...amountOf(result, reading) }
  const isNotAsked = lines.at(-1)?.text(11).toUpperCase() === 'N'
  const text = value.valueString ?? value.dataAbsentReason?.text
  const usual = isNotAsked ? 'Not asked' : ['Not performed', ...notes.slice(0, 1)].join(': ')
  return {
    dataAbsentReason: absentReason(isNotAsked ? 'not-asked' : 'not-performed', text ?? usual),
  }
}

/** How much grew, as a part of what grew. */
function amountOf({ amount }: ResultLines, reading: Reading): Partial<Observation> {
  if (!amount || isTakenBack(amount.text(11).toUpperCase())) return {}
  const { component: _none, ...value } = observedValue([amount], reading)
  return Object.keys(value).length > 0
    ? { component: [{ code: { text: 'Quantity' }, ...value }] }
    : {}
}

export function noteText(nte: Segment): string[] {
  const text = nte.lines(3).join('\n').trimEnd()
  return text === '' ? [] : [text]
}

const knownFlags = new Set('L,H,LL,HH,N,A,AA,S,I,R,MS,VS,U,D,B,W,<,>,POS,NEG,IND,DET,ND'.split(','))

/** The laboratory's own flags as sent (LAB-06). */
function interpretations(obx: Segment): Partial<Observation> {
  const flags = obx.repetitions(8).map((flag) => flag.words(1))
  if (flags.length === 0) return {}
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'
  const interpretation = flags.map((flag) => ({
    ...(knownFlags.has(flag) && { coding: [{ system, code: flag }] }),
    text: flag,
  }))
  return { interpretation }
}

const between = /^\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*$/
const bound = /^\s*([<>≤≥]=?)\s*(-?\d+(?:\.\d+)?)\s*$/

/** OBX-7 as sent, and its bounds where they can be read without doubt. */
function referenceRange(obx: Segment, reading: Reading): Partial<Observation> {
  const text = obx.first(7).whole.trim()
  if (text === '' || text === '-') return {}
  const unit = unitOf(obx, reading)
  const limit = (value: string | undefined) => ({ value: Number(value), ...unit })
  const [, low, high] = between.exec(text) ?? []
  if (low !== undefined && Number(low) <= Number(high)) {
    return { referenceRange: [{ low: limit(low), high: limit(high), text }] }
  }
  const [, sign, value] = bound.exec(text) ?? []
  if (sign === undefined) return { referenceRange: [{ text }] }
  const side = sign.startsWith('<') || sign === '≤' ? 'high' : 'low'
  return { referenceRange: [{ [side]: limit(value), text }] }
}
