/** Who source patients are, told again from everything that was ever said of them (RL-09). */
import { isDeepStrictEqual } from 'node:util'
import type { Tx } from '#database'
import type { AboutPatient } from '#vocabulary'
import type { PlacedPatient } from './mentions.ts'
import { type Move, settle } from './settle.ts'
import {
  linking,
  newSourcePatient,
  type SourcePatient,
  takeOver,
  takesWhole,
} from './source-patient.ts'
import { loadAround, saveIdentifiers, saveSourcePatients } from './store.ts'

export interface SaidOf {
  readonly patient: PlacedPatient
  /** Some message names it, if only to say that it is another one. */
  readonly isNamed: boolean
  /** In the order in which it came. */
  readonly said: readonly AboutPatient[]
}

/** The moves that this brings: where nothing else is said than before, none. */
export async function identifyAgain(
  tx: Tx,
  told: readonly SaidOf[],
  at: number,
): Promise<readonly Move[]> {
  const loaded = await loadAround(tx, [], [...new Set(told.map((one) => one.patient.personId))])
  const byId = new Map(loaded.map((one) => [one.id, one]))
  const changed: SourcePatient[] = []
  const unsettled: SourcePatient[] = []
  for (const { patient, said } of told) {
    const held = byId.get(patient.sourcePatientId)
    if (!held) continue
    const fresh = newSourcePatient(held.id, held.key)
    // A move or a deletion is not among what is said of the patient, and stays.
    fresh.toldWhole = held.toldWhole
    for (const one of said) {
      takeOver(fresh, one.identification, one.eventTime, one.pointsOnly)
      takesWhole(fresh, one)
    }
    if (isDeepStrictEqual(whoIs(held), whoIs(fresh))) continue
    if (linking(held) !== linking(fresh)) unsettled.push(held)
    changed.push(Object.assign(held, whoIs(fresh)))
  }
  await saveSourcePatients(tx, changed)
  await replaceIdentifiers(tx, told)
  return (await settle(tx, loaded, unsettled, at)).moves
}

/** What is said of the patient: not where it is placed, and not what a withdrawal said. */
function whoIs(patient: SourcePatient) {
  const { id, key, personId, rule, isNew, isChanged, withdrawnAt, ...who } = patient
  return who
}

async function replaceIdentifiers(tx: Tx, told: readonly SaidOf[]): Promise<void> {
  const said = told.flatMap(({ patient: { sourcePatientId }, said }) =>
    said.flatMap((one) =>
      one.identification.identifiers.map(({ system, value }) => ({
        system,
        value,
        sourcePatientId,
      })),
    ),
  )
  // The number by which its sender knows it was said by whoever named it: a merge, a move.
  const own = told
    .filter((one) => one.isNamed)
    .map(({ patient: { key, sourcePatientId } }) => ({
      system: key.namespace,
      value: key.value,
      sourcePatientId,
    }))
  const kept = [...said, ...own]
  await tx.query(
    `DELETE FROM identity.identifier i WHERE i.source_patient_id = ANY ($1)
       AND NOT EXISTS (SELECT FROM unnest($2::text[], $3::text[], $4::bigint[]) AS s (y, v, p)
         WHERE s.y = i.system AND s.v = i.value AND s.p = i.source_patient_id)`,
    [
      told.map((one) => one.patient.sourcePatientId),
      kept.map((one) => one.system),
      kept.map((one) => one.value),
      kept.map((one) => one.sourcePatientId),
    ],
  )
  await saveIdentifiers(tx, said)
}
