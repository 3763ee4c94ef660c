/**
 * A visit out of all that was said of it, in whatever order and however often it arrived: a pure
 * fold over the set of movements, a cancellation before what it cancels included (HL7-05, HL7-16).
 */
import type { Encounter, EncounterLocation, EncounterStatusHistory, Reference } from 'fhir/r4'
import type { SetAsidePart } from '#vocabulary'
import { canonical, type Latest, mergeLatest } from '../latest.ts'
import { period } from '../parts/datatypes.ts'
import { describeVisit, encounterClass } from './visit-description.ts'
import { effects, retracts } from './visit-events.ts'
import { byRecorded, type Move, mergeMoves, standing } from './visit-standing.ts'

export interface VisitState {
  readonly moves: readonly Move[]
  readonly facts: Latest
}

export function mergeVisit(held: VisitState, incoming: VisitState): VisitState {
  return {
    moves: mergeMoves(held.moves, incoming.moves),
    facts: mergeLatest(held.facts, incoming.facts),
  }
}

/** What a human must look at: a cancellation that could mean several movements (HL7-16). */
export function visitDoubt(state: unknown): SetAsidePart | undefined {
  const { moves } = (state ?? {}) as Partial<VisitState>
  const [cancel] = Array.isArray(moves) ? standing(moves).unclear : []
  return cancel && { place: 'EVN-6', reason: 'conflict', words: unclearCancel }
}

const unclearCancel =
  'The event cancels another, and more than one could be meant: none is taken back.'

export function assembleVisit(state: VisitState): Encounter {
  const live = asCorrected(standing(state.moves).live)
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

/** Of discharges told one after the other, the one that was said last. */
function asCorrected(live: readonly Move[]): Move[] {
  let stay = 0
  const stays = live.map((move) => (effects[move.event] === 'start' ? ++stay : stay))
  const ends = Map.groupBy(
    live.filter((move) => effects[move.event] === 'end'),
    (move) => stays[live.indexOf(move)],
  )
  const said = new Set([...ends.values()].map((all) => all.toSorted(byRecorded).at(-1)))
  return live.filter((move) => effects[move.event] !== 'end' || said.has(move))
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
  let ahead: Move | undefined
  for (const move of live) {
    const effect = effects[move.event]
    // What is written down after the end did not start the visit again, unless it says so.
    if (status === 'finished' && effect !== 'start') continue
    const next = statusAfter(effect, status)
    if (next && next !== status) {
      const before = spans.at(-1)
      if (before) before.end = move.at
      spans.push({ status: next, start: move.at })
      status = next
    }
    const here = places.at(-1)
    if (effect === 'expect') ahead = move.pending ? move : ahead
    else if (effect === 'end' || move.location) ahead = undefined
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
  if (ahead?.pending) places.push({ where: ahead.pending, start: ahead.at, planned: true })
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
