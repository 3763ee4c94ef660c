/**
 * What senders say of two of their own numbers: a merge (one is retired), a link (both live on),
 * the end of a link. Which of it holds is a function of all that was said (HL7-11 to HL7-14).
 */
import { contradiction } from './link-rules.ts'
import { keyText, type SourcePatient } from './source-patient.ts'

export interface Assertion {
  readonly id: number
  readonly kind: 'merge' | 'link' | 'unlink'
  readonly survivorId: number
  readonly retiredId: number
  readonly eventTime: number
  readonly messageId: number
  /** A human has said that it is right. */
  readonly isConfirmed: boolean
  /** Why it does nothing, as far as that is written down. */
  readonly held: string | undefined
}

export interface Edge {
  readonly aId: number
  readonly bId: number
  readonly rule: 'merged-by-sender' | 'linked-by-sender'
}

export interface Standing {
  readonly edges: readonly Edge[]
  /** By assertion, why it does nothing; only those that do nothing. */
  readonly held: ReadonlyMap<number, string>
}

export const superseded = 'The sender has since said something else of that number'
const circular = 'The number that remains has itself been retired in favour of this one'

/** `assertions`: all that stand between these source patients. */
export function standingAssertions(
  assertions: readonly Assertion[],
  byId: ReadonlyMap<number, SourcePatient>,
): Standing {
  const held = new Map<number, string>()
  const edges: Edge[] = []
  const known = assertions.filter((one) => byId.has(one.survivorId) && byId.has(one.retiredId))
  const name = (id: number): string => keyText(byId.get(id)!.key)
  const newestFirst = (a: Assertion, b: Assertion): number =>
    b.eventTime - a.eventTime ||
    (b.kind < a.kind ? -1 : b.kind > a.kind ? 1 : 0) ||
    (name(a.survivorId) < name(b.survivorId) ? -1 : 1)
  const hold = (one: Assertion): boolean => {
    if (one.isConfirmed) return false
    const why = contradiction(byId.get(one.survivorId)!, byId.get(one.retiredId)!, one.eventTime)
    if (why) held.set(one.id, why)
    return why !== undefined
  }
  const join = (one: Assertion): void => {
    const rule = one.kind === 'merge' ? 'merged-by-sender' : 'linked-by-sender'
    edges.push({ aId: one.survivorId, bId: one.retiredId, rule })
  }
  const pointers: Assertion[] = []
  const merges = known.filter((one) => one.kind === 'merge')
  for (const ofOne of Map.groupBy(merges, (one) => one.retiredId).values()) {
    const [newest, ...older] = ofOne.toSorted(newestFirst)
    pointers.push(newest!)
    for (const one of older) {
      if (one.isConfirmed) join(one)
      else held.set(one.id, superseded)
    }
  }
  const retiredTo = new Map<number, number>()
  const oldestFirst = (a: Assertion, b: Assertion): number =>
    a.eventTime - b.eventTime || (name(a.retiredId) < name(b.retiredId) ? -1 : 1)
  for (const one of pointers.toSorted(oldestFirst)) {
    if (hold(one)) continue
    let at: number | undefined = one.survivorId
    while (at !== undefined && at !== one.retiredId) at = retiredTo.get(at)
    if (at !== undefined && !one.isConfirmed) {
      held.set(one.id, circular)
      continue
    }
    if (at === undefined) retiredTo.set(one.retiredId, one.survivorId)
    join(one)
  }
  const links = known.filter((one) => one.kind !== 'merge')
  const pair = (one: Assertion): string => `${one.survivorId}|${one.retiredId}`
  for (const ofTwo of Map.groupBy(links, pair).values()) {
    const [newest] = ofTwo.toSorted(newestFirst)
    if (newest!.kind === 'link' && !hold(newest!)) join(newest!)
  }
  return { edges, held }
}
