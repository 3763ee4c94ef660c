/** Messages put together as the record does, in every order of arrival and twice over. */
import assert from 'node:assert/strict'
import type { FhirResource } from '#vocabulary'
import { combine } from '../../src/sources/index.ts'
import { statements } from './hl7v2-fixtures.ts'

interface Held {
  readonly resource: FhirResource
  readonly state?: unknown
}

/** Orders of this many things are all tried. */
const allMax = 4

/** The resources of one kind, by the sender's id; the same whatever came first. */
export function inAnyOrder<R extends FhirResource>(
  messages: readonly Buffer[],
  kind: R['resourceType'],
): Map<string, R> {
  const first = put(messages, kind)
  const rounds =
    messages.length <= allMax ? orders(messages) : [messages.toReversed(), messages.toSorted()]
  for (const order of rounds) {
    assert.deepEqual(asText(put(order, kind)), asText(first))
    assert.deepEqual(asText(put([...order, ...order], kind)), asText(first))
  }
  return new Map([...first].map(([id, held]) => [id, held.resource as R]))
}

/** Where there is but one of the kind. */
export function theOne<R extends FhirResource>(
  messages: readonly Buffer[],
  kind: R['resourceType'],
): R {
  const all = inAnyOrder<R>(messages, kind)
  assert.equal(all.size, 1, `one ${kind}, not ${[...all.keys()].join(', ')}`)
  return [...all.values()][0] as R
}

function put(messages: readonly Buffer[], kind: string): Map<string, Held> {
  const held = new Map<string, Held>()
  for (const message of messages) {
    for (const statement of statements(message, kind)) {
      const before = held.get(statement.sourceId)
      const kept = before && (JSON.parse(JSON.stringify(before)) as Held)
      const rule = combine[statement.combine ?? '']
      assert.ok(rule, `${kind} names no rule`)
      held.set(statement.sourceId, rule(kept, statement))
    }
  }
  return held
}

const asText = (all: ReadonlyMap<string, Held>): string[] =>
  [...all].map(([id, held]) => `${id} ${JSON.stringify(held.resource)}`).sort()

function orders<T>(all: readonly T[]): T[][] {
  if (all.length < 2) return [[...all]]
  return all.flatMap((one, index) => orders(all.toSpliced(index, 1)).map((rest) => [one, ...rest]))
}
