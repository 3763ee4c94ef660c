/** What is to be done for persons whom an objection hides, or hides no more, when there is time. */
import type { Tx } from '#database'

/** Nothing of these messages was put into a record: counted, and nothing of whom (OO-09). */
export async function countKeptOut(tx: Tx, messages: number, at: number): Promise<void> {
  if (messages === 0) return
  await tx.query({
    name: 'access-count-kept-out',
    text: `INSERT INTO access.kept_out (day, messages) VALUES (($1::timestamptz AT TIME ZONE 'UTC')::date, $2)
      ON CONFLICT (day) DO UPDATE SET messages = kept_out.messages + excluded.messages`,
    values: [new Date(at).toISOString(), messages],
  })
}

/** Something was said of them: who is caring for them is to be told again. */
export async function evidenceIsDue(tx: Tx, personIds: readonly number[]): Promise<void> {
  if (personIds.length === 0) return
  await tx.query({
    name: 'access-evidence-is-due',
    text: `UPDATE access.objected SET evidence_due = true
      WHERE person_id = ANY ($1) AND NOT evidence_due`,
    values: [personIds],
  })
}

/** What came to them with a move is to be deleted, whatever was before (OO-11). */
export async function deletionIsDue(
  tx: Tx,
  personIds: readonly number[],
  at: number,
): Promise<void> {
  await tx.query({
    name: 'access-deletion-is-due',
    text: `UPDATE access.objected SET delete_at = $2
      WHERE person_id = ANY ($1) AND delete_at IS NULL`,
    values: [personIds, new Date(at).toISOString()],
  })
}

/** Of canaries what was filed stays: there must be something to hide (OO-40). */
const notCanary = `NOT EXISTS (SELECT FROM access.canary c
  WHERE c.person_id = o.person_id AND c.removed_at IS NULL)`

/** Of whom what was filed is to be deleted by now; nobody while a suspension runs. */
export async function takeToDelete(tx: Tx, now: number, personsMax: number): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `UPDATE access.objected SET delete_at = NULL WHERE person_id IN (
       SELECT person_id FROM access.objected o
       WHERE delete_at <= $1 AND cardinality(access.suspended_kinds()) = 0
         AND ${notCanary}
       ORDER BY delete_at LIMIT $2)
     RETURNING person_id`,
    [new Date(now).toISOString(), personsMax],
  )
  return rows.map((row) => row.person_id)
}

/** Of whom nothing is left, while the law has lifted objections. */
export async function takeSuspended(tx: Tx, personsMax: number): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM access.objected
     WHERE delete_at IS NULL AND cardinality(access.suspended_kinds()) > 0 LIMIT $1`,
    [personsMax],
  )
  return rows.map((row) => row.person_id)
}

export async function takeEvidenceDue(tx: Tx, personsMax: number): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `UPDATE access.objected SET evidence_due = false WHERE person_id IN (
       SELECT person_id FROM access.objected o WHERE evidence_due AND ${notCanary} LIMIT $1)
     RETURNING person_id`,
    [personsMax],
  )
  return rows.map((row) => row.person_id)
}

export async function takeToRestore(tx: Tx, personsMax: number): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `DELETE FROM access.to_restore WHERE person_id IN (
       SELECT person_id FROM access.to_restore ORDER BY since LIMIT $1)
     RETURNING person_id`,
    [personsMax],
  )
  return rows.map((row) => row.person_id)
}

/**
 * Of somebody hidden it is kept who cares for them, so that they can be told that the person has
 * said no (OO-15): by which organisation and until when, and nothing of the place.
 */
export async function forgetPlaces(tx: Tx, personIds: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE access.relationship SET place = NULL WHERE person_id = ANY ($1) AND place IS NOT NULL`,
    [personIds],
  )
}

/** By person and objection, persons whose parents said no for them, and nothing has ended it. */
export async function parentsObjections(
  tx: Tx,
): Promise<{ readonly personId: number; readonly objectionId: string }[]> {
  const { rows } = await tx.query<{ person_id: number; objection_id: string }>(
    `SELECT p.person_id, o.objection_id FROM access.objection o
     JOIN access.objection_person p USING (objection_id)
     WHERE o.made_by = 'parent' AND p.released_at IS NULL AND access.is_in_force(o.objection_id)`,
  )
  return rows.map((row) => ({ personId: row.person_id, objectionId: row.objection_id }))
}
