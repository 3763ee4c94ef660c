/**
 * Who cares for somebody whom an objection hides: told from all that was ever said of them, by
 * organisation and time and nothing new of the place, so that who cares for them can be told that the
 * person has said no (OO-15), and so that a suspension by law opens to whom it names.
 */
import type { Tx } from '#database'
import { type FiledEvidence, saveEvidence } from '../relationships.ts'

/** `filed`: all that there is of these source patients. */
export async function keepEvidence(
  tx: Tx,
  sourcePatientIds: readonly number[],
  filed: readonly FiledEvidence[],
): Promise<void> {
  const telling = filed.filter((one) => one.evidence.length > 0)
  await tx.query(
    `DELETE FROM access.relationship r WHERE r.source_patient_id = ANY ($1)
       AND NOT EXISTS (SELECT FROM unnest($2::bigint[], $3::bigint[]) AS k (patient, entry)
         WHERE k.patient = r.source_patient_id AND k.entry = r.evidence)`,
    [sourcePatientIds, telling.map((one) => one.sourcePatientId), telling.map((one) => one.entry)],
  )
  const places = await knownPlaces(tx, sourcePatientIds)
  await saveEvidence(
    tx,
    telling.map((one) => ({
      ...one,
      isKnown: true,
      evidence: one.evidence.map(({ place: _, ...fact }, ordinal) => {
        const place = places.get(placeOf(one.sourcePatientId, one.entry, ordinal))
        return place === undefined ? fact : { ...fact, place }
      }),
    })),
  )
}

/** What was filed before goes with the record that it is of: should nobody delete that, it stays. */
async function knownPlaces(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await tx.query<{
    patient: number
    entry: string
    ordinal: number
    place: string
  }>(
    `SELECT source_patient_id AS patient, evidence::text AS entry, ordinal, place
     FROM access.relationship WHERE source_patient_id = ANY ($1) AND place IS NOT NULL`,
    [sourcePatientIds],
  )
  return new Map(rows.map((row) => [placeOf(row.patient, row.entry, row.ordinal), row.place]))
}

const placeOf = (patient: number, entry: string, ordinal: number): string =>
  `${patient} ${entry} ${ordinal}`
