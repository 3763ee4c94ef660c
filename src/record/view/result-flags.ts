/** What a laboratory's flag means, and whether it fits the value and range it came with (LAB-06). */
import type { Observation } from 'fhir/r4'
import { list } from './lenient.ts'
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

// Since EUCAST 2019 'I' is not 'intermediate'.
const susceptibility: Readonly<Record<string, string>> = {
  S: 'Susceptible',
  I: 'Susceptible, increased exposure (I)',
  R: 'Resistant',
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
  const meaning = flags.find((each) => Object.hasOwn(susceptibility, each))
  return {
    flag,
    // The more abnormal of the two is believed.
    abnormal: flagged || outside ? true : normal || side === 'inside' ? false : undefined,
    alert: first && alerts[first],
    facts: [
      ['Susceptibility', meaning && susceptibility[meaning]],
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
