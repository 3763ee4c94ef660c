/** DG1 and PR1 as Condition and Procedure of a visit (HL7 v2.4 ch.6 §6.5.2, §6.5.4). */
import type { Condition, Procedure } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

/** `visit`: the sourceId of the Encounter that they belong to, when it is known. */
export function diagnoses(
  segments: readonly Segment[],
  visit: string | undefined,
  reading: Reading,
): Statement[] {
  return segments.flatMap((segment) => {
    const found =
      segment.name === 'DG1'
        ? diagnosis(segment, visit, reading)
        : segment.name === 'PR1'
          ? procedure(segment, visit, reading)
          : undefined
    return found ? [found] : []
  })
}

function diagnosis(
  dg1: Segment,
  visit: string | undefined,
  reading: Reading,
): Statement | undefined {
  const code = reading.concept(dg1.first(3))
  const text = dg1.words(4) || code?.text
  if (!text) return undefined
  const date = reading.moment(dg1, 5)?.date
  const isFinal = dg1.text(6).toUpperCase() === 'F'
  const isDeleted = dg1.text(21).toUpperCase() === 'D'
  const asserter = practitioner(dg1.first(16), reading)
  const verification = isDeleted ? 'entered-in-error' : isFinal ? 'confirmed' : 'provisional'
  const resource: Condition = {
    resourceType: 'Condition',
    verificationStatus: { coding: [{ system: verificationSystem, code: verification }] },
    category: [
      {
        coding: [
          { system: categorySystem, code: 'encounter-diagnosis', display: 'Encounter Diagnosis' },
        ],
      },
    ],
    code: { ...code, text },
    subject: { type: 'Patient' },
    ...(visit && { encounter: { reference: `Encounter/${visit}` } }),
    ...(date && { recordedDate: date }),
    ...(asserter && { asserter }),
  }
  const isRestricted = dg1.text(18).toUpperCase() === 'Y'
  return {
    kind: 'Condition',
    sourceId: `${visit ?? ''}/${dg1.text(20) || dg1.text(3) || text}`,
    eventTime: reading.eventTime,
    resource,
    ...(isRestricted && { labels: ['restricted'] }),
  }
}

const verificationSystem = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const categorySystem = 'http://terminology.hl7.org/CodeSystem/condition-category'

function procedure(
  pr1: Segment,
  visit: string | undefined,
  reading: Reading,
): Statement | undefined {
  const code = reading.concept(pr1.first(3))
  const text = pr1.words(4) || code?.text
  if (!text) return undefined
  const when = reading.moment(pr1, 5)
  // Planned procedures stand in PR1 too: what lies after the message has not been done.
  const isPlanned = when !== undefined && when.ms > reading.recorded
  const performers = [11, 12].flatMap((n) => practitioner(pr1.first(n), reading) ?? [])
  const resource: Procedure = {
    resourceType: 'Procedure',
    status: isPlanned ? 'preparation' : 'completed',
    code: { ...code, text },
    subject: { type: 'Patient' },
    ...(visit && { encounter: { reference: `Encounter/${visit}` } }),
    ...(when && { performedDateTime: when.date }),
    ...(performers.length > 0 && { performer: performers.map((actor) => ({ actor })) }),
  }
  const sourceId = `${visit ?? ''}/${pr1.text(3) || text}/${when?.date ?? ''}`
  return { kind: 'Procedure', sourceId, eventTime: reading.eventTime, resource }
}
