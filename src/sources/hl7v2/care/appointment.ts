/**
 * SIU S12 to S26 as an Appointment (HL7 v2.4 ch.10 §10.3, §10.6.1; SCH-25 table 0278): one for
 * its number, put together from all messages about it, whichever came first (§1.8).
 */
import type { Appointment, AppointmentParticipant } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { numbered, practitioner } from '../parts/datatypes.ts'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import type { PatientGroup } from '../people/patient.ts'
import { Telling } from '../telling.ts'
import { causesIn } from './causes.ts'
import { lengthMs } from './durations.ts'
import { numbersOf } from './numbers.ts'

type Status = Appointment['status']

const byState: Readonly<Record<string, Status>> = {
  BOOKED: 'booked',
  STARTED: 'checked-in',
  ARRIVED: 'arrived',
  COMPLETE: 'fulfilled',
  COMPLETED: 'fulfilled',
  NOSHOW: 'noshow',
  DNA: 'noshow',
  CANCELLED: 'cancelled',
  CANCELED: 'cancelled',
  DC: 'cancelled',
  DELETED: 'entered-in-error',
  PENDING: 'pending',
  OVERBOOK: 'booked',
  WAITLIST: 'waitlist',
}

/** What the event itself says of the appointment, whatever state is still written beside it. */
const byEvent: Readonly<Record<string, Status>> = {
  S15: 'cancelled',
  S16: 'cancelled',
  S17: 'entered-in-error',
  S26: 'noshow',
}

/** Events about a patient's appointment; S23 and S24 block and free slots of nobody's. */
const slotEvents = new Set(['S23', 'S24'])
/** S18 to S22 speak of single resources; S20 to S22 take them away. */
const resourceEvents = new Set(['S18', 'S19', 'S20', 'S21', 'S22'])
const takingEvents = new Set(['S20', 'S21', 'S22'])

export function appointments(group: PatientGroup, reading: Reading): Statement[] {
  // SCH and the resources stand around PID: they belong to the message.
  const { segments } = reading.message
  const sch = segments.find((segment) => segment.name === 'SCH')
  if (slotEvents.has(reading.trigger)) reading.missed(`event SIU^${reading.trigger}`)
  if (!sch || slotEvents.has(reading.trigger)) return []
  const [placer, filler] = [sch.first(1), sch.first(2)]
  const numbers = numbersOf(placer, filler)
  if (!numbers) {
    reading.defect('SCH-1 and SCH-2 name no appointment')
    return []
  }
  const telling = new Telling('Appointment', reading)
  sayStanding(sch, telling, reading)
  sayTimes(sch, segments, telling, reading)
  for (const [kind, number] of [
    ['PLACER', numbered(placer, 'PLACER', reading)],
    ['FILLER', numbered(filler, 'FILLER', reading)],
  ] as const) {
    if (number) telling.part('identifier', kind, number)
  }
  const booked = segments
    .filter((segment) => segment.name === 'AIS' && segment.text(2).toUpperCase() !== 'D')
    .flatMap((ais) => reading.concept(ais.first(3)) ?? [])
  telling.put('serviceType', booked.length > 0 ? booked : undefined)
  const reasons = [reading.concept(sch.first(7)), ...causesIn(group.segments, reading)]
  const known = reasons.filter((reason) => reason !== undefined)
  telling.put('reasonCode', known.length > 0 ? known : undefined)
  telling.put('appointmentType', reading.concept(sch.first(8)))
  const comments = segments
    .filter((segment) => segment.name === 'NTE')
    .map((nte) => nte.lines(3).join('\n').trim())
  telling.put('comment', [...new Set(comments)].filter((words) => words).join('\n') || undefined)
  sayParticipants(segments, telling, reading)
  return [telling.statement(numbers.main, numbers)]
}

function sayStanding(sch: Segment, telling: Telling, reading: Reading): void {
  const said = [sch.text(25), sch.words(25, 2)].map((word) =>
    word.toUpperCase().replace(/[\s-]/g, ''),
  )
  const state = said.map((word) => byState[word]).find((status) => status !== undefined)
  const event = byEvent[reading.trigger]
  const reason = reading.concept(sch.first(6))
  const as = (status: Status) => ({
    status,
    ...(status === 'cancelled' && reason && { cancelationReason: reason }),
  })
  telling.usually('status', 'booked')
  if (event) telling.stands(as(event), event === 'entered-in-error')
  else if (reading.trigger === 'S12') telling.born(as(state ?? 'booked'))
  else if (state) telling.stands(as(state), state === 'entered-in-error')
  else if (reading.trigger === 'S13') telling.stands(as('booked'))
}

function sayTimes(sch: Segment, all: readonly Segment[], telling: Telling, reading: Reading): void {
  const start = startOf(sch, all, reading)
  if (!start) return
  if (!start.date.includes('T')) {
    telling.put('requestedPeriod', [{ start: start.date }])
    return
  }
  telling.starts(start.date)
  telling.put('requestedPeriod', null)
  telling.put('end', endOf(sch, all, start.ms, reading) ?? null)
}

/** By what is booked, else as SCH-11 says where that lies behind the start, else by SCH-9. */
function endOf(
  sch: Segment,
  all: readonly Segment[],
  start: number,
  reading: Reading,
): string | undefined {
  const after = (length: number) => new Date(start + length).toISOString()
  const lengths = all
    .filter((segment) => segment.name === 'AIS')
    .flatMap((ais) => lengthMs(ais.text(7), ais.text(8)) ?? [])
  if (lengths.length > 0) return after(Math.max(...lengths))
  const said = reading.moment(sch, 11, 5)
  if (said?.date.includes('T') && said.ms > start) return said.date
  const length = lengthMs(sch.text(9), sch.text(10))
  return length === undefined ? undefined : after(length)
}

function startOf(sch: Segment, all: readonly Segment[], reading: Reading) {
  for (const [name, n] of startFields) {
    for (const segment of all) {
      const found = segment.name === name ? reading.moment(segment, n) : undefined
      if (found) return found
    }
  }
  const wanted = all.find((segment) => segment.name === 'TQ1')
  return reading.moment(sch, 11, 4) ?? (wanted && reading.moment(wanted, 7))
}

const startFields = [
  ['AIS', 4],
  ['AIL', 6],
  ['AIP', 6],
  ['AIG', 8],
] as const

const resourceSegments: Readonly<Record<string, 'Practitioner' | 'Location' | 'Device'>> = {
  AIP: 'Practitioner',
  AIL: 'Location',
  AIG: 'Device',
}

function sayParticipants(all: readonly Segment[], telling: Telling, reading: Reading): void {
  telling.part('participant', '0', { actor: { type: 'Patient' }, status: 'accepted' })
  const named = all.filter((segment) => resourceSegments[segment.name])
  // An event about one resource, or a message without any, says nothing of the others.
  if (named.length > 0 && !resourceEvents.has(reading.trigger)) telling.whole('participant')
  for (const segment of named) {
    const actor = actorOf(segment, reading)
    if (!actor) continue
    const action = segment.text(2).toUpperCase()
    const isTaken = action === 'D' || (action === '' && takingEvents.has(reading.trigger))
    const role = reading.concept(segment.first(4))
    const participant: AppointmentParticipant = {
      ...(role && { type: [role] }),
      actor,
      status: 'accepted',
    }
    const key = `${segment.name} ${actor.identifier?.value ?? actor.display ?? ''}`
    telling.part('participant', key, isTaken ? null : participant)
  }
}

function actorOf(segment: Segment, reading: Reading): AppointmentParticipant['actor'] {
  const type = resourceSegments[segment.name]
  const field = segment.first(3)
  if (type === 'Practitioner') return practitioner(field, reading)
  if (type === 'Location') return placeOf(field, type)
  const concept = reading.concept(field) ?? reading.concept(segment.first(4))
  return concept?.text ? { type: 'Device', display: concept.text } : undefined
}

function placeOf(pl: Repetition, type: 'Location'): AppointmentParticipant['actor'] {
  const words = [4, 1, 2].map((n) => pl.words(n)).filter((part) => part)
  const display = words.length > 0 ? words.join(', ') : pl.words(9)
  return display ? { type, display } : undefined
}
