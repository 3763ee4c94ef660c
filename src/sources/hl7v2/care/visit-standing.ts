/**
 * Which movements of a visit stand: what a cancellation takes back, whatever came first. One that
 * finds nothing to take back waits for it, and one that could mean several takes none (HL7-16).
 */
import type { Reference } from 'fhir/r4'
import { canonical } from '../latest.ts'
import { cancels, effects, retracts, singular } from './visit-events.ts'

/** One movement: what happened (ADT event), when, and where to. Times in ms. */
export interface Move {
  readonly event: string
  readonly occurred: number
  /** `occurred` as precisely as it was sent. */
  readonly at: string
  readonly recorded: number
  readonly sent: number
  /**
   * Where the sender counts its messages (MSH-13, MSH-10), the place of this one: it alone tells
   * apart what was taken back and done again within one minute.
   */
  readonly turn?: number
  /** A cancellation that says when what it takes back happened (EVN-6). */
  readonly timed?: boolean
  /** PV1-3, PV1-6 and PV1-42. */
  readonly location?: Reference
  readonly prior?: Reference
  readonly pending?: Reference
  /** PV1-2. */
  readonly class?: string
  /** PV1-45 of a discharge. */
  readonly ended?: string
}

export interface Standing {
  /** In the order in which they happened. */
  readonly live: readonly Move[]
  /** Cancellations of which nobody can tell which movement they mean. */
  readonly unclear: readonly Move[]
}

/** The same movement told again, by a message that counts differently, is the same movement. */
export function mergeMoves(held: readonly Move[], incoming: readonly Move[]): Move[] {
  const known = new Map<string, Move>()
  for (const move of [...held, ...incoming]) {
    const { turn, ...rest } = move
    const key = canonical(rest)
    const other = known.get(key)
    if (!other || (turn ?? -1) > (other.turn ?? -1)) known.set(key, move)
  }
  return [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, move]) => move)
}

export function standing(moves: readonly Move[]): Standing {
  const live = new Set(moves.filter((move) => effects[move.event]))
  const unclear: Move[] = []
  for (const cancel of [...moves].sort(byRecorded)) {
    const before = [...live].filter((move) => notAfter(move, cancel))
    const retracted = retracts[cancel.event]
    if (retracted) {
      for (const move of before) {
        if (retracted === 'everything' || effects[move.event] !== 'plan') live.delete(move)
      }
    }
    const original = cancels[cancel.event]
    if (!original) continue
    const found = before.filter((move) => move.event === original)
    const taken = singular.has(original) ? found : meant(found, cancel)
    if (taken === 'unclear') unclear.push(cancel)
    else for (const move of taken) live.delete(move)
  }
  return { live: [...live].sort(byOccurred), unclear }
}

/** The one at the same moment, else at the place that it names, else the only one. */
function meant(found: readonly Move[], cancel: Move): readonly Move[] | 'unclear' {
  const [exact] = found.filter((move) => move.occurred === cancel.occurred).sort(byRecorded)
  if (exact) return [exact]
  // What happened after the moment that it names is not what it means: that is still to come.
  const possible = cancel.timed ? found.filter((move) => move.occurred <= cancel.occurred) : found
  if (possible.length < 2) return possible
  for (const place of [cancel.prior, cancel.location]) {
    if (!place) continue
    const there = possible.filter(
      ({ location }) => location && canonical(location) === canonical(place),
    )
    if (there.length === 1) return there
    if (there.length > 1) return 'unclear'
  }
  return 'unclear'
}

export const byRecorded = (a: Move, b: Move): number =>
  a.recorded - b.recorded ||
  a.sent - b.sent ||
  (a.turn ?? 0) - (b.turn ?? 0) ||
  (canonical(a) < canonical(b) ? -1 : 1)
const byOccurred = (a: Move, b: Move): number => a.occurred - b.occurred || byRecorded(a, b)

function notAfter(a: Move, b: Move): boolean {
  if (a.recorded !== b.recorded) return a.recorded < b.recorded
  if (a.sent !== b.sent) return a.sent < b.sent
  return a.turn === undefined || b.turn === undefined || a.turn <= b.turn
}
