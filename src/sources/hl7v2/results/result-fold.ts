/**
 * A result and its corrections: the newest version counts, by the laboratory's own time, and what
 * stood there before stays visible with the time until which it did (LAB-01, OBX-11 C, D, W, U).
 */
import { hash as hashOf } from 'node:crypto'
import type { Extension, Observation, ObservationComponent } from 'fhir/r4'
import { canonical, compareSaid } from '../latest.ts'

/** One version: OBR-22 (else when recorded) and when sent, in ms. */
interface ResultVersion {
  readonly at: readonly [number, number]
  readonly status: Observation['status']
  /** The value in words; absent where the version brings none. */
  readonly shown?: string
  /** There is no value any more: what was sent before does not hold. */
  readonly ends?: true
  /** It brings comments of its own; else those of the value that it keeps stay (LAB-07). */
  readonly noted?: true
  /** Of what it says: two versions of one moment are told apart. */
  readonly hash?: string
}

export interface ResultState {
  readonly versions: readonly ResultVersion[]
  /** What the newest version has of an older one, whose value still holds. */
  readonly kept?: Partial<Observation>
}

/** On an Observation, newest first: `value` was said `until` then. */
const wasExtension = 'urn:lcr:was'

export function firstResult(
  resource: Observation,
  at: readonly [number, number],
  ends = false,
): ResultState {
  const shown = shownValue(resource)
  const value = shown ? { shown } : ends ? { ends: true as const } : {}
  const noted = resource.note ? { noted: true as const } : {}
  // Written by one translation, so in one order: there is nothing to sort.
  const hash = hashOf('sha256', JSON.stringify(resource), 'base64url').slice(0, 11)
  return { versions: [{ at, status: resource.status, ...value, ...noted, hash }] }
}

export interface Result {
  readonly resource: Observation
  readonly state: ResultState
}

export function mergeResult(held: Result, incoming: Result): Result {
  const all = new Map(
    [...held.state.versions, ...incoming.state.versions].map((one) => [canonical(one), one]),
  )
  const versions = [...all.values()].sort(byTime)
  const [winner, loser] =
    byTime(newest(held), newest(incoming)) < 0 ? [incoming, held] : [held, incoming]
  const own = withoutKept(winner)
  const kept = keptBy(winner, loser, versions)
  const brought = picked(kept ?? {}, (name) => !(name in own))
  const resource = { ...own, ...brought }
  const rest = (own.extension ?? []).filter((one) => one.url !== wasExtension)
  const was = earlier(versions, resource)
  return {
    resource: { ...resource, extension: [...rest, ...was] },
    state: { versions, ...(kept && { kept }) },
  }
}

const newest = ({ state }: Result): ResultVersion => state.versions.at(-1) as ResultVersion

/** Where two versions bear the same time, the one that takes the other back is the later. */
const ranks = 'registered,preliminary,final,amended,corrected,cancelled,entered-in-error'.split(',')

function byTime(a: ResultVersion, b: ResultVersion): number {
  const earlierOrRank = compareSaid(a.at, b.at) || ranks.indexOf(a.status) - ranks.indexOf(b.status)
  if (earlierOrRank !== 0) return earlierOrRank
  const [one, two] = [canonical(a), canonical(b)]
  return one < two ? -1 : one > two ? 1 : 0
}

/**
 * A version that only changes the status (U) has no value: it keeps the newest that was sent,
 * unless that one was taken back in between.
 */
function keptBy(
  winner: Result,
  loser: Result,
  versions: readonly ResultVersion[],
): Partial<Observation> | undefined {
  const { shown, status } = newest(winner)
  if (shown || status === 'entered-in-error') return undefined
  const source = sourceOf(versions)
  if (!source) return undefined
  return partsOf(winner, source) ?? partsOf(loser, source)
}

/** What this version's value is made of, where it is the one that holds there. */
function partsOf({ resource, state }: Result, version: ResultVersion) {
  const source = sourceOf(state.versions)
  if (!source || canonical(source) !== canonical(version)) return undefined
  return state.kept ?? (picked(resource, isPart) as Partial<Observation>)
}

/** What the newest version alone says. */
function withoutKept(result: Result): Observation {
  const { shown, noted } = newest(result)
  if (shown) return result.resource
  const isOwn = (name: string) => !isPart(name) || (name === 'note' && noted === true)
  return picked(result.resource, isOwn) as unknown as Observation
}

const picked = (resource: Partial<Observation>, isWanted: (name: string) => boolean): object =>
  Object.fromEntries(Object.entries(resource).filter(([name]) => isWanted(name)))

/** The version whose value still holds; undefined when none was sent or it was taken back. */
function sourceOf(versions: readonly ResultVersion[]): ResultVersion | undefined {
  const last = versions.findLast(
    (one) => one.shown || one.ends || one.status === 'entered-in-error',
  )
  return last?.shown ? last : undefined
}

/** What belongs to a value and is meaningless without it. */
const parts: ReadonlySet<string> = new Set([
  // Comments change what a value means: they stay with it.
  'note',
  'valueQuantity',
  'valueCodeableConcept',
  'valueString',
  'valueRange',
  'valueRatio',
  'valueDateTime',
  'valueTime',
  'valuePeriod',
  'component',
  'dataAbsentReason',
  'interpretation',
  'referenceRange',
])

const isPart = (name: string): boolean => parts.has(name)

/** What was taken back is not history of this patient: it is not shown as such either. */
function earlier(versions: readonly ResultVersion[], resource: Observation): Extension[] {
  if (resource.status === 'entered-in-error') return []
  const was: Extension[] = []
  let current: string | undefined
  const taken = versions.findLastIndex((one) => one.status === 'entered-in-error')
  for (const { at, shown } of versions.slice(taken + 1)) {
    if (!shown || shown === current) continue
    if (current !== undefined) {
      const until = new Date(at[0]).toISOString()
      was.unshift({
        url: wasExtension,
        extension: [
          { url: 'value', valueString: current },
          { url: 'until', valueDateTime: until },
        ],
      })
    }
    current = shown
  }
  return was
}

/** In words, for a reader who is told what stood there before. */
function shownValue(resource: Observation): string | undefined {
  const said = [resource, ...(resource.component ?? [])].map(shownPart)
  return (
    said.filter((words) => words).join(', ') ||
    resource.dataAbsentReason?.text ||
    resource.interpretation?.map((flag) => flag.text).join(', ')
  )
}

function shownPart(part: Observation | ObservationComponent): string | undefined {
  const {
    valueQuantity: quantity,
    valueRange: range,
    valueRatio: ratio,
    valuePeriod: period,
  } = part
  if (quantity) {
    const written = quantity as { _value?: { extension?: Extension[] } }
    const digits = written._value?.extension?.[0]?.valueString ?? quantity.value
    return `${quantity.comparator ?? ''}${digits}${quantity.unit ? ` ${quantity.unit}` : ''}`
  }
  if (range) {
    const unit = range.low?.unit ?? range.high?.unit ?? ''
    return `${range.low?.value ?? ''}-${range.high?.value ?? ''} ${unit}`.trim()
  }
  if (ratio) return `${ratio.numerator?.value}:${ratio.denominator?.value}`
  if (period) return `${period.start ?? ''} to ${period.end ?? ''}`.trim()
  return part.valueString ?? part.valueCodeableConcept?.text ?? part.valueDateTime ?? part.valueTime
}
