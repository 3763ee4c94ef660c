import type { Tx } from '#database'

/** Of which of these persons there is something to hide: a prepared record, and this attachment. */
export async function heldAmong(
  tx: Tx,
  persons: readonly { readonly personId: number; readonly hash: string }[],
): Promise<Set<number>> {
  const found = await tx.query<{ person_id: number }>(
    `SELECT h.person_id FROM unnest($1::bigint[], $2::text[]) AS h (person_id, hash)
     WHERE EXISTS (SELECT FROM record.prepared p WHERE p.person_id = h.person_id)
       AND EXISTS (SELECT FROM record.attachment a
         WHERE a.person_id = h.person_id AND a.hash = decode(h.hash, 'hex'))`,
    [persons.map((one) => one.personId), persons.map((one) => one.hash)],
  )
  return new Set(found.rows.map((row) => row.person_id))
}
