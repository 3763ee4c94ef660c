/**
 * Segments of the sender's own (Z…), read as the feed's profile says: which field is what, and no
 * more than that. What no profile describes stays in the original, and is counted (HL7-01).
 */
import type { CodeableConcept } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import type { LocalField } from '../../feed-profile.ts'
import { listStatement } from '../listed.ts'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { Telling } from '../telling.ts'

/** `visit`: the sourceId of the Encounter that the message is about, when it is known. */
export function localStatements(
  segments: readonly Segment[],
  visit: string | undefined,
  reading: Reading,
): Statement[] {
  const { zSegments } = reading.feed.profile
  const counts = new Map<string, number>()
  return segments.flatMap((segment) => {
    const count = (counts.get(segment.name) ?? 0) + 1
    counts.set(segment.name, count)
    return (zSegments[segment.name] ?? []).flatMap((field) => {
      if (field.as === 'AllergyIntolerance') return allergy(segment, field, reading) ?? []
      if (field.many) return many(segment, field, reading)
      return single(segment, field, visit, count, reading)
    })
  })
}

type Kind = 'Flag' | 'Observation'

function single(
  segment: Segment,
  field: LocalField,
  visit: string | undefined,
  count: number,
  reading: Reading,
): Statement[] {
  const value = segment.first(field.field)
  const isGone = reading.isGone(segment, field.field)
  if (!value.isValued && !isGone) return []
  // A flag is of the person; an observation, of the visit in which it was made.
  const of = field.as === 'Observation' ? (visit ?? '') : ''
  const sourceId = [`${segment.name}-${field.field}`, count > 1 ? count : '', of]
  const id = sourceId.filter((part) => part !== '').join('/')
  return [statement(field.as as Kind, id, value, isGone, field, reading)]
}

/** Each value is one of a list, which its sender tells as a whole. */
function many(segment: Segment, field: LocalField, reading: Reading): Statement[] {
  const list = `${segment.name}-${field.field}`
  const statements = segment.repetitions(field.field).map((value) => {
    const id = value.text(field.component ?? 1) || value.words(2)
    return statement(field.as as Kind, `${list}/${id}`, value, false, field, reading)
  })
  const said = [reading.recorded, reading.sent ?? 0] as const
  const gone = field.as === 'Flag' ? 'inactive' : 'entered-in-error'
  const whole = listStatement(list, statements, { final: false, set: { status: gone } }, said)
  return whole ? [whole, ...statements] : []
}

function statement(
  kind: Kind,
  sourceId: string,
  value: Repetition,
  isGone: boolean,
  field: LocalField,
  reading: Reading,
): Statement {
  const telling = new Telling(kind, reading)
  const code = value.text(field.component ?? 1)
  const none = isGone || field.none.some((one) => sameCode(one, code))
  const concept = conceptOf(value, field, reading)
  telling.put('subject', { type: 'Patient' })
  if (kind === 'Flag') {
    telling.stands({ status: none ? 'inactive' : 'active' })
    const text = [field.label, concept.text].filter((words) => words).join(': ')
    telling.put('code', { ...concept, text })
    return telling.statement(sourceId)
  }
  telling.stands({ status: isGone ? 'entered-in-error' : 'final' })
  telling.put('code', { text: field.label })
  const date = field.system || field.table ? undefined : reading.momentOf(code, sourceId)
  const isDate = date !== undefined && /^\d{8,}$/.test(code)
  telling.put('valueDateTime', isDate ? date.date : null)
  telling.put('valueCodeableConcept', isDate ? null : concept)
  telling.put('effectiveDateTime', reading.occurred?.date)
  return telling.statement(sourceId)
}

/** Codes of one number of digits are often sent without the zero in front. */
const sameCode = (a: string, b: string): boolean =>
  a.toUpperCase().replace(/^0+(?=.)/, '') === b.toUpperCase().replace(/^0+(?=.)/, '')

function conceptOf(value: Repetition, field: LocalField, reading: Reading): CodeableConcept {
  const n = field.component ?? 1
  const code = value.text(n)
  const known = Object.entries(field.table ?? {}).find(([one]) => sameCode(one, code))
  const display = known?.[1] ?? (field.component ? undefined : value.words(2) || undefined)
  const system = field.system ?? (field.table ? reading.namespace('', 'local') : undefined)
  const sent = system ? undefined : reading.concept(value)
  if (sent && !field.component) return sent
  return {
    coding: [{ ...(system && { system }), code: known?.[0] ?? code, ...(display && { display }) }],
    text: display ?? value.words(n),
  }
}

function allergy(segment: Segment, field: LocalField, reading: Reading): Statement | undefined {
  const code = reading.concept(segment.first(field.field))
  const id = field.id ? segment.text(field.id) : ''
  const sourceId = id || segment.text(field.field) || code?.text?.toLowerCase()
  if (!sourceId) return undefined
  const telling = new Telling('AllergyIntolerance', reading)
  const action = field.action ? segment.text(field.action).toUpperCase() : ''
  const state = field.state ? `${segment.text(field.state)} ${segment.words(field.state, 2)}` : ''
  const isWrong = action.startsWith('D') || /CANCEL|DELET|ERROR/i.test(state)
  const isOver = /INACTIVE|RESOLVED/i.test(state)
  if (isWrong) telling.stands({ verificationStatus: status('verification', 'entered-in-error') })
  else telling.stands({ clinicalStatus: status('clinical', isOver ? 'inactive' : 'active') })
  telling.put('patient', { type: 'Patient' })
  telling.put('code', code)
  return telling.statement(sourceId)
}

const status = (kind: 'clinical' | 'verification', code: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/allergyintolerance-${kind}`, code }],
})
