/**
 * What its sender knows by several names is one entry, whichever name came first and whichever
 * is missing: the names are gathered, the first of them holds all that was said under any, and
 * the others point there. And what a list told as a whole leaves out is said to be left out.
 */
import type { Tx } from '#database'
import type { Statement } from '#vocabulary'
import { entryKey } from './entry-key.ts'
import { entryName, type HeldEntry, loadHeld } from './held-entries.ts'
import type { Original } from './packing.ts'
import type { CombineRules, Filing } from './supersede.ts'

interface Named {
  readonly names?: readonly string[]
}

/** The rules of the sources by which several names and lists are told. */
const namedRule = 'told'
const listRule = 'listed'

/** Only what has these kinds goes by several names; others need not be looked up. */
const namedKinds: ReadonlySet<string> = new Set([
  'Appointment',
  'ServiceRequest',
  'MedicationRequest',
])

/** The caller holds the filing lock. */
export async function tellRelated(
  tx: Tx,
  filings: readonly Filing[],
  rules: CombineRules,
): Promise<readonly Filing[]> {
  const related = filings.filter(({ statements }) => statements.some(isRelated))
  return related.length === 0 ? filings : relate(filings, await loadRelated(tx, related), rules)
}

/** As if nothing were held: `filings` are all that was ever said. */
export const tellAllRelated = (filings: readonly Filing[], rules: CombineRules) =>
  relate(filings, () => undefined, rules)

function relate(filings: readonly Filing[], held: Held, rules: CombineRules): readonly Filing[] {
  const patients = Map.groupBy(
    filings.filter(({ statements }) => statements.some(isRelated)),
    (filing) => filing.sourcePatientId,
  )
  const told = new Map<Filing, readonly Statement[]>()
  for (const ofPatient of patients.values()) {
    const joined = joinNames(ofPatient, held, rules)
    for (const [filing, statements] of joined) told.set(filing, statements)
    const last = ofPatient.at(-1)!
    told.set(last, [...joined.get(last)!, ...leftOutOf(ofPatient, held, rules)])
  }
  return filings.map((filing) => {
    const statements = told.get(filing)
    return statements ? { ...filing, statements } : filing
  })
}

const isNamed = (statement: Statement): boolean =>
  statement.combine === namedRule && namedKinds.has(statement.kind)
const isList = (statement: Statement): boolean => statement.combine === listRule
const isRelated = (statement: Statement): boolean => isNamed(statement) || isList(statement)

const namesOf = (statement: Statement): readonly string[] => statement.names ?? [statement.sourceId]

type Held = (filing: Filing, kind: string, sourceId: string) => HeldEntry | undefined

/** With all that the names found so far lead to. */
async function loadRelated(tx: Tx, filings: readonly Filing[]): Promise<Held> {
  const held = new Map<string, HeldEntry>()
  const asked = new Set<string>()
  let wanted = filings
    .filter((filing) => !filing.isNewSourcePatient)
    .flatMap((filing) =>
      filing.statements
        .filter(isRelated)
        .flatMap((statement) =>
          namesOf(statement).map((name) => ({ filing, kind: statement.kind as string, name })),
        ),
    )
  while (wanted.length > 0) {
    const fresh = wanted
      .map((one) => ({ ...one, key: entryKey(one.filing.patient, one.kind, one.name) }))
      .filter((one) => {
        const name = entryName(one.filing.sourcePatientId, one.key)
        return !asked.has(name) && asked.add(name)
      })
    const found = await loadHeld(
      tx,
      fresh.map(({ filing: { personId, sourcePatientId }, key }) => ({
        personId,
        sourcePatientId,
        key,
        withOriginal: true,
      })),
    )
    for (const [name, entry] of found) held.set(name, entry)
    wanted = fresh.flatMap(({ filing, kind, key }) => {
      const entry = found.get(entryName(filing.sourcePatientId, key))
      const { names = [] } = (entry?.original?.state ?? {}) as Named
      return names.map((name) => ({ filing, kind, name }))
    })
  }
  return (filing, kind, sourceId) =>
    held.get(entryName(filing.sourcePatientId, entryKey(filing.patient, kind, sourceId)))
}

function joinNames(
  filings: readonly Filing[],
  held: Held,
  rules: CombineRules,
): Map<Filing, Statement[]> {
  const groups = new Groups()
  for (const filing of filings) {
    for (const statement of filing.statements.filter(isNamed)) {
      for (const name of groups.join(statement.kind, namesOf(statement))) {
        const { names } = (held(filing, statement.kind, name)?.original?.state ?? {}) as Named
        if (names) groups.join(statement.kind, names)
      }
    }
  }
  const pointed = new Set<string>()
  return new Map(
    filings.map((filing) => [
      filing,
      filing.statements.flatMap((statement) => {
        const names = isNamed(statement) ? groups.of(statement.kind, statement.sourceId) : []
        if (names.length < 2) return [statement]
        const id = `${statement.kind} ${names[0]}`
        // What is held under the other names is told with the first that comes.
        const others = pointed.has(id) ? [] : names.slice(1)
        pointed.add(id)
        return oneOf(statement, names, others, filing, held, rules)
      }),
    ]),
  )
}

/** The statement under the first name, with what is held under others, which point there. */
function oneOf(
  statement: Statement,
  names: readonly string[],
  others: readonly string[],
  filing: Filing,
  held: Held,
  rules: CombineRules,
): Statement[] {
  const [sourceId = statement.sourceId] = names
  const rule = rules[namedRule]!
  const named = { ...statement, sourceId, names, state: { ...(statement.state as Named), names } }
  let all: Original = rule(undefined, named)
  const pointers: Statement[] = []
  for (const other of others) {
    const original = held(filing, statement.kind, other)?.original
    const known = (original?.state as Named | undefined)?.names
    if (known?.join('\n') === names.join('\n')) continue
    if (original?.state !== undefined) {
      const state = { ...(original.state as Named), names }
      all = rule(all, { ...named, state })
    }
    // It says no more than where it points; its rule knows by the names that it is no thing itself.
    const pointer = { ...named, sourceId: other }
    pointers.push({ ...pointer, resource: rule(undefined, pointer).resource })
  }
  return [{ ...named, resource: all.resource, state: all.state }, ...pointers]
}

/** Names of one thing, by kind: whatever overlaps is one. */
class Groups {
  readonly #groups = new Map<string, Set<string>>()

  join(kind: string, names: readonly string[]): ReadonlySet<string> {
    const all = new Set(names)
    for (const name of names) {
      for (const known of this.#groups.get(`${kind} ${name}`) ?? []) all.add(known)
    }
    for (const name of all) this.#groups.set(`${kind} ${name}`, all)
    return all
  }

  of(kind: string, name: string): readonly string[] {
    return [...(this.#groups.get(`${kind} ${name}`) ?? [name])].sort()
  }
}

/** What the rule of lists remembers: names in the newest, names ever, and what to say of others. */
interface List {
  readonly names: readonly string[]
  readonly known: readonly string[]
  readonly gone: Omit<Statement, 'sourceId'>
}

function leftOutOf(filings: readonly Filing[], held: Held, rules: CombineRules): Statement[] {
  const lists = new Map<string, Original>()
  for (const filing of filings) {
    for (const statement of filing.statements.filter(isList)) {
      const { kind, sourceId } = statement
      const before = lists.get(sourceId) ?? held(filing, kind, sourceId)?.original
      lists.set(sourceId, rules[listRule]!(before, statement))
    }
  }
  return [...lists.values()].flatMap(({ state }) => {
    const { names, known, gone } = state as List
    return known.filter((name) => !names.includes(name)).map((sourceId) => ({ ...gone, sourceId }))
  })
}
