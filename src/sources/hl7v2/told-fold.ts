/**
 * A resource out of what was said last of each of its elements, and of whether it stands: an
 * order, an appointment, a referral, a vaccination. A cancellation that comes before what it
 * cancels waits for it, and keeps what it is told of later (§1.8, §1.9).
 */
import type { FhirResource } from '#vocabulary'
import { compareSaid, type Latest, mergeLatest } from './latest.ts'

export interface ToldState {
  readonly kind: FhirResource['resourceType']
  /**
   * By element; `element/key` is one part of a list, `element/` says that the list was told as a
   * whole. `born` and `state` say how it stands.
   */
  readonly facts: Latest
  /** Start times, each with when it was last said, ms: what was moved says from where. */
  readonly starts?: Readonly<Record<string, readonly [recorded: number, sent: number]>>
  /** The element without which it is but a number that something was said of: not shown. */
  readonly needs?: string
  /** All names by which its sender knows it. The first holds what is known, others point there. */
  readonly names?: readonly string[]
}

/** The elements that tell how it stands; null: there is none. */
export interface Standing {
  /** Words that announce something as new never bring back what was ended so. */
  readonly final: boolean
  readonly set: Readonly<Record<string, unknown>>
}

/** More moves than this are not told one by one. */
const startsMax = 12

export function mergeTold(held: ToldState, incoming: ToldState): ToldState {
  const starts = mergeStarts(held.starts, incoming.starts)
  const names = [...new Set([...(held.names ?? []), ...(incoming.names ?? [])])].sort()
  const needs = held.needs ?? incoming.needs
  return {
    kind: held.kind,
    facts: mergeLatest(held.facts, incoming.facts),
    ...(needs && { needs }),
    ...(starts && { starts }),
    ...(names.length > 0 && { names }),
  }
}

function mergeStarts(
  held: ToldState['starts'],
  incoming: ToldState['starts'],
): ToldState['starts'] {
  if (!held || !incoming) return held ?? incoming
  const starts: Record<string, readonly [number, number]> = { ...held }
  for (const [start, said] of Object.entries(incoming)) {
    const other = starts[start]
    if (!other || compareSaid(other, said) < 0) starts[start] = said
  }
  const newest = Object.entries(starts).sort(
    ([a, one], [b, other]) => compareSaid(other, one) || (a < b ? -1 : 1),
  )
  return Object.fromEntries(newest.slice(0, startsMax))
}

export function assembleTold(
  { kind, facts, starts, needs, names }: ToldState,
  sourceId: string,
): FhirResource {
  // It is told under another of its names, and under this one no more.
  if (names && names[0] !== sourceId) {
    return { resourceType: kind, status: 'entered-in-error' } as FhirResource
  }
  const isKnown = needs === undefined || (facts[needs]?.[0] ?? 0) > 0
  const elements: Record<string, unknown> = {}
  for (const name of Object.keys(facts).sort()) {
    const value = facts[name]?.[2]
    if (name === 'born' || name === 'state' || value === null || value === undefined) continue
    const [element = '', key] = name.split(/\/(.*)/s)
    if (key === undefined) elements[element] = value
    else if (key !== '' && !isOutlived(facts, name, element)) {
      const before = elements[element]
      elements[element] = [...(Array.isArray(before) ? before : []), value]
    }
  }
  const standing = standingOf(facts)
  for (const [element, value] of Object.entries(standing?.set ?? {})) {
    if (value === null) delete elements[element]
    else elements[element] = value
  }
  if (!isKnown) elements.status = 'entered-in-error'
  const moved = Object.keys(starts ?? {})
    .filter((start) => start !== elements.start)
    .sort()
  if (moved.length > 0) {
    const said = [elements.comment, `Moved from ${moved.map(wallTime).join(', from ')}.`]
    elements.comment = said.filter((words) => words).join('\n')
  }
  const sorted = Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1))
  return { resourceType: kind, ...Object.fromEntries(sorted) } as unknown as FhirResource
}

/** A part that a later telling of the whole list does not name. */
function isOutlived(facts: Latest, name: string, element: string): boolean {
  const [part, whole] = [facts[name], facts[`${element}/`]]
  return part !== undefined && whole !== undefined && compareSaid(part, whole) < 0
}

function standingOf(facts: Latest): Standing | undefined {
  const { born, state } = facts
  const said = state?.[2] as Standing | undefined
  if (!state || !said) return born?.[2] as Standing | undefined
  // Of what is said at one moment, that it is new was said first.
  const isAnnouncedLater = born !== undefined && compareSaid(born, state) > 0
  return isAnnouncedLater && !said.final ? (born[2] as Standing) : said
}

/** '2026-12-01T09:30:00+00:00' as a reader writes it: the time on the wall where it was said. */
const wallTime = (start: string): string => `${start.slice(0, 10)} ${start.slice(11, 16)}`.trim()
