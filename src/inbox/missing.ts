import type { Tx } from '#database'

/** How many of these messages are no longer stored. */
export async function missingAmong(tx: Tx, messageIds: readonly number[]): Promise<number> {
  const found = await tx.query<{ missing: number }>(
    `SELECT count(*) AS missing FROM unnest($1::bigint[]) AS asked (id)
     WHERE NOT EXISTS (SELECT FROM inbox.message m WHERE m.message_id = asked.id)`,
    [messageIds],
  )
  return found.rows[0]!.missing
}
