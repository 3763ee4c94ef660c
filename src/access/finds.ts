/** How often somebody looks for persons: the pace is limited (AC-18), misses are counted. */
import type { Tx } from '#database'

const stepMs = 600_000
const hourMs = 3_600_000

/** Counts one more, and says how many that makes within about an hour. */
export async function countFind(tx: Tx, userKey: string, now: number): Promise<number> {
  const found = await tx.query<{ count: number }>({
    name: 'access-count-find',
    text: `WITH counted AS (
        INSERT INTO access.find_tally (user_key, from_at, finds, misses) VALUES ($1, $2, 1, 0)
        ON CONFLICT (user_key, from_at) DO UPDATE SET finds = find_tally.finds + 1
        RETURNING finds
      )
      SELECT ((SELECT finds FROM counted) + coalesce((SELECT sum(finds) FROM access.find_tally
        WHERE user_key = $1 AND from_at > $3 AND from_at <> $2), 0))::int AS count`,
    values: [userKey, stepOf(now), new Date(now - hourMs).toISOString()],
  })
  return found.rows[0]!.count
}

/** The same statement whether it was one or not, so that time tells nothing. */
export async function countMiss(
  tx: Tx,
  userKey: string,
  now: number,
  isMiss: boolean,
): Promise<void> {
  await tx.query({
    name: 'access-count-miss',
    text: `UPDATE access.find_tally SET misses = misses + $3
      WHERE user_key = $1 AND from_at = $2`,
    values: [userKey, stepOf(now), isMiss ? 1 : 0],
  })
}

export async function forgetFinds(tx: Tx, before: number): Promise<void> {
  await tx.query('DELETE FROM access.find_tally WHERE from_at < $1', [
    new Date(before).toISOString(),
  ])
}

const stepOf = (now: number): string => new Date(Math.floor(now / stepMs) * stepMs).toISOString()
