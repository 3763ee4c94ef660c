/**
 * How a medicine is to be given: amount, route and times, in words as written and, where they
 * can be read without doubt, as a FHIR Dosage (HL7 v2.5.1 ch.4 §4.5.4, §4.14; old quantity and
 * timing of v2.4 ch.4 §4.3).
 */
import type { Dosage, DosageDoseAndRate, Quantity, Timing } from 'fhir/r4'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

/** Where RXE, RXO and RXG hold the same things. */
export interface Layout {
  readonly code: number
  readonly low: number
  readonly high: number
  readonly unit: number
  readonly form: number
  readonly instructions: number
  /** Old quantity and timing, and how fast. */
  readonly timing?: number
  readonly rate?: number
}

export const layouts: Readonly<Record<string, Layout>> = {
  RXE: { code: 2, low: 3, high: 4, unit: 5, form: 6, instructions: 7, timing: 1, rate: 23 },
  RXO: { code: 1, low: 2, high: 3, unit: 4, form: 5, instructions: 7 },
  RXG: { code: 4, low: 5, high: 6, unit: 7, form: 8, instructions: 9, timing: 3, rate: 15 },
}

export interface Prescribed {
  readonly orc?: Segment | undefined
  readonly drug: Segment
  readonly rxr?: Segment | undefined
  readonly timings: readonly Segment[]
}

export function dosageOf({ orc, drug, rxr, timings }: Prescribed, reading: Reading): Dosage[] {
  const layout = layouts[drug.name] as Layout
  const route = rxr && reading.concept(rxr.first(1))
  const site = rxr && reading.concept(rxr.first(2))
  const amount = amountWords(drug, layout)
  const rate = layout.rate === undefined ? '' : rateWords(drug, layout.rate)
  const dose = doseOf(drug, layout)
  const instructions = drug
    .repetitions(layout.instructions)
    .map((one) => one.words(2) || one.words(1))
  const plans = timings.length > 0 ? timings.map(ofTq1) : oldTimings(orc, drug, layout)
  return (plans.length > 0 ? plans : [noPlan]).map((plan, index): Dosage => {
    const words = [amount, rate && `at ${rate}`, route?.text, plan.words, ...instructions]
    const text = [...new Set(words)].filter((part) => part).join(', ')
    const timing = timingOf(plan, reading)
    return {
      ...(plans.length > 1 && { sequence: index + 1 }),
      ...(text && { text }),
      ...(timing && { timing }),
      ...(/\bPRN/i.test(plan.pattern) && { asNeededBoolean: true }),
      ...(site && { site }),
      ...(route && { route }),
      ...(dose && { doseAndRate: [dose] }),
    }
  })
}

function doseOf(drug: Segment, { low, high, unit }: Layout): DosageDoseAndRate | undefined {
  const words = drug.words(unit, 2) || drug.words(unit)
  const [least, most] = [quantityOf(drug.text(low), words), quantityOf(drug.text(high), words)]
  if (!least) return undefined
  return most && most.value !== least.value
    ? { doseRange: { low: least, high: most } }
    : { doseQuantity: least }
}

/** Amount, or a range of amounts, in its unit: as written, never calculated with. */
function amountWords(drug: Segment, { low, high, unit }: Layout): string {
  const [from, to] = [drug.words(low), drug.words(high)]
  if (!from) return ''
  const amount = to && to !== from ? `${from} to ${to}` : from
  return `${amount} ${drug.words(unit, 2) || drug.words(unit)}`.trim()
}

function rateWords(drug: Segment, n: number): string {
  const [amount, unit] = [drug.words(n), drug.words(n + 1, 2) || drug.words(n + 1)]
  return amount && unit ? `${amount} ${unit}` : ''
}

export function quantityOf(amount: string, unit: string): Quantity | undefined {
  if (!/^\d+(\.\d+)?$/.test(amount)) return undefined
  return { value: Number(amount), ...(unit && { unit }) }
}

interface Plan {
  /** 'BID', 'Q6H', 'TDS': the code of the repeat pattern. */
  readonly pattern: string
  readonly words: string
  readonly start: string
  readonly end: string
}

const noPlan: Plan = { pattern: '', words: '', start: '', end: '' }

function ofTq1(tq1: Segment): Plan {
  const patterns = tq1.repetitions(3).map((one) => one.text(1))
  const at = tq1.repetitions(4).map((one) => clock(one.text(1)))
  const every = patterns.map((pattern) => patternWords[pattern.toUpperCase()] ?? pattern)
  const lasting = tq1.first(6).isValued
    ? `for ${[tq1.words(6), tq1.words(6, 2).split('&')[0]].filter((part) => part).join(' ')}`
    : ''
  const words = [
    ...every,
    at.length > 0 ? `at ${at.join(' and ')}` : '',
    lasting,
    tq1.words(10),
    tq1.words(11),
  ]
  return {
    pattern: patterns.join(' '),
    words: words.filter((part) => part).join(', '),
    start: tq1.text(7),
    end: tq1.text(8),
  }
}

/** Quantity and timing as one field, in RXE-1, RXG-3 or ORC-7; deprecated, and still sent. */
function oldTimings(orc: Segment | undefined, drug: Segment, layout: Layout): Plan[] {
  const own = layout.timing === undefined ? [] : drug.repetitions(layout.timing)
  return (own.length > 0 ? own : (orc?.repetitions(7) ?? [])).map((tq) => {
    const pattern = tq.subtext(2, 1)
    const at = tq.subtext(2, 2)
    const words = [
      patternWords[pattern.toUpperCase()] ?? pattern,
      at &&
        `at ${at
          .split(/[,\s]+/)
          .map(clock)
          .join(' and ')}`,
      tq.text(3) && `for ${tq.text(3)}`,
      tq.words(7),
      tq.words(8),
    ]
    return {
      pattern,
      words: words.filter((part) => part).join(', '),
      start: tq.text(4),
      end: tq.text(5),
    }
  })
}

const clock = (text: string): string => text.replace(/^(\d{2}):?(\d{2})(:?\d{2})?$/, '$1:$2')

/** Table 0335 and what prescribers here write; others stay as written. */
const patternWords: Readonly<Record<string, string>> = {
  OD: 'once a day',
  QD: 'once a day',
  BD: 'twice a day',
  BID: 'twice a day',
  TDS: 'three times a day',
  TID: 'three times a day',
  QDS: 'four times a day',
  QID: 'four times a day',
  OM: 'in the morning',
  QAM: 'in the morning',
  ON: 'at night',
  QHS: 'at night',
  PRN: 'when required',
  STAT: 'at once',
  ONCE: 'once',
  C: 'continuously',
}

const timesADay: Readonly<Record<string, number>> = {
  OD: 1,
  QD: 1,
  BD: 2,
  BID: 2,
  TDS: 3,
  TID: 3,
  QDS: 4,
  QID: 4,
}

function timingOf(plan: Plan, reading: Reading): Timing | undefined {
  const pattern = plan.pattern.toUpperCase()
  const [, every, unit] = /^Q(\d{1,2})([HDWS])$/.exec(pattern) ?? []
  const frequency = timesADay[pattern]
  const start = plan.start ? reading.momentOf(plan.start, 'TQ1-7')?.date : undefined
  const end = plan.end ? reading.momentOf(plan.end, 'TQ1-8')?.date : undefined
  const repeat: NonNullable<Timing['repeat']> = {
    ...((start || end) && { boundsPeriod: { ...(start && { start }), ...(end && { end }) } }),
    ...(frequency && { frequency, period: 1, periodUnit: 'd' as const }),
    ...(every && { frequency: 1, period: Number(every), periodUnit: periodUnits[unit as 'H'] }),
  }
  const isEmpty = Object.keys(repeat).length === 0
  if (isEmpty && !plan.pattern) return undefined
  return { ...(!isEmpty && { repeat }), ...(plan.pattern && { code: { text: plan.pattern } }) }
}

const periodUnits = { H: 'h', D: 'd', W: 'wk', S: 's' } as const
