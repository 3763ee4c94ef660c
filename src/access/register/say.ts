/** What is said of an objection once it was received: nothing is taken away, the newest counts. */
import type { Tx } from '#database'
import { noteChanges } from './changes.ts'
import type { By, ObjectionSaying } from './objection.ts'
import { type Settled, settleObjected } from './settle.ts'

/** The caller holds the filing lock. */
export async function sayOfObjection(
  tx: Tx,
  objectionId: string,
  saying: ObjectionSaying,
  by: By,
  because: string | undefined,
  at: number,
): Promise<Settled> {
  await tx.query(
    `INSERT INTO access.objection_event (event_id, objection_id, at, what, by_key, by_name,
       by_organisation, because)
     VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)`,
    [
      objectionId,
      new Date(at).toISOString(),
      saying,
      by.key,
      by.name,
      by.organisation,
      because ?? null,
    ],
  )
  noteChanges(tx, [{ what: 'said', objectionId, saying, by, at }])
  const persons = await personsBoundTo(tx, objectionId)
  return settleObjected(tx, persons, at)
}

/** Whom it hides as long as it is in force. */
export async function personsBoundTo(tx: Tx, objectionId: string): Promise<number[]> {
  const { rows } = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM access.objection_person
     WHERE objection_id = $1 AND released_at IS NULL ORDER BY person_id`,
    [objectionId],
  )
  return rows.map((row) => row.person_id)
}
