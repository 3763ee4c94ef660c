/** How many objections were in force, by the hour: a fall shows whatever became of the rows (OO-41). */
import type { Tx } from '#database'

const keptDays = 8

/** Of the hour, the most that were seen in it; what is older than a week is forgotten. */
export async function noteInForce(tx: Tx, inForce: number, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  await tx.query(
    `INSERT INTO access.register_hour (hour, in_force) VALUES (date_trunc('hour', $1::timestamptz), $2)
     ON CONFLICT (hour) DO UPDATE SET in_force = greatest(register_hour.in_force, excluded.in_force)`,
    [at, inForce],
  )
  await tx.query(
    `DELETE FROM access.register_hour WHERE hour < $1::timestamptz - $2 * interval '1 day'`,
    [at, keptDays],
  )
}

/** What transactions have added to the tally becomes few rows again; one process at a time does it. */
export async function foldTally(tx: Tx, now: number): Promise<void> {
  const { rows } = await tx.query<{ mine: boolean }>(
    'SELECT pg_try_advisory_xact_lock(7411, 35) AS mine',
  )
  if (!rows[0]!.mine) return
  await tx.query(
    `WITH gone AS (DELETE FROM access.register_tally RETURNING *)
     INSERT INTO access.register_tally (route, origin, hour, is_pending, objections, unbound)
     SELECT route, origin, CASE WHEN is_pending OR hour > $1::timestamptz - $2 * interval '1 day'
         THEN hour ELSE '-infinity' END AS since, is_pending, sum(objections), sum(unbound)
     FROM gone GROUP BY route, origin, since, is_pending
     HAVING sum(objections) <> 0 OR sum(unbound) <> 0`,
    [new Date(now).toISOString(), keptDays],
  )
}

/** The most that were in force at any time of the last 24 hours; undefined: nobody counted. */
export async function mostInForce(tx: Tx, now: number): Promise<number | undefined> {
  const { rows } = await tx.query<{ most: number | null }>(
    `SELECT max(in_force) AS most FROM access.register_hour
     WHERE hour > $1::timestamptz - interval '25 hours'`,
    [new Date(now).toISOString()],
  )
  return rows[0]?.most ?? undefined
}
