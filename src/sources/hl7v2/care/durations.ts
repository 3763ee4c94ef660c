/** Lengths of time as HL7 v2 writes them: a number and a unit, minutes where none is named. */
const unitsMs: readonly (readonly [RegExp, number])[] = [
  [/^(s|sec|second)s?$/i, 1000],
  [/^(m|min|minute)s?$/i, 60_000],
  [/^(h|hr|hour)s?$/i, 3_600_000],
  [/^(d|day)s?$/i, 86_400_000],
]

/** What is longer than this is no appointment. */
const lengthMaxMs = 7 * 86_400_000

/** Undefined for no length, an absurd one, or a unit that is not known. */
export function lengthMs(amount: string, unit: string): number | undefined {
  const size = unit === '' ? 60_000 : unitsMs.find(([shape]) => shape.test(unit))?.[1]
  const length = Number(amount) * (size ?? Number.NaN)
  return length > 0 && length <= lengthMaxMs ? length : undefined
}
