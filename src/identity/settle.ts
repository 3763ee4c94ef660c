/**
 * Places source patients with persons: those of whom something changed, and everybody around them
 * who could belong to them or no longer does.
 */
import type { Tx } from '#database'
import { type Assertion, standingAssertions, superseded } from './assertions.ts'
import { group, placeGroups } from './cluster.ts'
import { loadAssertions, saveHeld } from './keep-assertions.ts'
import type { SourcePatient } from './source-patient.ts'
import { formerPersons, loadAround, reserveNumbers, saveLinks } from './store.ts'

export interface Move {
  readonly sourcePatientId: number
  readonly from: number
  readonly to: number
}

export interface Settled {
  readonly moves: readonly Move[]
  readonly newPersons: ReadonlySet<number>
  readonly newlyHeld: readonly { assertion: Assertion; words: string }[]
}

/** Places the unsettled and everybody around them; changes them in place. */
export async function settle(
  tx: Tx,
  loaded: readonly SourcePatient[],
  unsettled: readonly SourcePatient[],
  at: number,
): Promise<Settled> {
  const newPersons = new Set<number>()
  if (unsettled.length === 0) return { moves: [], newPersons, newlyHeld: [] }
  const around = await neighbourhood(tx, loaded, unsettled)
  const assertions = await assertionsAround(tx, loaded, around)
  const { edges, held } = standingAssertions(assertions, around)
  const changed = assertions.filter((one) => one.held !== held.get(one.id))
  await saveHeld(
    tx,
    changed.map(({ id }) => ({ id, held: held.get(id) })),
  )
  const newlyHeld = changed.flatMap((assertion) => {
    const words = held.get(assertion.id)
    return words && words !== superseded ? [{ assertion, words }] : []
  })
  const groups = group([...around.values()], edges)
  const former = await formerPersonsOf(tx, groups)
  const reserved = await reserveNumbers(tx, 'person', groups.length)
  const placed = placeGroups(
    groups,
    () => {
      const person = reserved.shift()!
      newPersons.add(person)
      return person
    },
    former,
  )
  const moves: Move[] = []
  const links = []
  for (const [id, { personId, rule }] of placed) {
    const patient = around.get(id)!
    if (patient.personId !== undefined && patient.personId !== personId) {
      moves.push({ sourcePatientId: id, from: patient.personId, to: personId })
    }
    if (patient.personId !== personId) links.push({ sourcePatientId: id, personId, rule })
    patient.personId = personId
    patient.rule = rule
  }
  await saveLinks(tx, links, at)
  return { moves, newPersons, newlyHeld }
}

/** Asked for only where somebody who was placed before is parted from somebody. */
async function formerPersonsOf(
  tx: Tx,
  groups: ReturnType<typeof group>,
): Promise<Map<number, number[]> | undefined> {
  const placed = groups.map(({ members }) => members.filter((one) => one.personId !== undefined))
  const persons = new Set(placed.flat().map((one) => one.personId))
  if (placed.filter((members) => members.length > 0).length <= persons.size) return undefined
  return formerPersons(
    tx,
    placed.flat().map((one) => one.id),
  )
}

async function neighbourhood(
  tx: Tx,
  loaded: readonly SourcePatient[],
  unsettled: readonly SourcePatient[],
): Promise<Map<number, SourcePatient>> {
  const mine = new Map(loaded.map((patient) => [patient.id, patient]))
  const around = new Map<number, SourcePatient>()
  let numbers = new Set(unsettled.map((one) => one.nhsNumber).filter((one) => one !== undefined))
  let persons = new Set(unsettled.map((one) => one.personId).filter((one) => one !== undefined))
  for (const patient of unsettled) around.set(patient.id, patient)
  // Numbers lead to persons and persons to numbers; two rounds reach everything that can join.
  for (let round = 0; round < 3 && numbers.size + persons.size > 0; round++) {
    // The rest of this batch is not written yet in all respects: what is loaded wins.
    for (const patient of loaded) {
      const near =
        (patient.nhsNumber && numbers.has(patient.nhsNumber)) ||
        (patient.personId !== undefined && persons.has(patient.personId))
      if (near) around.set(patient.id, patient)
    }
    const found = await loadAround(tx, [...numbers], [...persons])
    const nextNumbers = new Set<string>()
    const nextPersons = new Set<number>()
    for (const one of found) {
      const patient = mine.get(one.id) ?? around.get(one.id) ?? one
      around.set(patient.id, patient)
    }
    for (const patient of around.values()) {
      if (patient.nhsNumber && !numbers.has(patient.nhsNumber)) nextNumbers.add(patient.nhsNumber)
      if (patient.personId !== undefined && !persons.has(patient.personId)) {
        nextPersons.add(patient.personId)
      }
    }
    numbers = nextNumbers
    persons = nextPersons
  }
  return around
}

/** A partner outside brings its own neighbours along, and they their partners. */
async function assertionsAround(
  tx: Tx,
  loaded: readonly SourcePatient[],
  around: Map<number, SourcePatient>,
): Promise<Assertion[]> {
  for (;;) {
    const found = await loadAssertions(tx, [...around.keys()])
    const strangers = found
      .flatMap((one) => [one.survivorId, one.retiredId])
      .filter((id) => !around.has(id))
    if (strangers.length === 0) return found
    const before = around.size
    await addById(tx, loaded, around, strangers)
    if (around.size === before) return found
  }
}

async function addById(
  tx: Tx,
  loaded: readonly SourcePatient[],
  around: Map<number, SourcePatient>,
  ids: readonly number[],
): Promise<void> {
  const placed = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM identity.link WHERE until IS NULL AND source_patient_id = ANY ($1)`,
    [ids],
  )
  const found = await loadAround(
    tx,
    [],
    placed.rows.map((row) => row.person_id),
  )
  const mine = new Map(loaded.map((patient) => [patient.id, patient]))
  for (const one of found) if (!around.has(one.id)) around.set(one.id, mine.get(one.id) ?? one)
}
