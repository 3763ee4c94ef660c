/** SIU S12 to S26 as an Appointment (HL7 v2.4 ch.10 §10.3, §10.6.1; SCH-25 table 0278). */
import type { Appointment, AppointmentParticipant } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { type PatientGroup, segmentNamed, segmentsNamed } from '../people/patient.ts'

const byEvent: Readonly<Record<string, Appointment['status']>> = {
  S12: 'booked',
  S13: 'booked',
  S14: 'booked',
  S15: 'cancelled',
  S16: 'cancelled',
  S17: 'entered-in-error',
  S26: 'noshow',
}

const byState: Readonly<Record<string, Appointment['status']>> = {
  BOOKED: 'booked',
  STARTED: 'checked-in',
  COMPLETE: 'fulfilled',
  NOSHOW: 'noshow',
  CANCELLED: 'cancelled',
  CANCELED: 'cancelled',
  DELETED: 'entered-in-error',
  PENDING: 'pending',
  WAITLIST: 'waitlist',
}

/** S23 and S24 block and free slots: they are about no patient's appointment. */
export function appointments(group: PatientGroup, reading: Reading): Statement[] {
  const all = reading.message.segments
  const sch = all.find((segment) => segment.name === 'SCH')
  if (!sch || reading.trigger === 'S23' || reading.trigger === 'S24') return []
  const id = sch.text(1) || sch.text(2)
  if (!id) return []
  const event = byEvent[reading.trigger]
  const state = byState[sch.text(25).toUpperCase()]
  // What the event took back stays so, whatever state is still written beside it.
  const status = event && event !== 'booked' ? event : (state ?? event ?? 'proposed')
  const ais = segmentNamed(group, 'AIS')
  const start = startOf(sch, group, reading)
  const minutes = Number(ais?.text(7) || sch.text(9))
  const end = start && endOf(sch, start.ms, minutes, reading)
  const what = ais && reading.concept(ais.first(3))
  const reason = reading.concept(sch.first(7))
  const cancelled = status === 'cancelled' ? reading.concept(sch.first(6)) : undefined
  const comments = segmentsNamed(group, 'NTE').map((nte) => nte.first(3).whole.trim())
  const hasInstant = start?.date.includes('T')
  const resource: Appointment = {
    resourceType: 'Appointment',
    identifier: [1, 2].flatMap((n) => {
      const value = sch.text(n)
      const kind = n === 1 ? 'PLACER' : 'FILLER'
      return value ? [{ system: `${reading.org}/${sch.text(n, 2) || kind}`, value }] : []
    }),
    status,
    ...(cancelled && { cancelationReason: cancelled }),
    ...(what && { serviceType: [what] }),
    ...(reason && { reasonCode: [reason] }),
    ...(sch.words(8, 2) && { appointmentType: { text: sch.words(8, 2) } }),
    ...(hasInstant && { start: start?.date }),
    ...(hasInstant && end && { end }),
    ...(start && !hasInstant && { requestedPeriod: [{ start: start.date }] }),
    ...(comments.length > 0 && { comment: comments.join('\n') }),
    participant: participants(group, reading),
  }
  return [{ kind: 'Appointment', sourceId: id, eventTime: reading.eventTime, resource }]
}

function startOf(sch: Segment, group: PatientGroup, reading: Reading) {
  const ais = segmentNamed(group, 'AIS')
  const ail = segmentNamed(group, 'AIL')
  const aip = segmentNamed(group, 'AIP')
  return (
    (ais && reading.moment(ais, 4)) ??
    (ail && reading.moment(ail, 6)) ??
    (aip && reading.moment(aip, 6)) ??
    reading.moment(sch, 11, 4)
  )
}

const minutesMax = 7 * 24 * 60

function endOf(sch: Segment, start: number, minutes: number, reading: Reading) {
  const said = reading.moment(sch, 11, 5)
  if (said) return said.date.includes('T') ? said.date : undefined
  if (!(minutes > 0 && minutes <= minutesMax)) return undefined
  return new Date(start + minutes * 60_000).toISOString()
}

function participants(group: PatientGroup, reading: Reading): AppointmentParticipant[] {
  const people = segmentsNamed(group, 'AIP').map((aip) => practitioner(aip.first(3), reading))
  const places = segmentsNamed(group, 'AIL').map((ail) => {
    const pl = ail.first(3)
    const words = [4, 1, 2].map((n) => pl.words(n)).filter((part) => part)
    return words.length > 0 ? { display: words.join(', ') } : undefined
  })
  const others = [...people, ...places].filter((actor) => actor !== undefined)
  return [
    { actor: { type: 'Patient' }, status: 'accepted' },
    ...others.map((actor) => ({ actor, status: 'accepted' as const })),
  ]
}
