/**
 * DG1 and PR1 as Condition and Procedure of a visit (HL7 v2.4 ch.6 §6.5.2, §6.5.4; v2.5.1
 * DG1-20, DG1-21, PR1-19, PR1-20), each put together from all messages about it.
 */
import type { Condition } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { numbered, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { Telling } from '../telling.ts'

/** `visit`: the sourceId of the Encounter that they belong to, when it is known. */
export function diagnoses(
  segments: readonly Segment[],
  visit: string | undefined,
  reading: Reading,
): Statement[] {
  return segments.flatMap((segment) => {
    if (segment.name === 'DG1') return diagnosis(segment, visit, reading) ?? []
    return segment.name === 'PR1' ? (procedure(segment, visit, reading) ?? []) : []
  })
}

function diagnosis(
  dg1: Segment,
  visit: string | undefined,
  reading: Reading,
): Statement | undefined {
  const code = reading.concept(dg1.first(3))
  const text = dg1.words(4) || code?.text
  const named = dg1.text(20) || dg1.text(3) || text
  if (!named) return undefined
  const telling = new Telling('Condition', reading)
  const action = dg1.text(21).toUpperCase()
  // Table 0052: admitting and working diagnoses are not yet certain.
  const type = dg1.text(6).toUpperCase()
  const verification = type === 'F' ? 'confirmed' : 'provisional'
  const stands: Pick<Condition, 'verificationStatus'> = { verificationStatus: coded(verification) }
  if (action === 'D') telling.stands({ verificationStatus: coded('entered-in-error') })
  else telling.stands(stands)
  telling.put('category', [{ coding: [atVisit] }])
  telling.put('subject', { type: 'Patient' })
  telling.put('code', text ? { ...code, text } : undefined)
  telling.put('encounter', visit ? { reference: `Encounter/${visit}` } : undefined)
  const found = reading.moment(dg1, 5)?.date
  telling.put('recordedDate', found ?? reading.moment(dg1, 19)?.date)
  telling.put('asserter', practitioner(dg1.first(16), reading))
  const rank = ranks[dg1.text(15)]
  if (dg1.text(15)) telling.put('note', rank ? [{ text: rank }] : null)
  const number = numbered(dg1.first(20), 'DIAGNOSIS', reading)
  telling.put('identifier', number && [number])
  const isRestricted = dg1.text(18).toUpperCase() === 'Y'
  return telling.statement(
    `${visit ?? ''}/${named}`,
    isRestricted ? { labels: ['restricted'] } : {},
  )
}

/** DG1-15: 1 is the first, 0 that it is not ranked. */
const ranks: Readonly<Record<string, string>> = {
  '1': 'Primary diagnosis of the visit',
  '2': 'Secondary diagnosis of the visit',
}

const coded = (code: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code }],
})
const atVisit = {
  system: 'http://terminology.hl7.org/CodeSystem/condition-category',
  code: 'encounter-diagnosis',
  display: 'Encounter Diagnosis',
}

function procedure(
  pr1: Segment,
  visit: string | undefined,
  reading: Reading,
): Statement | undefined {
  const code = reading.concept(pr1.first(3))
  const text = pr1.words(4) || code?.text
  const when = reading.moment(pr1, 5)
  const named = pr1.text(19) || (text && `${pr1.text(3) || text}/${when?.date ?? ''}`)
  if (!named) return undefined
  const telling = new Telling('Procedure', reading)
  // Planned procedures stand in PR1 too: what lies after the message has not been done.
  const isPlanned = when !== undefined && when.ms > reading.recorded
  const isDeleted = pr1.text(20).toUpperCase() === 'D'
  const status = isDeleted ? 'entered-in-error' : isPlanned ? 'preparation' : 'completed'
  telling.stands({ status })
  telling.put('subject', { type: 'Patient' })
  telling.put('code', text ? { ...code, text } : undefined)
  telling.put('encounter', visit ? { reference: `Encounter/${visit}` } : undefined)
  telling.put('performedDateTime', when?.date)
  const performers = [11, 12, 8].flatMap((n) => practitioner(pr1.first(n), reading) ?? [])
  telling.put(
    'performer',
    performers.length > 0 ? performers.map((actor) => ({ actor })) : undefined,
  )
  const number = numbered(pr1.first(19), 'PROCEDURE', reading)
  telling.put('identifier', number && [number])
  return telling.statement(`${visit ?? ''}/${named}`)
}
