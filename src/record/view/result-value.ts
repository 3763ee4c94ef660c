/** The value of a result as sent, and the narrative where the value is a text (LAB-12, §1.6). */
import type { Observation, ObservationComponent } from 'fhir/r4'
import { amountOf, quantityWords, rangeWords, ratioWords, unitOf } from './amounts.ts'
import { codeOf, hasCode, words } from './concept.ts'
import { dateWords, periodWords } from './dates.ts'
import { joined, list, phrase, text, wordsFor } from './lenient.ts'
import type { Fact } from './line.ts'

type Valued = Observation | ObservationComponent

interface Value {
  readonly value?: string
  readonly unit?: string
  /** Several lines, in which the columns stand under one another. */
  readonly text?: string
}

/** Longer than this reads as a report, not as a value. */
const valueCharactersMax = 120

export function valueIn(of: Valued): Value {
  const quantity = amountOf(of.valueQuantity)
  if (quantity !== undefined) return { value: quantity, unit: unitOf(of.valueQuantity) }
  const narrative = text(of.valueString)
  if (narrative !== undefined) {
    return /\n|\r/.test(narrative) || narrative.length > valueCharactersMax
      ? { text: narrative.replace(/\r\n?/g, '\n') }
      : { value: narrative }
  }
  return { value: otherValue(of) }
}

function otherValue(of: Valued): string | undefined {
  if (typeof of.valueBoolean === 'boolean') return of.valueBoolean ? 'Yes' : 'No'
  return (
    words(of.valueCodeableConcept) ??
    text(of.valueInteger) ??
    rangeWords(of.valueRange?.low, of.valueRange?.high, true) ??
    ratioWords(of.valueRatio) ??
    dateWords(of.valueDateTime) ??
    phrase(of.valueTime)?.slice(0, 5) ??
    periodWords(of.valuePeriod) ??
    (of.valueSampledData ? 'A trace: see the source' : undefined)
  )
}

const systolic: ReadonlySet<string> = new Set(['8480-6', '271649006', '72313002', '163030003'])
const diastolic: ReadonlySet<string> = new Set([
  '8462-4',
  '271650006',
  '1091811000000102',
  '163031004',
])

/** Blood pressure reads '142/88 mmHg'; every other component is a fact of its own. */
export function componentsIn(resource: Observation): Value & { facts: Fact[] } {
  const components = list(resource.component)
  if (components.length === 0) return { facts: [] }
  const high = components.find((each) => hasCode(each.code, systolic))
  const low = components.find((each) => hasCode(each.code, diastolic))
  const above = high && valueIn(high)
  const below = low && valueIn(low)
  const isPair =
    above?.value !== undefined && below?.value !== undefined && above.unit === below.unit
  const facts = components
    .filter((each) => !isPair || (each !== high && each !== low))
    .map((each): Fact => [words(each.code) ?? 'Component', componentWords(each)])
  if (!isPair) return nameless(resource, facts)
  return { value: `${above.value}/${below.value}`, unit: above.unit, facts }
}

/** Components named as the whole are its value in parts: 'Many', 'Gram positive rods'. */
function nameless(resource: Observation, facts: Fact[]): Value & { facts: Fact[] } {
  const name = words(resource.code)
  if (!facts.every(([label]) => label === name)) return { facts }
  return { value: joined(facts.map(([, said]) => said)), facts: [] }
}

function componentWords(component: ObservationComponent): string | undefined {
  const { value, unit, text: narrative } = valueIn(component)
  const quantity =
    component.valueQuantity && value === amountOf(component.valueQuantity)
      ? quantityWords(component.valueQuantity)
      : joined([value, unit], ' ')
  const flag = flagIn(component)
  const said = quantity ?? narrative ?? absenceWords(component)
  const range = rangeIn(component)
  const more = joined([range && `range ${range}`, flag])
  return said && more ? `${said} (${more})` : said
}

/** Every range that was sent, with whom it is for; never one from another laboratory (LAB-13). */
export function rangeIn(of: Valued): string | undefined {
  if (of.referenceRange === undefined) return undefined
  return joined(
    list(of.referenceRange).map((range) => {
      const span = phrase(range.text) ?? rangeWords(range.low, range.high)
      const type = codeOf(range.type) === 'normal' ? undefined : words(range.type)
      const who = joined([type, joined(list(range.appliesTo).map(words)), ageSpan(range)])
      return span && who ? `${span} (${who})` : span
    }),
    '; ',
  )
}

type ReferenceRange = NonNullable<Observation['referenceRange']>[number]

function ageSpan(range: ReferenceRange): string | undefined {
  const age = rangeWords(range.age?.low, range.age?.high, true)
  return age && `age ${age}`
}

/** The flag as sent: its code, for that is what laboratories print. */
export function flagIn(of: Valued): string | undefined {
  if (of.interpretation === undefined) return undefined
  return joined(list(of.interpretation).map((each) => codeOf(each) ?? words(each)))
}

const absences = {
  unknown: 'Not known',
  'asked-unknown': 'Asked, not known',
  'temp-unknown': 'Not known yet',
  'not-asked': 'Not asked',
  'asked-declined': 'Asked, declined to answer',
  masked: 'Withheld by the sender',
  'not-applicable': 'Not applicable',
  unsupported: 'Not supported by the sender',
  'as-text': 'See the text',
  error: 'Error in measuring',
  'not-a-number': 'Not a number',
  'negative-infinity': 'Too low to measure',
  'positive-infinity': 'Too high to measure',
  'not-performed': 'Not performed',
  'not-permitted': 'Not permitted',
}

/** Why there is no value, in words. Never shown as a value, and never as 0. */
export function absenceWords(of: Valued): string | undefined {
  const reason = of.dataAbsentReason
  if (reason === undefined) return undefined
  return phrase(reason?.text) ?? wordsFor(absences, codeOf(reason)) ?? words(reason)
}
