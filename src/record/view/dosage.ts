/** How a medicine is to be taken. The sender's own sentence first; composed only without one. */
import type { Dosage, Timing } from 'fhir/r4'
import { quantityWords, rangeWords, ratioWords } from './amounts.ts'
import { manyWords, words } from './concept.ts'
import { dateWords, periodWords } from './dates.ts'
import { joined, list, phrase, phrases, text, wordsFor } from './lenient.ts'

/** Every dosage in the order in which they are to be taken. */
export function dosesWords(dosages: readonly Dosage[] | undefined): string | undefined {
  const all = list(dosages)
  if (all.length < 2) return doseWords(all[0])
  const inOrder = all.every((dosage) => typeof dosage.sequence === 'number')
  const sequences = new Set(all.map((dosage) => dosage.sequence))
  const sorted = inOrder ? all.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0)) : all
  return joined(sorted.map(doseWords), inOrder && sequences.size > 1 ? '; then ' : '; and ')
}

// What an older GP system wrote where it had nothing to say.
const filler = /^no information available\.?$/i

function doseWords(dosage: Dosage | undefined): string | undefined {
  if (dosage === undefined) return undefined
  const own = phrase(dosage.text)
  const advice = joined([
    manyWords(dosage.additionalInstruction),
    phrase(dosage.patientInstruction),
  ])
  if (own && !filler.test(own)) {
    return advice && !own.toLowerCase().includes(advice.toLowerCase()) ? `${own} (${advice})` : own
  }
  return joined([
    joined([words(dosage.method), amountWords(dosage)], ' '),
    words(dosage.route),
    words(dosage.site),
    timingWords(dosage.timing),
    dosage.asNeededBoolean === true
      ? 'when required'
      : asNeeded(words(dosage.asNeededCodeableConcept)),
    upTo(ratioWords(dosage.maxDosePerPeriod)),
    upTo(quantityWords(dosage.maxDosePerAdministration), ' a dose'),
    advice,
  ])
}

const asNeeded = (why: string | undefined) => why && `when required for ${why}`
const upTo = (most: string | undefined, each = '') => most && `up to ${most}${each}`

function amountWords(dosage: Dosage): string | undefined {
  return joined(
    list(dosage.doseAndRate).map((each) => {
      const dose =
        quantityWords(each.doseQuantity) ??
        rangeWords(each.doseRange?.low, each.doseRange?.high, true)
      const rate =
        quantityWords(each.rateQuantity) ??
        ratioWords(each.rateRatio) ??
        rangeWords(each.rateRange?.low, each.rateRange?.high, true)
      return dose && rate ? `${dose} at ${rate}` : (dose ?? (rate && `at ${rate}`))
    }),
    ' or ',
  )
}

const periods = {
  s: 'second',
  min: 'minute',
  h: 'hour',
  d: 'day',
  wk: 'week',
  mo: 'month',
  a: 'year',
}

const whens = {
  MORN: 'in the morning',
  'MORN.early': 'early in the morning',
  'MORN.late': 'late in the morning',
  NOON: 'at noon',
  AFT: 'in the afternoon',
  EVE: 'in the evening',
  NIGHT: 'at night',
  HS: 'at bedtime',
  WAKE: 'on waking',
  AC: 'before meals',
  ACM: 'before breakfast',
  ACD: 'before lunch',
  ACV: 'before the evening meal',
  PC: 'after meals',
  PCM: 'after breakfast',
  PCD: 'after lunch',
  PCV: 'after the evening meal',
  C: 'with meals',
  CM: 'with breakfast',
  CD: 'with lunch',
  CV: 'with the evening meal',
}

const days = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
}

export function timingWords(timing: Timing | undefined): string | undefined {
  const repeat = timing?.repeat
  const coded = words(timing?.code)
  if (!repeat) return coded ?? joined(phrases(timing?.event).map(dateWords))
  const weekdays = joined(phrases(repeat.dayOfWeek).map((day) => wordsFor(days, day)))
  const often = frequencyWords(repeat)
  const duration = text(repeat.duration)
  const bounds =
    quantityWords(repeat.boundsDuration) ??
    rangeWords(repeat.boundsRange?.low, repeat.boundsRange?.high, true)
  return joined([
    coded ?? often,
    joined(
      phrases(repeat.when).map((when) => wordsFor(whens, when)),
      ' and ',
    ),
    weekdays && `on ${weekdays}`,
    joined(
      phrases(repeat.timeOfDay).map((time) => time.slice(0, 5)),
      ' and ',
    ),
    duration && `over ${duration} ${plural(repeat.durationUnit, duration)}`,
    bounds && `for ${bounds}`,
    text(repeat.count) && `${text(repeat.count)} times in all`,
    periodWords(repeat.boundsPeriod),
  ])
}

function plural(unit: unknown, count: string): string {
  const word = wordsFor(periods, unit) ?? ''
  return count === '1' ? word : `${word}s`
}

function frequencyWords(repeat: NonNullable<Timing['repeat']>): string | undefined {
  const period = text(repeat.period)
  const unit = text(repeat.periodUnit)
  if (!period || !unit) return undefined
  const longest = text(repeat.periodMax)
  const every = longest ? `${period}–${longest}` : period
  const least = text(repeat.frequency) ?? '1'
  const most = text(repeat.frequencyMax)
  const times = most ? `${least}–${most} times` : least === '1' ? 'once' : `${least} times`
  const span = every === '1' ? wordsFor(periods, unit) : `${every} ${plural(unit, every)}`
  if (least === '1' && !most && every !== '1') return `every ${span}`
  return every === '1'
    ? `${times} a ${span}`.replace('a hour', 'an hour')
    : `${times} every ${span}`
}
