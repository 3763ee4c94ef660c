/** PPR PC1 to PC3: the problem list (HL7 v2.4 ch.12 §12.3.2, §12.4.2). */
import type { Condition } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type PatientGroup, segmentsNamed } from '../people/patient.ts'

export function problems(group: PatientGroup, reading: Reading): Statement[] {
  return segmentsNamed(group, 'PRB').flatMap((prb) => problem(prb, reading) ?? [])
}

function problem(prb: Segment, reading: Reading): Statement | undefined {
  const code = reading.concept(prb.first(3))
  if (!code) return undefined
  const isDeleted = reading.trigger === 'PC3' || prb.text(1).toUpperCase() === 'DE'
  const resolved = reading.moment(prb, 9)?.date
  const state = `${prb.text(14)} ${prb.words(14, 2)}`.toUpperCase()
  const isOver = resolved !== undefined || /RESOLVED|INACTIVE/.test(state)
  const onset = reading.moment(prb, 16) ?? reading.moment(prb, 7)
  const recorded = reading.moment(prb, 2)?.date
  const isDoubtful = /PROVISIONAL|UNCONFIRMED|SUSPECT/i.test(`${prb.text(13)} ${prb.words(13, 2)}`)
  const verification = isDeleted ? 'entered-in-error' : isDoubtful ? 'provisional' : 'confirmed'
  const resource: Condition = {
    resourceType: 'Condition',
    ...(!isDeleted && {
      clinicalStatus: {
        coding: [{ system: system('clinical'), code: isOver ? 'resolved' : 'active' }],
      },
    }),
    verificationStatus: { coding: [{ system: system('ver-status'), code: verification }] },
    category: [
      {
        coding: [
          { system: system('category'), code: 'problem-list-item', display: 'Problem List Item' },
        ],
      },
    ],
    code,
    subject: { type: 'Patient' },
    ...(onset && { onsetDateTime: onset.date }),
    ...(resolved && { abatementDateTime: resolved }),
    ...(recorded && { recordedDate: recorded }),
  }
  const sourceId = prb.text(4) || prb.text(3) || prb.words(3, 2)
  return { kind: 'Condition', sourceId, eventTime: reading.eventTime, resource }
}

const system = (name: string): string => `http://terminology.hl7.org/CodeSystem/condition-${name}`
