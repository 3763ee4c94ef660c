/**
 * What hospitals send in an hour, as one stream: 54.5 % ADT (of them 1 in 50 about somebody new),
 * 38 % ORU with 20 results, 6 % SIU, 1.5 % MDM with a PDF of 200 KB. Each message can be made by
 * itself, from the seed and its number, so nobody keeps the stream.
 */
import { type Chance, chance } from '../random.ts'
import { admission, doctors, header, patient, stamp, wards } from './messages.ts'
import { type Invented, invent } from './people.ts'

export interface StreamOf {
  readonly seed: string
  /** The numbers of the persons whom the store knows. */
  readonly persons: { readonly from: number; readonly count: number }
  /** When the first message was sent (epoch ms). */
  readonly from: number
}

export type StreamKind = 'adt' | 'oru' | 'siu' | 'mdm'

export const proportions = '54.5 % ADT, 38 % ORU with 20 OBX, 6 % SIU, 1.5 % MDM with a 200 KB PDF'

/** Also said by the last result of an ORU: by it a reader knows that the record shows this one. */
export const controlIdOf = ({ seed }: StreamOf, index: number): string => `${seed}-${index}`

export function kindOf(stream: StreamOf, index: number): StreamKind {
  return kindBy(chance('stream', stream.seed, index))
}

function kindBy(luck: Chance): StreamKind {
  const share = luck.next()
  if (share < 0.545) return 'adt'
  if (share < 0.925) return 'oru'
  return share < 0.985 ? 'siu' : 'mdm'
}

/** Somebody whom nobody knows yet comes with one admission in fifty. */
export function personOf(stream: StreamOf, index: number): number {
  const luck = chance('whom', stream.seed, index)
  const { from, count } = stream.persons
  if (luck.below(50) === 0 && kindOf(stream, index) === 'adt') return from + count + index
  return from + luck.below(count)
}

export function messageOf(stream: StreamOf, index: number): Buffer {
  const luck = chance('stream', stream.seed, index)
  const kind = kindBy(luck)
  const at = stream.from + index * 20
  const controlId = controlIdOf(stream, index)
  const person = invent(personOf(stream, index))
  if (kind === 'mdm') return letter(person, at, controlId, luck)
  const segments =
    kind === 'adt'
      ? admission(person, at, controlId, luck)
      : kind === 'oru'
        ? results(person, at, controlId, luck)
        : appointment(person, at, controlId, luck)
  return Buffer.from(segments.join('\r'))
}

/** Code, name, unit, low, high. */
const measured = [
  ['NA', 'Sodium', 'mmol/L', 133, 146],
  ['K', 'Potassium', 'mmol/L', 3.5, 5.3],
  ['UREA', 'Urea', 'mmol/L', 2.5, 7.8],
  ['CREA', 'Creatinine', 'umol/L', 45, 84],
  ['EGFR', 'Estimated GFR', 'mL/min/1.73m2', 60, 120],
  ['CRP', 'C-reactive protein', 'mg/L', 0, 5],
  ['ALB', 'Albumin', 'g/L', 35, 50],
  ['CA', 'Adjusted calcium', 'mmol/L', 2.2, 2.6],
  ['HB', 'Haemoglobin', 'g/L', 115, 165],
  ['WBC', 'White cell count', '10*9/L', 4, 11],
  ['PLT', 'Platelet count', '10*9/L', 150, 450],
  ['NEUT', 'Neutrophil count', '10*9/L', 2, 7.5],
  ['LYMPH', 'Lymphocyte count', '10*9/L', 1, 4],
  ['MCV', 'Mean cell volume', 'fL', 80, 100],
  ['ALT', 'Alanine aminotransferase', 'U/L', 10, 40],
  ['ALP', 'Alkaline phosphatase', 'U/L', 30, 130],
  ['BILI', 'Bilirubin', 'umol/L', 3, 21],
  ['GLU', 'Glucose', 'mmol/L', 3.6, 6],
  ['PHOS', 'Phosphate', 'mmol/L', 0.8, 1.5],
] as const

function results(person: Invented, at: number, controlId: string, luck: Chance): string[] {
  const order = `${controlId}-L`
  const taken = stamp(at - 3_600_000)
  return [
    header('ORU^R01', 'LAB', at, controlId),
    patient(person),
    `PV1|1|I|${luck.of(wards)}|||||||||||||||||${person.mrn}-0`,
    `ORC|RE|${order}|${order}`,
    `OBR|1|${order}|${order}|PROF^Biochemistry and blood count^LOCAL|||${taken}|||||||${taken}|BLOOD|${luck.of(doctors)}||||||${stamp(at)}||CH|F`,
    ...measured.map(([code, name, unit, low, high], index) => {
      const value = (low + (high - low) * (luck.next() * 1.2)).toFixed(low < 10 ? 1 : 0)
      const flag = Number(value) > high ? 'H' : Number(value) < low ? 'L' : ''
      return `OBX|${index + 1}|NM|${code}^${name}^LOCAL||${value}|${unit}|${low}-${high}|${flag}|||F|||${taken}`
    }),
    `OBX|${measured.length + 1}|ST|NOTE^Sample^LOCAL||Sample ${controlId}||||||F|||${taken}`,
  ]
}

function appointment(person: Invented, at: number, controlId: string, luck: Chance): string[] {
  const event = luck.of(['S12', 'S12', 'S14', 'S15'])
  const start = stamp(at + (1 + luck.below(60)) * 86_400_000)
  return [
    header(`SIU^${event}`, 'PAS', at, controlId),
    `SCH|${person.mrn}-A${luck.below(4)}^PAS|||||OUTPATIENT^Outpatient^LOCAL|FOLLOWUP^Follow-up^LOCAL|||30|min|^^30^${start}|||||||||||||BOOKED`,
    patient(person),
    `PV1|1|O|${luck.of(wards)}||||${luck.of(doctors)}`,
    'RGS|1|A',
    `AIS|1|A|CARD^Cardiology clinic^LOCAL|${start}|||30|min`,
  ]
}

/** A PDF is compressed inside: bytes by chance are as little to be made smaller. */
const pdfBytes = 200_000
let pdf: string | undefined

function pdfInBase64(): string {
  if (pdf) return pdf
  const luck = chance('pdf')
  const bytes = Buffer.from(Uint8Array.from({ length: pdfBytes }, () => luck.below(256)))
  bytes.write('%PDF-1.7\n', 'latin1')
  pdf = bytes.toString('base64')
  return pdf
}

function letter(person: Invented, at: number, controlId: string, luck: Chance): Buffer {
  const doctor = luck.of(doctors)
  const own = Buffer.from(controlId.padEnd(30)).toString('base64')
  const segments = [
    header('MDM^T02', 'PAS', at, controlId),
    `EVN|T02|${stamp(at)}`,
    patient(person),
    `PV1|1|I|${luck.of(wards)}|||||||||||||||||${person.mrn}-0`,
    `TXA|1|DS^Discharge summary|AP|${stamp(at)}|${doctor}|${stamp(at)}|${stamp(at)}||${doctor}|||${controlId}-D||||discharge summary|AU`,
    `OBX|1|ED|DS^Discharge summary||^application^pdf^Base64^${pdfInBase64().slice(0, 400)}${own}${pdfInBase64().slice(400)}||||||F`,
  ]
  return Buffer.from(segments.join('\r'))
}
