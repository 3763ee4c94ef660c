/**
 * A visit out of all that was said of it, in whatever order and however often it arrived: a pure
 * fold over the set of movements, a cancellation before what it cancels included (HL7-05, HL7-16).
 */
import type { Encounter, EncounterLocation, EncounterStatusHistory, Reference } from 'fhir/r4'
import { canonical, type Latest, mergeLatest } from '../latest.ts'
import { period } from '../parts/datatypes.ts'
import { describeVisit, encounterClass } from './visit-description.ts'
import { cancels, effects, retracts } from './visit-events.ts'

/** One movement: what happened (ADT event), when, and where to. Times in ms. */
export interface Move {
  readonly event: string
  readonly occurred: number
  /** `occurred` as precisely as it was sent. */
  readonly at: string
  readonly recorded: number
  readonly sent: number
  /** PV1-3 and PV1-6. */
  readonly location?: Reference
  readonly prior?: Reference
  /** PV1-2. */
  readonly class?: string
  /** PV1-45 of a discharge. */
  readonly ended?: string
}

export interface VisitState {
  readonly moves: readonly Move[]
  readonly facts: Latest
}

export function mergeVisit(held: VisitState, incoming: VisitState): VisitState {
  const moves = new Map([...held.moves, ...incoming.moves].map((move) => [canonical(move), move]))
  const sorted = [...moves].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, move]) => move)
  return { moves: sorted, facts: mergeLatest(held.facts, incoming.facts) }
}

export function assembleVisit(state: VisitState): Encounter {
  const live = standing(state.moves)
  const story = tell(live, state)
  const fact = (name: string): string | undefined => state.facts[name]?.[2] as string | undefined
  const isPlanned = story.status === 'planned'
  const began = live.find((move) => effects[move.event] === 'start') ?? live[0]
  const start = isPlanned ? fact('expectedStart') : (fact('admitted') ?? began?.at)
  const end = story.status === 'finished' ? story.ended : undefined
  const classes = classHistory(live)
  return {
    resourceType: 'Encounter',
    status: story.status,
    ...(story.history.length > 1 && { statusHistory: story.history }),
    ...describeVisit(state.facts, story.status),
    ...(classes.length > 1 && { classHistory: classes }),
    ...((start || end) && { period: period(start, end) }),
    ...(story.locations.length > 0 && { location: story.locations }),
  }
}

const byRecorded = (a: Move, b: Move): number =>
  a.recorded - b.recorded || a.sent - b.sent || (canonical(a) < canonical(b) ? -1 : 1)
const byOccurred = (a: Move, b: Move): number => a.occurred - b.occurred || byRecorded(a, b)
const notAfter = (a: Move, b: Move): boolean =>
  a.recorded < b.recorded || (a.recorded === b.recorded && a.sent <= b.sent)

/** The movements that no cancellation has taken back, in the order in which they happened. */
function standing(moves: readonly Move[]): Move[] {
  const live = new Set(moves.filter((move) => effects[move.event]))
  for (const cancel of [...moves].sort(byRecorded)) {
    const before = [...live].filter((move) => notAfter(move, cancel))
    const retracted = retracts[cancel.event]
    if (retracted) {
      for (const move of before) {
        if (retracted === 'everything' || effects[move.event] !== 'plan') live.delete(move)
      }
    }
    const original = cancels[cancel.event]
    const target = original && cancelled(before, original, cancel)
    if (target) live.delete(target)
  }
  return [...live].sort(byOccurred)
}

/** The same moment, else the place that it names, else the last one before it. */
function cancelled(before: readonly Move[], original: string, cancel: Move): Move | undefined {
  const found = before.filter((move) => move.event === original).sort(byRecorded)
  const named = [cancel.prior, cancel.location].filter((place) => place).map(canonical)
  return (
    found.findLast((move) => move.occurred === cancel.occurred) ??
    found.findLast((move) => move.location && named.includes(canonical(move.location))) ??
    found.at(-1)
  )
}

interface Story {
  readonly status: Encounter['status']
  readonly history: EncounterStatusHistory[]
  readonly locations: EncounterLocation[]
  readonly ended?: string
}

function tell(live: readonly Move[], state: VisitState): Story {
  const spans: { status: Encounter['status']; start: string; end?: string }[] = []
  const places: { where: Reference; start: string; end?: string; planned: boolean }[] = []
  let status: Encounter['status'] | undefined
  let ended: string | undefined
  for (const move of live) {
    const effect = effects[move.event]
    // What is written down after the end did not start the visit again, unless it says so.
    if (status === 'finished' && effect !== 'start') continue
    const next = statusAfter(effect, status)
    if (next && next !== status) {
      const last = spans.at(-1)
      if (last) last.end = move.at
      spans.push({ status: next, start: move.at })
      status = next
    }
    const here = places.at(-1)
    if (effect === 'end') {
      ended = move.ended ?? move.at
      if (here) here.end = ended
    } else if (move.location && effect !== 'leave' && effect !== 'expect' && effect !== 'track') {
      const planned = effect === 'plan'
      const same = here && !here.end && canonical(here.where) === canonical(move.location)
      if (same && here.planned === planned) continue
      if (here && !here.end) here.end = move.at
      places.push({ where: move.location, start: move.at, planned })
    }
  }
  return {
    status: status ?? withoutMoves(state),
    history: spans.map((span) => ({ status: span.status, period: spanOf(span) })),
    locations: locations(places, state),
    ...(ended && { ended }),
  }
}

function statusAfter(
  effect: string | undefined,
  status: Encounter['status'] | undefined,
): Encounter['status'] | undefined {
  if (effect === 'end') return 'finished'
  if (effect === 'leave') return 'onleave'
  if (effect === 'plan') return status ?? 'planned'
  if (effect === 'start' || effect === 'return') return 'in-progress'
  // A move inside the hospital does not end a leave.
  if (effect === 'move') return status === 'onleave' ? status : 'in-progress'
  return status
}

/** Nothing is left that happened: taken back, called off, or only ever described. */
function withoutMoves({ moves, facts }: VisitState): Encounter['status'] {
  if (moves.some((move) => retracts[move.event])) return 'entered-in-error'
  if (moves.some((move) => move.event === 'A27' || move.event === 'A38')) return 'cancelled'
  return facts.admitted?.[2] && !facts.discharged?.[2] ? 'in-progress' : 'unknown'
}

function locations(
  places: readonly { where: Reference; start: string; end?: string; planned: boolean }[],
  { facts }: VisitState,
): EncounterLocation[] {
  const seenAt = facts.seenAt?.[2] as Reference | undefined
  // Where an update saw the patient is not a movement: better than nothing, and only then.
  if (places.length === 0) return seenAt ? [{ location: seenAt }] : []
  return places.map(({ where, start, end, planned }) => ({
    location: where,
    status: planned ? 'planned' : end ? 'completed' : 'active',
    period: spanOf({ start, end }),
  }))
}

const spanOf = (span: { start: string; end?: string }): { start: string; end?: string } => ({
  start: span.start,
  ...(span.end && { end: span.end }),
})

function classHistory(live: readonly Move[]): NonNullable<Encounter['classHistory']> {
  const rows: { code: string; start: string; end?: string }[] = []
  for (const move of live) {
    const last = rows.at(-1)
    if (!move.class || move.class === last?.code) continue
    if (last) last.end = move.at
    rows.push({ code: move.class, start: move.at })
  }
  return rows.map((row) => ({ class: encounterClass(row.code), period: spanOf(row) }))
}
