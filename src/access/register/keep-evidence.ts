/**
 * Who cares for somebody whom an objection hides: told from all that was ever said of them, by
 * organisation and time and nothing of the place, so that who cares for them can be told that the
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
  await saveEvidence(
    tx,
    telling.map((one) => ({
      ...one,
      isKnown: true,
      evidence: one.evidence.map(({ place: _, ...fact }) => fact),
    })),
  )
}
