/**
 * What is said of consent beside what is filed: CON (HL7 v2.5 ch.9 §9.9.2) and the protection
 * indicator PD1-12 (HL7 v2.4 ch.3 §3.4.10). What it means for sharing is not said here.
 */
import type { ConsentSaid } from '#vocabulary'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from './patient.ts'

/** CON-11, HL7 table 0498. */
const statuses: Readonly<Record<string, string>> = {
  A: 'Active',
  B: 'Bypassed',
  L: 'Limited',
  P: 'Pending',
  R: 'Refused',
  X: 'Rescinded',
}

export function consents({ segments }: PatientGroup, reading: Reading): ConsentSaid[] {
  return segments.flatMap((segment) => {
    if (segment.name === 'CON') return consent(segment, reading) ?? []
    return segment.name === 'PD1' ? (protection(segment, reading) ?? []) : []
  })
}

function consent(con: Segment, reading: Reading): ConsentSaid | undefined {
  const type = reading.concept(con.first(2))
  const status = con.text(11).toUpperCase()
  const words = statuses[status] ?? con.words(11, 2) ?? ''
  const name = type?.text ?? con.words(3)
  if (!name) return undefined
  return {
    sourceId: `CON/${con.text(2) || name}`,
    eventTime: reading.eventTime,
    codings: (type?.coding ?? []).flatMap(({ system, code, display }) =>
      code ? [{ code, ...(system && { system }), ...(display && { display }) }] : [],
    ),
    text: [name, words].filter((part) => part).join(': '),
    active: true,
  }
}

function protection(pd1: Segment, reading: Reading): ConsentSaid | undefined {
  const code = pd1.text(12).toUpperCase()
  if (code !== 'Y' && code !== 'N') return undefined
  return {
    sourceId: 'PD1-12',
    eventTime: reading.eventTime,
    codings: [{ system: 'urn:lcr:hl7v2:PD1-12', code: 'Y' }],
    text: 'Protection indicator',
    active: code === 'Y',
  }
}
