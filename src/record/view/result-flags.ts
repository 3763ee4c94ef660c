/** What a laboratory's flag means, and whether it fits the value and range it came with (LAB-06). */
import { readFileSync } from 'node:fs'
import type { Observation } from 'fhir/r4'
import { z } from 'zod'
import { list, text } from './lenient.ts'
import type { Fact } from './line.ts'
import { flagIn } from './result-value.ts'

const abnormalFlags: ReadonlySet<string> = new Set('A AA H HH HU HX L LL LU LX > < * R'.split(' '))
const normalFlags: ReadonlySet<string> = new Set(['N', 'S'])

const alerts: Readonly<Record<string, string>> = {
  HH: 'Critically high',
  HU: 'Significantly high',
  LL: 'Critically low',
  LU: 'Significantly low',
  AA: 'Critical',
}

const susceptibilitySchema = z.strictObject({
  source: z.string(),
  asOf: z.iso.date(),
  /** Newest first. */
  periods: z.array(
    z.strictObject({ from: z.iso.date().optional(), words: z.record(z.string(), z.string()) }),
  ),
})

/** What S, I and R mean hangs on when the isolate was taken. */
const susceptibility = susceptibilitySchema.parse(
  JSON.parse(readFileSync(new URL('./susceptibility-words.json', import.meta.url), 'utf8')),
)

/** Undated results are read as today's. */
function susceptibilityWords(flags: readonly string[], at: string | undefined): string | undefined {
  const words = susceptibility.periods.find(
    ({ from = '' }) => at === undefined || at >= from,
  )?.words
  const flag = words && flags.find((each) => Object.hasOwn(words, each))
  return flag && words[flag]
}

export interface Flags {
  readonly flag?: string
  readonly abnormal?: boolean
  readonly alert?: string
  readonly facts: readonly Fact[]
}

export function flagsOf(resource: Observation): Flags {
  const flag = flagIn(resource)
  const side = sideOf(resource)
  if (flag === undefined && side === undefined) return { facts: [] }
  const flags = flag?.split(', ') ?? []
  const flagged = flags.some((each) => abnormalFlags.has(each))
  const normal = flags.some((each) => normalFlags.has(each)) && !flagged
  const outside = side === 'below' || side === 'above'
  const first = flags.find((each) => Object.hasOwn(alerts, each))
  const date = text(resource.effectiveDateTime) ?? text(resource.issued)
  return {
    flag,
    // The more abnormal of the two is believed.
    abnormal: flagged || outside ? true : normal || side === 'inside' ? false : undefined,
    alert: first && alerts[first],
    facts: [
      ['Susceptibility', susceptibilityWords(flags, date)],
      ['Check', disagreement(flag, flags, side)],
    ],
  }
}

type Side = 'below' | 'inside' | 'above'

function disagreement(flag: string | undefined, flags: string[], side: Side | undefined) {
  if (!flag || !side) return undefined
  const low = flags.some((each) => each.startsWith('L') || each === '<')
  const high = flags.some((each) => each.startsWith('H') || each === '>')
  const disagree =
    (flags.includes('N') && side !== 'inside') ||
    (low && side !== 'below') ||
    (high && side !== 'above')
  const where = side === 'inside' ? 'inside' : side
  return disagree ? `The laboratory flags ${flag}, and the value is ${where} the range` : undefined
}

/**
 * Only where it is beyond doubt: a plain number, one range of plain numbers for everybody, one
 * unit. A censored value such as '<5' is left to the reader.
 */
function sideOf(resource: Observation): Side | undefined {
  const quantity = resource.valueQuantity
  const ranges = list(resource.referenceRange)
  const [range] = ranges
  if (!range || ranges.length > 1 || typeof quantity?.value !== 'number') return undefined
  if (quantity.comparator || range.appliesTo || range.age) return undefined
  const { low, high } = range
  const units = [low?.unit, high?.unit].filter((unit) => unit !== undefined)
  if (units.some((unit) => unit !== quantity.unit)) return undefined
  if (typeof low?.value === 'number' && quantity.value < low.value) return 'below'
  if (typeof high?.value === 'number' && quantity.value > high.value) return 'above'
  return typeof low?.value === 'number' || typeof high?.value === 'number' ? 'inside' : undefined
}
