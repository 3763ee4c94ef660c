/**
 * Which messages were received at a time. Numbers and times of receipt rise together, so the
 * number is found by halving, and no index of times has to be kept for each message received.
 */
import type { Tx } from '#database'

/** Numbers are given at the commit and clocks are set right now and then: look this far around. */
const slackMs = 2 * 3_600_000

/** A bound: no message of that time or later is before the first, or at it or earlier after the last. */
export async function idAt(tx: Tx, at: number, bound: 'first' | 'last'): Promise<number> {
  const time = bound === 'first' ? at - slackMs : at + slackMs
  const ends = await tx.query<{ low: number | null; high: number | null }>(
    `SELECT min(message_id) AS low, max(message_id) AS high FROM inbox.message`,
  )
  let low = ends.rows[0]?.low ?? 0
  let high = (ends.rows[0]?.high ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const found = await tx.query<{ message_id: number; received_at: number }>({
      name: 'inbox-id-at',
      text: `SELECT message_id, received_at FROM inbox.message
        WHERE message_id >= $1 ORDER BY message_id LIMIT 1`,
      values: [middle],
    })
    const row = found.rows[0]
    if (row && row.received_at < time) low = row.message_id + 1
    else high = middle
  }
  return low
}
