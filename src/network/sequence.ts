/**
 * Feeds that number what they send (HL7 v2 MSH-13): which numbers never came (RL-12). A number
 * that comes late closes its gap; a feed that starts again from a low number starts afresh.
 */
import type { Tx } from '#database'

export interface Numbered {
  readonly feed: string
  readonly number: number
}

/** In the order in which they came. */
export async function noteSequence(tx: Tx, came: readonly Numbered[], at: number): Promise<void> {
  if (came.length === 0) return
  for (const [feed, numbers] of Map.groupBy(came, (one) => one.feed)) {
    const known = await tx.query<{ last: number }>(
      `SELECT last FROM network.sequence WHERE feed = $1`,
      [feed],
    )
    let last = known.rows[0]?.last
    for (const { number } of numbers) {
      if (last !== undefined && number > last + 1 && number - last <= jumpMax) {
        await openGap(tx, feed, last + 1, number - 1, at)
      } else if (last !== undefined && number <= last) {
        const isLate = await fillGap(tx, feed, number)
        if (isLate || last - number < repeatMax) continue
      }
      last = number
    }
    await tx.query(
      `INSERT INTO network.sequence (feed, last) VALUES ($1, $2)
       ON CONFLICT (feed) DO UPDATE SET last = excluded.last`,
      [feed, last],
    )
  }
}

/** Further than this is another numbering and no gap. */
const jumpMax = 100_000
/** A number that comes again is a repetition, unless it is so much lower that counting began anew. */
const repeatMax = 1_000

async function openGap(tx: Tx, feed: string, first: number, last: number, at: number) {
  await tx.query(
    `INSERT INTO network.sequence_gap (feed, first, last, noticed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (feed, first) DO UPDATE SET last = greatest(sequence_gap.last, excluded.last)`,
    [feed, first, last, new Date(at).toISOString()],
  )
}

/** True when the number was missing: what is left of its gap stays. */
async function fillGap(tx: Tx, feed: string, number: number): Promise<boolean> {
  const found = await tx.query<{ first: number; last: number; noticed_at: number }>(
    `DELETE FROM network.sequence_gap WHERE feed = $1 AND first <= $2 AND last >= $2
     RETURNING first, last, noticed_at`,
    [feed, number],
  )
  for (const gap of found.rows) {
    if (gap.first < number) await openGap(tx, feed, gap.first, number - 1, gap.noticed_at)
    if (gap.last > number) await openGap(tx, feed, number + 1, gap.last, gap.noticed_at)
  }
  return found.rows.length > 0
}

export interface Missing {
  readonly feed: string
  readonly gaps: number
  /** Messages that never came. */
  readonly messages: number
}

export async function missingByFeed(tx: Tx): Promise<Missing[]> {
  const found = await tx.query<{ feed: string; gaps: number; messages: number }>(
    `SELECT feed, count(*) AS gaps, sum(last - first + 1)::bigint AS messages
     FROM network.sequence_gap GROUP BY feed`,
  )
  return found.rows
}
