/** Which persons members of staff are, kept while numbers come and source patients move (AC-20). */
import { forgetOwnPersons, hasStaff, identifierHash, ownPersonsOf, registerKey } from '#access'
import type { Tx } from '#database'
import { identifiersOf, type Move, sourcePatientsOf } from '#identity'

/** Of these source patients a number may be known now that was not before. */
export async function keepOwnPersons(tx: Tx, sourcePatientIds: readonly number[]): Promise<void> {
  if (sourcePatientIds.length === 0 || !(await hasStaff(tx))) return
  const key = await registerKey(tx)
  const known = await identifiersOf(tx, [...new Set(sourcePatientIds)])
  await ownPersonsOf(
    tx,
    known.map(({ personId, system, value }) => ({
      personId,
      identifier: identifierHash(key, system, value),
    })),
  )
}

/** The numbers went with their source patients: on both sides it is told anew. */
export async function carryOwnPersons(tx: Tx, moves: readonly Move[]): Promise<void> {
  if (moves.length === 0 || !(await hasStaff(tx))) return
  const persons = [...new Set(moves.flatMap((one) => [one.from, one.to]))]
  await forgetOwnPersons(tx, persons)
  const sourcePatients: number[] = []
  for (const personId of persons) sourcePatients.push(...(await sourcePatientsOf(tx, personId)))
  await keepOwnPersons(tx, sourcePatients)
}
