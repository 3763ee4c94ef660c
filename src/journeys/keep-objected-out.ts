/**
 * Of whom nothing is put into the record: asked inside the transaction that would, once who they
 * are is settled (OO-02, OO-10). Everybody who is newly found to have objected is bound here, by
 * any number they ever had and along every move (OO-03 to OO-08).
 */
import {
  addIdentifiers,
  bindByIdentifiers,
  carryBindings,
  deletionIsDue,
  evidenceIsDue,
  identifierHash,
  type NewBinding,
  type NewTask,
  noteMeanwhile,
  objectedAmong,
  openRegister,
  raiseTasks,
  referenceOf,
  registerKey,
  settleObjected,
} from '#access'
import type { Tx } from '#database'
import { identifiersOf, type KnownIdentifier, type Move, sourcePatientsOf } from '#identity'
import { publishAsking } from '#notice'
import { keepOwnPersons } from './keep-own-persons.ts'
import { matchHeldRows } from './match-held-objections.ts'
import { noteItself } from './the-record-itself.ts'

const nobody: ReadonlySet<number> = new Set()

export interface Touched {
  readonly personIds: readonly number[]
  /** Source patients of whom a number may be known now that was not before. */
  readonly renumbered: readonly number[]
}

/** Those of these persons of whom nothing may be kept. */
export async function keepObjectedOut(
  tx: Tx,
  { personIds, renumbered }: Touched,
  at: number,
): Promise<ReadonlySet<number>> {
  await keepOwnPersons(tx, renumbered)
  const register = await openRegister(tx)
  if (register.isBrought) await noteMeanwhile(tx, { personIds, renumbered })
  if (register.isEmpty) return nobody
  const seen = hashed(register.key, await identifiersOf(tx, [...new Set(renumbered)]))
  const persons = [...new Set([...personIds, ...seen.map((one) => one.personId)])]
  const found = await bindByIdentifiers(tx, seen, at)
  await settleNew(tx, [...found, ...(await matchHeldRows(tx, register.key, persons, at))], at)
  const objected = await objectedAmong(tx, persons)
  await addIdentifiers(
    tx,
    seen.filter((one) => objected.has(one.personId)),
  )
  if (!register.isSuspended) return objected
  await deletionIsDue(tx, [...objected], at)
  return nobody
}

/** Of these persons, as they are bound: nothing may be kept of them now. */
export async function keptOutAmong(
  tx: Tx,
  personIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const register = await openRegister(tx)
  return register.isEmpty || register.isSuspended ? nobody : objectedAmong(tx, personIds)
}

/** What was said of them is not in their record: who cares for them is told when there is time. */
export const noteSaidOfObjected = (tx: Tx, personIds: ReadonlySet<number>): Promise<void> =>
  evidenceIsDue(tx, [...personIds])

/** Source patients are now placed with another person: so is every objection (OO-04, OO-05). */
export async function carryObjections(tx: Tx, moves: readonly Move[], at: number): Promise<void> {
  if (moves.length === 0) return
  const register = await openRegister(tx)
  if (register.isBrought) await noteMeanwhile(tx, { moves })
  if (register.isEmpty) return
  await settleNew(tx, await carryBindings(tx, moves, at), at, 'merged')
  const personIds = moves.map((one) => one.to)
  await keepObjectedOut(tx, { personIds, renumbered: moves.map((one) => one.sourcePatientId) }, at)
  await deletionIsDue(tx, personIds, at)
}

export const hashed = (key: Uint8Array, known: readonly KnownIdentifier[]) =>
  known.map(({ personId, system, value }) => ({
    personId,
    identifier: identifierHash(key, system, value),
  }))

export async function settleNew(
  tx: Tx,
  bindings: readonly NewBinding[],
  at: number,
  why?: 'merged',
): Promise<void> {
  if (bindings.length === 0) return
  const persons = [...new Set(bindings.map((one) => one.personId))]
  await settleObjected(tx, persons, at)
  await addNumbersOf(tx, persons)
  await noteItself(tx, 'bind-objection', persons, [why ?? 'identifier'], at)
  await raiseTasks(
    tx,
    bindings.flatMap((one) => tasksOf(one, at, why)),
  )
  await publishAsking(tx, persons)
}

/** Whoever turns up with one of their other numbers is hidden too (OO-06). */
async function addNumbersOf(tx: Tx, personIds: readonly number[]): Promise<void> {
  const patients: number[] = []
  for (const personId of personIds) patients.push(...(await sourcePatientsOf(tx, personId)))
  await addIdentifiers(tx, hashed(await registerKey(tx), await identifiersOf(tx, patients)))
}

function tasksOf(
  { personId, objectionId, isIndirect }: NewBinding,
  at: number,
  why: 'merged' | undefined,
): NewTask[] {
  // By a number that was said with the objection: that is what it was said for.
  if (!why && !isIndirect) return []
  const words = why
    ? 'Two records of which one is objected were joined or parted: both stay hidden. Say whose the objection is.'
    : 'Somebody shares a number with a person who has objected, and is hidden too. Say whether they are the same.'
  return [
    {
      kind: why ? 'check-merged' : 'check-number',
      personId,
      objectionId,
      at,
      words: `${words} (${referenceOf(objectionId)})`,
    },
  ]
}
