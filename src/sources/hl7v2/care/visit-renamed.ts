/** A visit that gets another number is the same visit (A42, A45, A49, A50). */
import type { Identifier } from 'fhir/r4'
import type { Statement } from '#vocabulary'
import { assembleVisit, type VisitState } from './visit-fold.ts'

/** `what` and `as`: the names of belongings, 'visit:RJZ/V1' or 'account:RJZ/A1'. */
export function renamedVisit(statement: Statement, what: string, as: string): Statement {
  if (statement.combine !== 'visit') return statement
  const [before, now] = [numberIn(what), numberIn(as)]
  const { sourceId } = statement
  const isIt = sourceId === before || sourceId.endsWith(`/${before}`)
  if (!isIt) return statement
  const state = statement.state as VisitState
  const said = state.facts.identifier
  const identifier = said && [
    said[0],
    said[1],
    (said[2] as Identifier[] | null)?.map((one) =>
      one.value === before ? { ...one, value: now } : one,
    ),
  ]
  const renamed = {
    moves: state.moves,
    facts: { ...state.facts, ...(identifier && { identifier }) },
  } as VisitState
  return {
    ...statement,
    sourceId: sourceId.slice(0, sourceId.length - before.length) + now,
    state: renamed,
    resource: assembleVisit(renamed),
  }
}

const numberIn = (name: string): string => name.slice(name.indexOf('/') + 1)
