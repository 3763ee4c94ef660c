/**
 * What an ADT message says of a visit: PV1 and PV2 as one Encounter, put together from all
 * messages about it (HL7 v2.4 ch.3 §3.3, §3.4.3; the events as the NHS uses them: §1.4).
 */
import type { CodeableConcept, Reference } from 'fhir/r4'
import { isOdsCode, odsOrganisationSystem, type Statement } from '#vocabulary'
import { Saying } from '../latest.ts'
import { numbered, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import {
  admissionMethod,
  admissionSource,
  dischargeDestination,
  dischargeMethod,
  emergencyDisposal,
  treatmentFunction,
} from '../parts/nhs-tables.ts'
import type { Reading } from '../parts/reading.ts'
import { isSensitive, type PatientGroup, segmentNamed } from '../people/patient.ts'
import { effects, moveEvents } from './visit-events.ts'
import { assembleVisit, type VisitState } from './visit-fold.ts'
import type { Move } from './visit-standing.ts'

/** Events that speak of a person and not of a visit, whatever PV1 they carry. */
const personEvents = new Set(['A28', 'A29', 'A31', 'A24', 'A37', 'A60'])
/** PV1-2: on a waiting list, or no patient class at all: there is no visit. */
const noVisit = new Set(['W', 'N'])

/** Undefined when the message is about no visit, or does not say which. */
export function visitStatement(group: PatientGroup, reading: Reading): Statement | undefined {
  const pv1 = segmentNamed(group, 'PV1')
  if (!pv1 || personEvents.has(reading.trigger)) return undefined
  const { profile } = reading.feed
  const reason = segmentNamed({ ...group, segments: reading.message.segments }, 'EVN')?.text(4)
  if (reason && profile.ignoredEventReasons.includes(reason)) return undefined
  const sent = pv1.text(2).toUpperCase()
  const classCode = profile.patientClasses[sent] ?? sent
  const id = visitId(group, pv1, reading)
  if (!id || noVisit.has(classCode)) return undefined
  const saying = new Saying([reading.recorded, reading.sent ?? 0])
  sayVisit(group, pv1, classCode, saying, reading)
  const move = moveOf(pv1, classCode, reading)
  const state: VisitState = { moves: move ? [move] : [], facts: saying.facts }
  return {
    kind: 'Encounter',
    ...id,
    // When it was said, and so of all parts of a visit the newest: what happened may lie further back.
    eventTime: reading.recorded,
    resource: assembleVisit(state),
    combine: 'visit',
    state,
    ...(isSensitive(group) === true && { labels: ['restricted'] }),
  }
}

/**
 * PV1-19 in its namespace, else PID-18. Without either, what begins a visit names it by when it
 * began; what goes on in one can only be told from the patient's other visits; and an update is
 * about none that we could find.
 */
function visitId(
  group: PatientGroup,
  pv1: Segment,
  reading: Reading,
): Pick<Statement, 'sourceId' | 'needsAll'> | undefined {
  for (const cx of [pv1.first(19), group.pid.first(18)]) {
    const value = cx.text(1)
    if (value === '') continue
    const authority = cx.text(4) || cx.text(5)
    return { sourceId: authority ? `${authority}/${value}` : value }
  }
  if (!moveEvents.has(reading.trigger)) return undefined
  const effect = effects[reading.trigger]
  if (effect === 'start' || effect === 'plan') {
    const began = reading.moment(pv1, 44) ?? reading.occurred
    return began && { sourceId: `from ${began.date}` }
  }
  return { sourceId: `in ${reading.trigger} ${reading.eventTime}`, needsAll: true }
}

function moveOf(pv1: Segment, classCode: string, reading: Reading): Move | undefined {
  if (!moveEvents.has(reading.trigger)) return undefined
  const location = place(pv1.raw(3) ? pv1 : undefined, 3, reading)
  const prior = place(pv1.raw(6) ? pv1 : undefined, 6, reading)
  const pending = place(pv1.raw(42) ? pv1 : undefined, 42, reading)
  const turn = turnOf(reading)
  const isCancel = effects[reading.trigger] === undefined
  const event = reading.message.segments.find((segment) => segment.name === 'EVN')
  const isTimed = isCancel && event !== undefined && reading.moment(event, 6) !== undefined
  const ended = reading.trigger === 'A03' ? reading.moment(pv1, 45)?.date : undefined
  return {
    event: reading.trigger,
    occurred: reading.eventTime,
    at: reading.occurred?.date ?? new Date(reading.eventTime).toISOString(),
    recorded: reading.recorded,
    sent: reading.sent ?? 0,
    ...(turn !== undefined && { turn }),
    ...(isTimed && { timed: true }),
    ...(pending && { pending }),
    ...(location && { location }),
    ...(prior && { prior }),
    ...(classCode && { class: classCode }),
    ...(ended && { ended }),
  }
}

/** MSH-13, else an MSH-10 that counts: some letters, then digits. */
function turnOf({ message, controlId }: Reading): number | undefined {
  const counted =
    /^\d{1,15}$/.exec(message.header.text(13)) ?? /^[A-Za-z]*0*(\d{1,15})$/.exec(controlId)
  return counted ? Number(counted[1] ?? counted[0]) : undefined
}

function sayVisit(
  group: PatientGroup,
  pv1: Segment,
  classCode: string,
  saying: Saying,
  reading: Reading,
): void {
  const { org } = reading
  const number = pv1.first(19).isValued ? pv1.first(19) : group.pid.first(18)
  const visit = number.text(1) && {
    system: reading.namespace(number.text(4), 'VISIT'),
    value: number.text(1),
  }
  const episode = numbered(pv1.first(50), 'EPISODE', reading)
  saying.put('identifier', visit || episode ? [visit, episode].filter((one) => one) : undefined)
  saying.put('provider', {
    identifier: { system: odsOrganisationSystem, value: org },
    display: reading.feed.organisationName,
  })
  saying.put('class', classCode || undefined)
  saying.put('seenAt', place(pv1, 3, reading))
  for (const [n, role] of participants) {
    const people = pv1.repetitions(n).map((xcn) => practitioner(xcn, reading))
    const known = people.filter((one) => one !== undefined)
    if (known.length > 0) saying.put(`participant:${role}`, known)
  }
  saying.put('specialty', tabled(pv1, 10, treatmentFunction))
  saying.put('patientType', textOf(pv1, 18))
  saying.put('admissionMethod', tabled(pv1, 4, admissionMethod))
  saying.put('admitSource', tabled(pv1, 14, admissionSource))
  sayDischarge(pv1, saying, reading)
  saying.put('admitted', reading.moment(pv1, 44)?.date)
  const isOpen = reading.isGone(pv1, 45)
  saying.put('discharged', isOpen ? null : reading.moment(pv1, 45)?.date)
  const pv2 = segmentNamed(group, 'PV2')
  if (!pv2) return
  // Some senders write the reason without its code, and so behind a separator.
  saying.put('reason', reading.concept(pv2.first(3)))
  saying.put('expectedStart', reading.moment(pv2, 8)?.date)
  saying.put('expectedEnd', reading.isGone(pv2, 9) ? null : reading.moment(pv2, 9)?.date)
  saying.put('expectedReturn', reading.moment(pv2, 47)?.date)
}

const participants = [
  [7, 'ATND'],
  [8, 'REF'],
  [9, 'CON'],
  [17, 'ADM'],
] as const

/** PV1-36 means opposite things in two tables: without one named it stays as sent. */
function sayDischarge(pv1: Segment, saying: Saying, reading: Reading): void {
  saying.put('destination', tabled(pv1, 37, dischargeDestination))
  const { dischargeTable } = reading.feed.profile
  if (dischargeTable === 'ITK-0112') saying.put('disposal', tabled(pv1, 36, emergencyDisposal))
  else if (dischargeTable === 'unknown') saying.put('disposal', asSent(pv1, 36))
  else saying.put('dischargeMethod', tabled(pv1, 36, dischargeMethod))
}

function tabled(
  segment: Segment,
  n: number,
  table: { readonly system: string; readonly words: Readonly<Record<string, string>> },
): CodeableConcept | undefined {
  const code = segment.text(n).toUpperCase()
  if (code === '') return undefined
  const words = table.words[code]
  if (!words) return asSent(segment, n)
  return { coding: [{ system: table.system, code, display: words }], text: words }
}

/** A bare code says nothing to a reader: it is shown as what it is. */
function asSent(segment: Segment, n: number): CodeableConcept | undefined {
  const said = textOf(segment, n)?.text
  if (!said) return undefined
  return { text: /^[\dA-Z]{1,3}$/.test(said) ? `Code ${said}, as sent` : said }
}

function textOf(segment: Segment, n: number): CodeableConcept | undefined {
  const text = segment.words(n, 2) || segment.words(n)
  return text ? { text } : undefined
}

/** PL as words, ward first, with its components as the sender's own identifier. */
function place(segment: Segment | undefined, n: number, reading: Reading): Reference | undefined {
  if (!segment) return undefined
  const pl = segment.first(n)
  if (!pl.isValued) return undefined
  const layout = reading.feed.profile.location
  const part = (at: number | undefined): string => (at === undefined ? '' : pl.words(at))
  const [ward, room, bed] = [part(layout.ward), part(layout.room), part(layout.bed)]
  const named = [part(layout.site), part(layout.facility)]
  // A code of the site says nothing to a reader; its name does.
  const site = named.find((words) => words && !isOdsCode(words))
  const shownBed = bed && (/bed/i.test(bed) ? bed : `Bed ${bed}`)
  const display = [...new Set([ward, room, shownBed, site])].filter((words) => words).join(', ')
  const value = Array.from({ length: pl.components }, (_, i) => pl.words(i + 1)).join('^')
  return {
    identifier: { system: `${reading.org}/location`, value: value.replace(/\^+$/, '') },
    display: display || value,
  }
}
