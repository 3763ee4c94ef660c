/** What the journal knows of the register is done again, in its order; what is there stays. */
import {
  addBindings,
  addKnownIdentifiers,
  bindByIdentifiers,
  type JournalLine,
  keptObjections,
  openRegister,
  receiveObjections,
  releaseBinding,
  sayOfObjection,
  settleObjected,
} from '#access'
import type { Tx } from '#database'
import { identifiersOf, personsKnown, sourcePatientsAfter } from '#identity'
import { publishAsking } from '#notice'
import { hashed } from './keep-objected-out.ts'
import { noteItself } from './the-record-itself.ts'

const lost = 'As the journal says: what was said of it is in the database that was lost.'

/** The caller holds the filing lock, and nobody's record opens meanwhile. */
export async function replayRegister(
  tx: Tx,
  lines: readonly JournalLine[],
  at: number,
): Promise<void> {
  const persons = new Set<number>()
  for (const { change } of lines) {
    for (const personId of await replay(tx, change, at)) persons.add(personId)
  }
  for (const personId of await bindEverybody(tx, at)) persons.add(personId)
  await settleObjected(tx, [...persons], at)
  await noteItself(tx, 'bind-objection', [...persons], ['replayed-from-journal'], at)
  await publishAsking(tx, [...persons])
}

/** Whom it may concern. Persons whom this database never knew are found by their numbers alone. */
async function replay(
  tx: Tx,
  change: JournalLine['change'],
  at: number,
): Promise<readonly number[]> {
  if (change.what === 'begun' || change.what === 'committed') return []
  const isKept = (await keptObjections(tx, [change.objectionId])).length > 0
  if (change.what === 'received') {
    if (isKept) return []
    const known = await personsKnown(
      tx,
      change.persons.map((one) => one.personId),
    )
    const persons = change.persons.filter((one) => known.has(one.personId))
    await receiveObjections(tx, [
      {
        objectionId: change.objectionId,
        route: change.route,
        origin: change.origin,
        ...(change.recordedOn !== undefined && { recordedOn: change.recordedOn }),
        madeBy: change.madeBy,
        overridable: change.overridable,
        identifiers: change.identifiers.map(bytes),
        persons,
        by: change.by,
        at: change.at,
        ...(change.isUpheld && { upheldBecause: lost }),
      },
    ])
    return persons.map((one) => one.personId)
  }
  if (!isKept) return []
  if (change.what === 'said') {
    await sayOfObjection(tx, change.objectionId, change.saying, change.by, lost, change.at)
    return []
  }
  if (change.what === 'released') {
    const nothing = { own: [], others: [], by: 'journal', at }
    await releaseBinding(tx, { ...change, ...nothing })
    return [change.personId]
  }
  const known = await personsKnown(tx, change.persons)
  await addBindings(tx, change.objectionId, [...known], at)
  await addKnownIdentifiers(tx, change.objectionId, change.identifiers.map(bytes))
  return [...known]
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64')

const patientsAtOnce = 5_000

/** Nobody can be found by the hash of a number: everybody's numbers are gone through. */
async function bindEverybody(tx: Tx, at: number): Promise<number[]> {
  const register = await openRegister(tx)
  if (register.isEmpty) return []
  const bound: number[] = []
  for (let last = 0; ; ) {
    const patients = await sourcePatientsAfter(tx, last, patientsAtOnce)
    if (patients.length === 0) return bound
    const seen = hashed(register.key, await identifiersOf(tx, patients))
    for (const { personId } of await bindByIdentifiers(tx, seen, at)) bound.push(personId)
    last = patients.at(-1)!
  }
}
