/**
 * Which source patients are one person: the connected groups of those that agree or that their
 * sender merged. A function of what is known, not of the order in which it became known.
 */
import type { Edge } from './assertions.ts'
import { agree } from './link-rules.ts'
import type { SourcePatient } from './source-patient.ts'

export interface Group {
  readonly members: readonly SourcePatient[]
  /** By source patient id, the rule by which it belongs. */
  readonly rules: ReadonlyMap<number, string>
}

export function group(patients: readonly SourcePatient[], edges: readonly Edge[]): Group[] {
  const parent = new Map(patients.map((patient) => [patient.id, patient.id]))
  const rules = new Map<number, string>()
  const root = (id: number): number => {
    let at = id
    while (parent.get(at) !== at) at = parent.get(at)!
    return at
  }
  const join = (a: number, b: number): void => {
    const [low, high] = [root(a), root(b)].sort((x, y) => x - y) as [number, number]
    parent.set(high, low)
  }
  for (const { aId, bId, rule } of edges) {
    join(aId, bId)
    rules.set(bId, rule)
  }
  for (const [, same] of Map.groupBy(patients, (patient) => patient.nhsNumber)) {
    if (same[0]?.nhsNumber === undefined) continue
    same.forEach((a, index) => {
      for (const b of same.slice(index + 1)) {
        const rule = agree(a, b)
        if (!rule) continue
        join(a.id, b.id)
        if (!rules.has(b.id)) rules.set(b.id, rule)
        if (!rules.has(a.id)) rules.set(a.id, rule)
      }
    })
  }
  return [...Map.groupBy(patients, (patient) => root(patient.id)).values()].map((members) => ({
    members,
    rules,
  }))
}

/**
 * Gives each group its person: the lowest that any of its members has now. Where two groups want
 * the same one, the group with the older source patient keeps it, and the other gets one that a
 * member had before and nobody has now, else a new one: so undoing restores who was who (I10).
 */
export function placeGroups(
  groups: readonly Group[],
  newPerson: () => number,
  former: ReadonlyMap<number, readonly number[]> = new Map(),
): Map<number, { personId: number; rule: string }> {
  const taken = new Set<number>()
  const placed = new Map<number, { personId: number; rule: string }>()
  const oldestIn = (one: Group): number => Math.min(...one.members.map((member) => member.id))
  for (const one of [...groups].sort((a, b) => oldestIn(a) - oldestIn(b))) {
    const wanted = one.members
      .map((member) => member.personId)
      .filter((person) => person !== undefined)
      .sort((a, b) => a - b)
      .find((person) => !taken.has(person))
    const personId =
      wanted ??
      one.members
        .flatMap((member) => former.get(member.id) ?? [])
        .find((person) => !taken.has(person)) ??
      newPerson()
    taken.add(personId)
    for (const member of one.members) {
      placed.set(member.id, { personId, rule: one.rules.get(member.id) ?? 'only-itself' })
    }
  }
  return placed
}
