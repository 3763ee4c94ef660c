/**
 * A source patient is placed with another person. Its entries end there and begin here, so what
 * each person's record showed at any version stays what it was.
 */
import type { Tx } from '#database'
import { labelSameBytesOf } from './keep-labels.ts'
import { forgetAround } from './sensitive-keys.ts'

export interface Moving {
  readonly sourcePatientId: number
  readonly from: number
  readonly to: number
}

/** `versions`: the version that each person concerned has been raised to. */
export async function moveEntries(
  tx: Tx,
  moves: readonly Moving[],
  versions: ReadonlyMap<number, number>,
): Promise<void> {
  for (const move of moves) {
    const [ends, begins] = [versions.get(move.from)!, versions.get(move.to)!]
    await tx.query(
      `INSERT INTO record.pack (person_id, pack_id, source_patient_id, message_id, received_at,
         encoding, organisation, feed, labels, bytes)
       SELECT $3, pack_id, source_patient_id, message_id, received_at, encoding, organisation, feed,
         labels, bytes
       FROM record.pack WHERE person_id = $1 AND source_patient_id = $2
       ON CONFLICT DO NOTHING`,
      [move.from, move.sourcePatientId, move.to],
    )
    await tx.query(
      `WITH ended AS (
         UPDATE record.entry SET until = $4
         WHERE person_id = $1 AND source_patient_id = $2 AND until IS NULL
         RETURNING source_patient_id, key, pack_id, content, event_time, confirmed,
           effective, kind, position,
           labels
       )
       INSERT INTO record.entry (person_id, source_patient_id, key, pack_id, content, event_time, confirmed,
         effective, since, kind, position, labels)
       SELECT $3, source_patient_id, key, pack_id, content, event_time, confirmed, effective, $5, kind,
         position, labels FROM ended`,
      [move.from, move.sourcePatientId, move.to, ends, begins],
    )
    await tx.query(
      `INSERT INTO record.attachment (person_id, source_patient_id, hash, content_type, size,
         encoding, bytes, labels, retracted)
       SELECT $3, source_patient_id, hash, content_type, size, encoding, bytes, labels, retracted
       FROM record.attachment WHERE person_id = $1 AND source_patient_id = $2
       ON CONFLICT DO NOTHING`,
      [move.from, move.sourcePatientId, move.to],
    )
    await labelSameBytesOf(tx, move.to)
    await forgetAround(tx, [move.sourcePatientId])
    await tx.query(
      `UPDATE record.person t SET sensitive = true FROM record.person f
       WHERE t.person_id = $2 AND f.person_id = $1 AND f.sensitive AND NOT t.sensitive`,
      [move.from, move.to],
    )
    await tx.query(
      `UPDATE record.heard SET person_id = $3 WHERE person_id = $1 AND source_patient_id = $2`,
      [move.from, move.sourcePatientId, move.to],
    )
    await tx.query(
      `UPDATE record.delay SET person_id = $3 WHERE person_id = $1 AND source_patient_id = $2`,
      [move.from, move.sourcePatientId, move.to],
    )
    // Documents are asked for by their hash: one that stayed behind could still be opened there.
    await tx.query(
      `DELETE FROM record.attachment WHERE person_id = $1 AND source_patient_id = $2`,
      [move.from, move.sourcePatientId],
    )
    await tx.query(`UPDATE record.claim SET person_id = $2 WHERE source_patient_id = $1`, [
      move.sourcePatientId,
      move.to,
    ])
  }
}
