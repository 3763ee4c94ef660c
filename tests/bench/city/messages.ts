/** HL7 v2 as a hospital sends it in a day: 60 % ADT, 35 % results with 8 lines, 5 % letters. */
import { type Chance, chance } from '../random.ts'
import { type Invented, invent } from './people.ts'

export interface Traffic {
  readonly seed: string
  readonly messages: number
  /** Persons whom the store knows: the messages are about them by chance. */
  readonly persons: readonly number[]
  /** When the first message was sent (epoch ms); one every second after that. */
  readonly from: number
}

export interface Sendable {
  /** MSH-10: names the message in what is measured. */
  readonly controlId: string
  readonly bytes: Buffer
  /** When it was sent (epoch ms). */
  readonly at: number
}

/** What a hospital has said of somebody whom it knows: three stays. */
export function arrivals(number: number): Sendable[] {
  const person = invent(number)
  const luck = chance('arrivals', number)
  return [0, 1, 2].map((visit) => {
    const at = Date.UTC(2026, 0, 1 + (number % 200)) + visit * 86_400_000
    const controlId = `arrival-${number}-${visit}`
    const segments = admission(person, at, controlId, luck, { event: 'A01', visit })
    return { controlId, at, bytes: Buffer.from(segments.join('\r')) }
  })
}

export function traffic(wanted: Traffic): Sendable[] {
  const luck = chance('traffic', wanted.seed)
  return Array.from({ length: wanted.messages }, (_, index) => {
    const person = invent(luck.of(wanted.persons))
    const at = wanted.from + index * 1_000
    const controlId = `${wanted.seed}-${index}`
    const share = luck.next()
    const segments =
      share < 0.6
        ? admission(person, at, controlId, luck)
        : share < 0.95
          ? results(person, at, controlId, luck)
          : letter(person, at, controlId, luck)
    return { controlId, at, bytes: Buffer.from(segments.join('\r')) }
  })
}

export const stamp = (time: number): string =>
  new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)

export function header(type: string, sender: string, at: number, controlId: string): string {
  return `MSH|^~\\&|${sender}|RJZ|LCR|LONDON|${stamp(at)}||${type}|${controlId}|P|2.4|||||GBR`
}

export function patient(person: Invented): string {
  const numbers = `${person.mrn}^^^RJZ^MR~${person.nhsNumber}^^^NHS^NH`
  const name = `${person.family.toUpperCase()}^${person.given}^^^^^L`
  const born = person.birthDate.replaceAll('-', '')
  const sex = person.gender === 'female' ? 'F' : 'M'
  const address = `${(person.number % 180) + 1} Camberwell Church Street^^London^^SE5 8TR^GBR^H`
  return `PID|1||${numbers}||${name}||${born}|${sex}|||${address}||020 7946 0${100 + (person.number % 900)}^PRN||ENG|M||||||||||||||N||01`
}

export const wards = ['MATTHEW WHITING', 'OLIVER', 'DONNE', 'LONSDALE', 'TRUNDLE'] as const
export const doctors = ['C3456789^OKONKWO^Adaeze^^^Dr', 'C4567890^HUGHES^Owen^^^Mr'] as const

export function admission(
  person: Invented,
  at: number,
  controlId: string,
  luck: Chance,
  given?: { readonly event: string; readonly visit: number },
): string[] {
  const event = given?.event ?? luck.of(['A01', 'A08', 'A08', 'A03'])
  const ward = luck.of(wards)
  const doctor = luck.of(doctors)
  const admitted = stamp(at - luck.below(5) * 86_400_000)
  const discharged = event === 'A03' ? stamp(at) : ''
  // Who is admitted begins a visit; everything else is about one of those that are known.
  const isNew = event === 'A01' && given === undefined
  const visit = `${person.mrn}-${isNew ? controlId : (given?.visit ?? luck.below(3))}`
  return [
    header(`ADT^${event}`, 'PAS', at, controlId),
    `EVN|${event}|${stamp(at)}|||JSMITH^Smith^Jo`,
    patient(person),
    'PD1|||CAMBERWELL GREEN SURGERY^^G85132|G8812345^BALOGUN^T^^^Dr',
    `NK1|1|${person.family.toUpperCase()}^Alex|PARTNER||020 7946 0999`,
    `PV1|1|I|${ward}^BAY ${1 + luck.below(6)}^${1 + luck.below(6)}^RJZ01|21||||${doctor}||300|||||||${doctor}||${visit}|||||||||||||||||${event === 'A03' ? '19' : ''}||||||||${admitted}|${discharged}`,
    'PV2|||^Shortness of breath',
  ]
}

const measured = [
  ['Na', 'Sodium', 'mmol/L', 133, 146],
  ['K', 'Potassium', 'mmol/L', 3.5, 5.3],
  ['UREA', 'Urea', 'mmol/L', 2.5, 7.8],
  ['CREA', 'Creatinine', 'umol/L', 45, 84],
  ['EGFR', 'Estimated GFR', 'mL/min/1.73m2', 60, 120],
  ['CRP', 'C-reactive protein', 'mg/L', 0, 5],
  ['ALB', 'Albumin', 'g/L', 35, 50],
  ['CA', 'Adjusted calcium', 'mmol/L', 2.2, 2.6],
] as const

function results(person: Invented, at: number, controlId: string, luck: Chance): string[] {
  const order = `${controlId}-L`
  const taken = stamp(at - 3_600_000)
  return [
    header('ORU^R01', 'LAB', at, controlId),
    patient(person),
    `PV1|1|I|${luck.of(wards)}|||||||||||||||||${person.mrn}-0`,
    `ORC|RE|${order}|${order}`,
    `OBR|1|${order}|${order}|UE^Urea and electrolytes^LOCAL|||${taken}|||||||${taken}|BLOOD|${luck.of(doctors)}||||||${stamp(at)}||CH|F`,
    ...measured.map(([code, name, unit, low, high], index) => {
      const value = (low + (high - low) * (luck.next() * 1.2)).toFixed(low < 10 ? 1 : 0)
      const flag = Number(value) > high ? 'H' : Number(value) < low ? 'L' : ''
      return `OBX|${index + 1}|NM|${code}^${name}^LOCAL||${value}|${unit}|${low}-${high}|${flag}|||F|||${taken}`
    }),
  ]
}

function letter(person: Invented, at: number, controlId: string, luck: Chance): string[] {
  const doctor = luck.of(doctors)
  const lines = [
    `Thank you for seeing ${person.given}, who came to the ${luck.of(wards)} ward with shortness of breath.`,
    'Chest X-ray showed right lower zone consolidation. Treated with oral antibiotics, and improved.',
    'Medication on discharge: amoxicillin 500 mg three times a day for five days; salbutamol as needed.',
    `Plan: repeat chest X-ray in ${4 + luck.below(4)} weeks; the practice is kindly asked to check renal function.`,
  ]
  return [
    header('MDM^T02', 'PAS', at, controlId),
    `EVN|T02|${stamp(at)}`,
    patient(person),
    `PV1|1|I|${luck.of(wards)}|||||||||||||||||${person.mrn}-0`,
    `TXA|1|DS^Discharge summary|TX|${stamp(at)}|${doctor}|${stamp(at)}|${stamp(at)}||${doctor}|||${controlId}-D||||discharge summary|AU`,
    ...lines.map((line, index) => `OBX|${index + 1}|TX|DS^Discharge summary||${line}||||||F`),
  ]
}
