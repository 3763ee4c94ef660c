import type { Tx } from '#database'

/** True when others were in use before these. */
export async function noteSets(
  tx: Tx,
  { version, hash }: { readonly version: number; readonly hash: string },
  at: number,
): Promise<boolean> {
  const last = await tx.query<{ hash: string }>(
    `SELECT hash FROM record.sensitive_sets ORDER BY number DESC LIMIT 1`,
  )
  if (last.rows[0]?.hash === hash) return false
  await tx.query(`INSERT INTO record.sensitive_sets (since, version, hash) VALUES ($1, $2, $3)`, [
    new Date(at).toISOString(),
    version,
    hash,
  ])
  return last.rows.length > 0
}
