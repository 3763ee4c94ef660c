/**
 * A list that its sender tells as a whole and without ids, such as AL1: what a later list leaves
 * out is no longer said (HL7-09). Which entries those are only the record knows: the state of the
 * list tells it their names, and what to say of them.
 */
import type { FhirResource, Statement } from '#vocabulary'
import { compareSaid, type Said } from './latest.ts'
import { assembleTold, type Standing, type ToldState } from './told-fold.ts'

export interface ListedState {
  readonly said: Said
  /** In the newest list. */
  readonly names: readonly string[]
  /** In any list. */
  readonly known: readonly string[]
  /** To be said of what the newest list leaves out. */
  readonly gone: Omit<Statement, 'sourceId'>
}

/** The list itself is never shown: it only remembers what was in it. */
export function listStatement(
  list: string,
  listed: readonly Statement[],
  gone: Standing,
  said: Said,
): Statement | undefined {
  const [first] = listed
  if (!first) return undefined
  const names = [...new Set(listed.map((one) => one.sourceId))].sort()
  const { kind, eventTime } = first
  const state: ListedState = {
    said,
    names,
    known: names,
    gone: goneAs(kind, eventTime, gone, said),
  }
  return {
    kind: 'List',
    sourceId: list,
    eventTime,
    resource: { resourceType: 'List', status: 'current', mode: 'snapshot', title: list },
    combine: 'listed',
    state,
  }
}

function goneAs(
  kind: FhirResource['resourceType'],
  eventTime: number,
  gone: Standing,
  said: Said,
): ListedState['gone'] {
  const state: ToldState = { kind, facts: { state: [...said, gone] } }
  return { kind, eventTime, resource: assembleTold(state, ''), combine: 'told', state }
}

export function mergeListed(held: ListedState, incoming: ListedState): ListedState {
  const order =
    compareSaid(held.said, incoming.said) ||
    (held.names.join('\n') < incoming.names.join('\n') ? -1 : 1)
  const known = [...new Set([...held.known, ...incoming.known])].sort()
  return { ...(order < 0 ? incoming : held), known }
}
