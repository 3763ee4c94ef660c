/** ADT: admissions, transfers, discharges, attendances, leave (HL7 v2.4 ch.3; reference §1.4). */
import { feedNamed, visitSender } from '../feeds.ts'
import type { HospitalOds, Person } from '../people/person.ts'
import type { Stay } from '../story/events.ts'
import { placeAt } from '../story/hospital.ts'
import { hl7Time } from '../time.ts'
import { nextOfKin, patient, practice } from './patient.ts'
import { clinician, header, location, message, segment, sites, text } from './segment.ts'

export type AdtEvent = 'A01' | 'A02' | 'A03' | 'A04' | 'A08' | 'A11' | 'A21' | 'A22'

export interface AdtWords {
  readonly event: AdtEvent
  readonly person: Person
  readonly stay: Stay
  /** When it happened, and when the system said so. */
  readonly occurred: number
  readonly sent: number
  readonly control: string
}

const structures: Readonly<Record<AdtEvent, string>> = {
  A01: 'ADT_A01',
  A02: 'ADT_A02',
  A03: 'ADT_A03',
  A04: 'ADT_A01',
  A08: 'ADT_A01',
  A11: 'ADT_A09',
  A21: 'ADT_A21',
  A22: 'ADT_A21',
}

export function adt(words: AdtWords): Uint8Array {
  const { event, person, stay, occurred, sent, control } = words
  const { application, facility } = feedNamed(visitSender(stay.ods)).sender!
  const died = stay.died && event === 'A03' ? occurred : undefined
  const type = `ADT^${event}^${structures[event]}`
  return message([
    header({ application, facility, sent: hl7Time(sent), type, control }),
    eventSegment(event, occurred, sent),
    patient(stay.ods, person, died),
    practice(person),
    nextOfKin(person),
    visit(stay, occurred, event),
    stay.setting === 'inpatient' || stay.setting === 'emergency'
      ? segment('PV2', { 3: `^${text(stay.reason)}` })
      : undefined,
    ...allergies(stay, event),
    ...diagnoses(stay, event, occurred),
  ])
}

export function eventSegment(event: string, occurred: number, sent: number): string {
  return segment('EVN', { 1: event, 2: hl7Time(sent), 6: hl7Time(occurred) })
}

export function visit(stay: Stay, at: number, event: AdtEvent | 'T02' | 'R01'): string {
  const site = sites[stay.ods]
  const place = placeAt(stay, at)
  const before =
    event === 'A02' ? stay.moves[stay.moves.findLastIndex((move) => move.at <= at) - 1] : undefined
  const over = event === 'A03'
  const who = clinician(stay.consultant)
  return segment('PV1', {
    1: '1',
    2: { inpatient: 'I', emergency: 'E', outpatient: 'O' }[stay.setting],
    3: location(place, site),
    4: stay.admission?.method,
    6: before && location(before.place, site),
    7: who,
    9: who,
    10: stay.specialty,
    14: stay.admission?.from,
    19: `${stay.visit}^^^${stay.ods}^VN`,
    36: over ? (stay.died ? '4' : '1') : undefined,
    37: over ? (stay.died ? '79' : (stay.destination ?? '19')) : undefined,
    44: hl7Time(stay.at),
    45: over ? hl7Time(stay.end ?? at) : undefined,
  })
}

function allergies(stay: Stay, event: AdtEvent): string[] {
  if (event !== 'A01' && event !== 'A04') return []
  return (stay.allergies ?? []).map(({ text: words, reaction }, index) =>
    segment('AL1', {
      1: String(index + 1),
      2: /peanut/i.test(words) ? 'FA' : 'DA',
      3: `^${text(words)}`,
      5: reaction && text(reaction),
    }),
  )
}

/** What it was is coded when it is over; before, the reason in PV2-3 has to do. */
function diagnoses(stay: Stay, event: AdtEvent, at: number): string[] {
  if (event !== 'A03') return []
  return stay.diagnoses.map(({ code, text: words }, index) =>
    segment('DG1', {
      1: String(index + 1),
      3: `${code ?? ''}^${text(words)}^I10`,
      5: hl7Time(at),
      6: 'F',
      15: index === 0 ? '1' : '2',
      16: clinician(stay.consultant),
    }),
  )
}

interface PersonWords {
  readonly person: Person
  readonly ods: HospitalOds
  readonly sent: number
  readonly control: string
}

/** A40: two numbers of the sender are one patient; PID-3 stays, MRG-1 goes. */
export function merge(words: PersonWords & { retired: string }): Uint8Array {
  const { person, ods, sent, control, retired } = words
  const { application, facility } = feedNamed(visitSender(ods)).sender!
  return message([
    header({ application, facility, sent: hl7Time(sent), type: 'ADT^A40^ADT_A39', control }),
    eventSegment('A40', sent, sent),
    patient(ods, person),
    segment('MRG', { 1: `${retired}^^^${ods}^MR` }),
  ])
}

/** A28: a person is added, before any visit. */
export function register(words: PersonWords): Uint8Array {
  const { person, ods, sent, control } = words
  const { application, facility } = feedNamed(visitSender(ods)).sender!
  return message([
    header({ application, facility, sent: hl7Time(sent), type: 'ADT^A28^ADT_A05', control }),
    eventSegment('A28', sent, sent),
    patient(ods, person),
    practice(person),
  ])
}
