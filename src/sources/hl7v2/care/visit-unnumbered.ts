/**
 * Movements that name no visit, put to the one visit of the patient that they can be about. Out
 * of all that is said of the patient, so that the order of arrival decides nothing; where none or
 * several could be meant, they are put to none and a human must look.
 */
import type { Statement } from '#vocabulary'
import { canonical } from '../latest.ts'
import { cancels, effects, retracts } from './visit-events.ts'
import { mergeVisit, type VisitState } from './visit-fold.ts'
import { byRecorded, type Move, standing } from './visit-standing.ts'

export interface Placed {
  /** By movement, the visit that it is about; those of which nobody can tell are not in it. */
  readonly visitOf: ReadonlyMap<Statement, string>
  readonly unclear: readonly Statement[]
}

/** `statements`: all of one source patient. */
export function placeUnnumbered(statements: readonly Statement[]): Placed {
  const visits = new Map<string, VisitState>()
  const unnumbered: { statement: Statement; move: Move }[] = []
  for (const statement of statements) {
    if (statement.combine !== 'visit') continue
    const state = statement.state as VisitState
    const [move] = state.moves
    if (statement.needsAll && move) unnumbered.push({ statement, move })
    else if (!statement.needsAll) add(visits, statement.sourceId, state)
  }
  unnumbered.sort((a, b) => byRecorded(a.move, b.move))
  const visitOf = new Map<Statement, string>()
  const unclear: Statement[] = []
  const known = new Map<string, string>()
  for (const { statement, move } of unnumbered) {
    const state = statement.state as VisitState
    // Told twice is told once: it has no second visit to be about.
    const name = canonical(withoutTurn(move))
    const [only, ...others] = known.has(name) ? [known.get(name)!] : candidates(visits, state, move)
    if (only === undefined || others.length > 0) {
      unclear.push(statement)
      continue
    }
    known.set(name, only)
    visitOf.set(statement, only)
    add(visits, only, state)
  }
  return { visitOf, unclear }
}

function add(visits: Map<string, VisitState>, id: string, state: VisitState): void {
  const held = visits.get(id)
  visits.set(id, held ? mergeVisit(held, state) : state)
}

const withoutTurn = ({ turn: _, ...move }: Move): Omit<Move, 'turn'> => move

/** PV1-44 says when the visit began: no other one is meant. Else what the event can be about. */
function candidates(
  visits: ReadonlyMap<string, VisitState>,
  state: VisitState,
  move: Move,
): string[] {
  const admitted = state.facts.admitted?.[2]
  const begun = [...visits].filter(
    ([, visit]) =>
      admitted === undefined ||
      visit.facts.admitted?.[2] === admitted ||
      visit.moves.some((one) => effects[one.event] === 'start' && one.at === admitted),
  )
  const possible = begun.map(([id, visit]) => ({ id, moves: until(visit, move) }))
  const meant = possible.filter(({ moves }) => couldBe(moves, move))
  const exact = meant.filter(({ moves }) => moves.some((one) => isOriginal(one, move, true)))
  return (exact.length > 0 ? exact : meant).map(({ id }) => id)
}

/** What stood when this was said. */
const until = (visit: VisitState, move: Move): readonly Move[] =>
  standing(visit.moves.filter((one) => byRecorded(one, move) <= 0)).live

function couldBe(moves: readonly Move[], move: Move): boolean {
  if (retracts[move.event] || cancels[move.event]) {
    if (retracts[move.event] === 'everything') return moves.length > 0
    return moves.some((one) => isOriginal(one, move, false))
  }
  const before = moves.filter((one) => one.occurred <= move.occurred)
  const last = before.findLast(
    ({ event }) => effects[event] === 'start' || effects[event] === 'end',
  )
  // A stay whose beginning was not told may be known by what went on in it.
  return last
    ? effects[last.event] === 'start'
    : before.some((one) => effects[one.event] === 'move')
}

/** Whether `one` is what the cancellation takes back, at the very moment that it names if asked. */
function isOriginal(one: Move, cancel: Move, exactly: boolean): boolean {
  const original = cancels[cancel.event]
  const isKind =
    original === undefined
      ? retracts[cancel.event] !== undefined && effects[one.event] === 'start'
      : one.event === original
  return isKind && (!exactly || one.occurred === cancel.occurred)
}
