/** OBX-2 and OBX-5 as the value of an Observation (HL7 v2.4 ch.7 §7.4.2; §1.6 of the feeds). */
import type { Observation, Quantity } from 'fhir/r4'
import { ucumOf } from '../../units.ts'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

export type Value = Pick<
  Observation,
  | 'valueQuantity'
  | 'valueCodeableConcept'
  | 'valueString'
  | 'valueRange'
  | 'valueRatio'
  | 'valueDateTime'
  | 'valueTime'
  | 'valuePeriod'
  | 'component'
  | 'dataAbsentReason'
>

export const textTypes = new Set(['TX', 'FT', 'ST', ''])

/** Lines of one result, in order: OBX segments with the same OBX-3 and OBX-4. */
export function observedValue(lines: readonly Segment[], reading: Reading): Value {
  const obx = lines[0] as Segment
  const type = obx.text(2).toUpperCase()
  const first = obx.first(5)
  if (textTypes.has(type)) return narrative(lines, reading)
  if (!first.isValued) return {}
  // Several values in one field are shown as they are: none of them is the value.
  const isOne = obx.repetitions(5).length === 1
  if (!isOne && !codedTypes.has(type) && type !== 'RP') return narrative(lines, reading)
  switch (type) {
    case 'NM':
      return numeric(first.whole, obx, reading) ?? notNumeric(first.whole.trim(), reading)
    case 'SN':
      return structured(first, obx, reading)
    case 'CE':
    case 'CWE':
    case 'CNE':
    case 'CF':
      return coded(obx, reading)
    case 'DT':
    case 'TS':
    case 'DTM': {
      const date = reading.momentOf(first.text(1), 'OBX-5')?.date
      return date ? { valueDateTime: date } : words(first.whole.trim())
    }
    case 'TM':
      return timeOfDay(first.text(1)) ?? words(first.whole.trim())
    case 'NR':
      return range(first, obx, reading) ?? words(first.whole.trim())
    case 'DR':
      return between(first, reading) ?? words(first.whole.trim())
    case 'RP':
      return { dataAbsentReason: absentReason('unsupported', heldElsewhere) }
    default:
      return narrative(lines, reading)
  }
}

const codedTypes: ReadonlySet<string> = new Set(['CE', 'CWE', 'CNE', 'CF'])

/** What a pointer names is never fetched: it could be anything, anywhere. */
const heldElsewhere = 'Held in another system of the sender'

function notNumeric(text: string, reading: Reading): Value {
  const said = words(text)
  if (said.valueString !== undefined) reading.defect('OBX-5 says NM and is no number')
  return said
}

function timeOfDay(text: string): Value | undefined {
  const [, hour, minute, second = '00'] = /^([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)?/.exec(text) ?? []
  return hour === undefined ? undefined : { valueTime: `${hour}:${minute}:${second}` }
}

function range(nr: Repetition, obx: Segment, reading: Reading): Value | undefined {
  const unit = unitOf(obx, reading)
  const limits = [nr.text(1), nr.text(2)].map((text) =>
    isNumber(text) ? quantity(undefined, text, unit) : undefined,
  )
  const [low, high] = limits
  if (!low && !high) return undefined
  return { valueRange: { ...(low && { low }), ...(high && { high }) } }
}

function between(dr: Repetition, reading: Reading): Value | undefined {
  const [start, end] = [1, 2].map((n) => reading.momentOf(dr.text(n), 'OBX-5')?.date)
  if (!start && !end) return undefined
  return { valuePeriod: { ...(start && { start }), ...(end && { end }) } }
}

function narrative(lines: readonly Segment[], reading: Reading): Value {
  const obx = lines[0] as Segment
  const text = lines.flatMap((line) => line.lines(5)).join('\n')
  const isSingle = lines.length === 1 && !text.includes('\n')
  // A figure in a text field is a number only when its unit says so.
  if (isSingle && obx.raw(6) !== '') {
    const number = numeric(text, obx, reading)
    if (number) return number
  }
  const kept = isSingle ? text.trim() : text.replace(/\s+$/, '')
  return kept.trim() === '' ? {} : words(kept)
}

/** What laboratories write where a value should stand; never a number, above all never 0. */
const placeholders: readonly (readonly [RegExp, code: string])[] = [
  [/^((result )?pending|(result )?to follow|awaited|in progress)\.?$/i, 'temp-unknown'],
  [
    /^((sample |specimen )?(insufficient|ha?emolysed|clotted|leaked|unsuitable)( sample| specimen)?|(no|not) (sample|specimen) received)\.?$/i,
    'error',
  ],
  [/^(see (comments?|below|notes?|text|report))\.?$/i, 'as-text'],
  [
    /^(not (done|performed|tested)|unable to (test|process)|test not performed)\.?$/i,
    'not-performed',
  ],
  [/^(n\/?a|not applicable)\.?$/i, 'not-applicable'],
  [/^(-+|\*+|\.+|\?+|not (available|reported|known)|no result)$/i, 'unknown'],
]

function words(text: string): Value {
  const absent = placeholders.find(([shape]) => shape.test(text.trim()))?.[1]
  return absent ? { dataAbsentReason: absentReason(absent, text.trim()) } : { valueString: text }
}

export const absentReason = (code: string, text: string) => ({
  coding: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code }],
  text,
})

const figure = /^\s*(<=|>=|<|>|≤|≥)?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*$/
/** Beyond doubt only with two commas, or with a point: '1,234' is a decimal to some. */
const thousands =
  /^(\s*(?:<=|>=|<|>|≤|≥)?\s*[+-]?)(\d{1,3}(?:(?:,\d{3}){2,}|,\d{3}(?=\.\d)))(\.\d+)?\s*$/

function numeric(text: string, obx: Segment, reading: Reading): Value | undefined {
  const [, sign, grouped, rest = ''] = thousands.exec(text) ?? []
  const plain = grouped === undefined ? text : `${sign}${grouped.replaceAll(',', '')}${rest}`
  const found = figure.exec(plain)
  return found
    ? { valueQuantity: quantity(found[1], found[2] as string, unitOf(obx, reading)) }
    : undefined
}

const comparators: Readonly<Record<string, NonNullable<Quantity['comparator']>>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
  '≤': '<=',
  '≥': '>=',
}

/** A number that JSON writes otherwise (5.10, 007) keeps its digits beside it. */
function quantity(sign: string | undefined, digits: string, unit: Partial<Quantity>): Quantity {
  const value = Number(digits)
  const comparator = sign ? comparators[sign] : undefined
  return {
    value,
    ...(String(value) !== digits && {
      _value: { extension: [{ url: decimal, valueString: digits }] },
    }),
    ...(comparator && { comparator }),
    ...unit,
  }
}

/** On a number, as a string: the digits that the sender wrote. */
const decimal = 'urn:lcr:decimal'

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text)

/** SN: comparator ^ number ^ separator or suffix ^ number; some leave the comparator's place out. */
function structured(sn: Repetition, obx: Segment, reading: Reading): Value {
  const sent = [1, 2, 3, 4].map((n) => sn.text(n))
  const parts = isNumber(sent[0] ?? '') ? ['', ...sent] : sent
  const [sign = '', one = '', mark = '', two = ''] = parts
  const unit = unitOf(obx, reading)
  const joined = `${sign}${one}${mark}${two}`
  if (isNumber(one) && mark === '' && two === '' && (sign in comparators || /^=?$/.test(sign))) {
    return { valueQuantity: quantity(sign, one, unit) }
  }
  if (isNumber(one) && isNumber(two) && sign === '') {
    const [low, high] = [quantity(undefined, one, unit), quantity(undefined, two, unit)]
    if (mark === '-') return { valueRange: { low, high } }
    if (mark === ':' || mark === '/') {
      return {
        valueRatio: { numerator: { value: Number(one) }, denominator: { value: Number(two) } },
      }
    }
  }
  return words(joined)
}

function coded(obx: Segment, reading: Reading): Value {
  const all = obx.repetitions(5)
  const concepts = all.map((ce) => reading.concept(ce)).filter((one) => one !== undefined)
  const [first] = concepts
  if (!first) return {}
  if (!first.coding?.some((one) => one.display)) {
    const plain = words(first.text ?? '')
    if (plain.dataAbsentReason) return plain
  }
  if (concepts.length === 1) return { valueCodeableConcept: first }
  // Codings of one concept mean the same: several concepts are parts of the value.
  const code = reading.concept(obx.first(3)) ?? { text: 'Result' }
  return { component: concepts.map((one) => ({ code, valueCodeableConcept: one })) }
}

/** The unit as sent, and its UCUM code when the sender or the profile names it. */
export function unitOf(obx: Segment, reading: Reading): Partial<Quantity> {
  const ce = obx.first(6)
  if (!ce.isValued) return {}
  const [one, two] = [ce.words(1), ce.words(2)]
  let unit = /^UCUM$/i.test(ce.text(3)) && two ? two : one || two
  // A power of ten that was not escaped falls in two at its caret (HL7-06).
  if (/(^|[x*])10$/.test(one) && /^-?\d/.test(two)) {
    unit = `${one}^${two}`
    reading.defect('OBX-6 holds a caret that is not escaped')
  }
  const mapped =
    ucumOf(unit, reading.feed.profile) ?? (/^UCUM$/i.test(ce.text(3)) ? one : undefined)
  return { unit, ...(mapped && { system: 'http://unitsofmeasure.org', code: mapped }) }
}
