/** Quantities in words, as sent: nothing is rounded and nothing is converted (LAB-12). */
import type { Age, Duration, Extension, Quantity, Range, Ratio } from 'fhir/r4'
import { list, phrase, text } from './lenient.ts'

type AnyQuantity = Quantity | Age | Duration

const readable: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  Cel: '°C',
  a: 'years',
  mo: 'months',
  wk: 'weeks',
  d: 'days',
  h: 'hours',
  '/min': 'per minute',
  '{score}': '',
  '{ScoreOf}': '',
  ScoreOf: '',
  '1': '',
}

/** The unit as the sender writes it; UCUM only where a UCUM code is all that came. */
export function unitOf(quantity: AnyQuantity | undefined): string | undefined {
  const unit = phrase(quantity?.unit) ?? phrase(quantity?.code)
  if (unit === undefined || !Object.hasOwn(readable, unit)) return unit
  return readable[unit] || undefined
}

export function amountOf(quantity: AnyQuantity | undefined): string | undefined {
  const value = decimalOf(quantity)
  return value === undefined ? undefined : `${phrase(quantity?.comparator) ?? ''}${value}`
}

interface Written {
  readonly _value?: { readonly extension?: Extension[] }
}

/** A laboratory's 5.10 says more than 5.1: the sources keep what a number would lose. */
function decimalOf(quantity: AnyQuantity | undefined): string | undefined {
  const written = (quantity as Written | undefined)?._value?.extension
  const kept = written && list(written).find((each) => each.url === 'urn:lcr:decimal')
  return phrase(kept?.valueString) ?? text(quantity?.value)
}

/** '<5 mmol/L', '63%'. */
export function quantityWords(quantity: AnyQuantity | undefined): string | undefined {
  const value = amountOf(quantity)
  const unit = unitOf(quantity)
  if (value === undefined) return undefined
  if (unit === undefined) return value
  return unit === '%' ? `${value}%` : `${value} ${unit}`
}

/** '3.5–5.3', '≥90'; a unit only where a unit is asked for. */
export function rangeWords(
  low: Quantity | undefined,
  high: Quantity | undefined,
  withUnit = false,
): string | undefined {
  const from = decimalOf(low)
  const to = decimalOf(high)
  // A dash between negative numbers would read as a sign.
  const dash = from?.startsWith('-') || to?.startsWith('-') ? ' to ' : '–'
  const span =
    from && to ? `${from}${dash}${to}` : from ? `≥${from}` : to !== undefined ? `≤${to}` : undefined
  const unit = withUnit ? (unitOf(high) ?? unitOf(low)) : undefined
  return span && unit ? `${span} ${unit}` : span
}

export function ratioWords(ratio: Ratio | undefined): string | undefined {
  const above = quantityWords(ratio?.numerator)
  const below = quantityWords(ratio?.denominator)
  if (!above || !below) return above
  // A titre is written 1:128, a rate 5 mg per hour.
  return unitOf(ratio?.denominator) ? `${above} per ${below}` : `${above}:${below}`
}

/** An age, a range of ages or free words, for onset and abatement. */
export function ageWords(
  age: AnyQuantity | undefined,
  range: Range | undefined,
  words: unknown,
): string | undefined {
  const quantity = quantityWords(age)
  const span = rangeWords(range?.low, range?.high, true)
  return phrase(words) ?? (quantity ? `at ${quantity}` : span && `at ${span}`)
}
