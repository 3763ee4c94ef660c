/** What arrived and what became of it, in numbers and in words: for `lcr messages`. */
import type { Tx } from '#database'

export interface Reckoning {
  readonly received: number
  readonly filed: number
  readonly setAside: number
  readonly pending: number
  /** The same message sent again; not counted in `received`. */
  readonly duplicates: number
  /** Parts set aside of messages of which the rest was filed. */
  readonly partsSetAside: number
  readonly reasons: Readonly<Record<string, number>>
  readonly feeds: readonly {
    feed: string
    received: number
    filed: number
    setAside: number
    pending: number
    last: number
  }[]
  readonly notUnderstood: readonly { feed: string; what: string; times: number }[]
}

export async function reckon(tx: Tx): Promise<Reckoning> {
  const feeds = await tx.query<{
    feed: string
    received: number
    filed: number
    set_aside: number
    pending: number
    last: number
  }>(
    `SELECT m.feed, count(*) AS received,
       count(*) FILTER (WHERE o.outcome = 'filed') AS filed,
       count(*) FILTER (WHERE o.outcome = 'set-aside') AS set_aside,
       count(*) FILTER (WHERE o.message_id IS NULL) AS pending,
       max(m.received_at) AS last
     FROM inbox.message m LEFT JOIN inbox.outcome o USING (message_id)
     GROUP BY m.feed ORDER BY m.feed`,
  )
  const reasons = await tx.query<{ reason: string; whole: boolean; times: number }>(
    `SELECT reason, place IS NULL AS whole, count(*) AS times FROM inbox.set_aside
     GROUP BY reason, place IS NULL ORDER BY times DESC`,
  )
  const rest = await tx.query<{ duplicates: number; parts: number }>(
    `SELECT (SELECT count(*) FROM inbox.duplicate) AS duplicates,
       (SELECT count(*) FROM inbox.set_aside s JOIN inbox.outcome o USING (message_id)
        WHERE o.outcome = 'filed') AS parts`,
  )
  const odd = await tx.query<{ feed: string; what: string; times: number }>(
    `SELECT feed, what, times FROM inbox.oddity ORDER BY times DESC, feed, what LIMIT 200`,
  )
  const sum = (of: (row: (typeof feeds.rows)[number]) => number): number =>
    feeds.rows.reduce((total, row) => total + of(row), 0)
  const byReason: Record<string, number> = {}
  for (const row of reasons.rows) byReason[row.reason] = (byReason[row.reason] ?? 0) + row.times
  return {
    received: sum((row) => row.received),
    filed: sum((row) => row.filed),
    setAside: sum((row) => row.set_aside),
    pending: sum((row) => row.pending),
    duplicates: rest.rows[0]!.duplicates,
    partsSetAside: rest.rows[0]!.parts,
    reasons: byReason,
    feeds: feeds.rows.map((row) => ({
      feed: row.feed,
      received: row.received,
      filed: row.filed,
      setAside: row.set_aside,
      pending: row.pending,
      last: row.last,
    })),
    notUnderstood: odd.rows,
  }
}

export interface SetAsideLine {
  readonly messageId: number
  readonly feed: string
  readonly controlId: string | undefined
  readonly receivedAt: number
  readonly place: string | undefined
  readonly reason: string
  readonly words: string
}

/** The newest set-aside messages and parts, with why, in words. */
export async function listSetAside(tx: Tx, linesMax: number): Promise<SetAsideLine[]> {
  const lines = await tx.query<{
    message_id: number
    feed: string
    control_id: string | null
    received_at: number
    place: string | null
    reason: string
    words: string
  }>(
    `SELECT s.message_id, m.feed, m.control_id, m.received_at, s.place, s.reason, s.words
     FROM inbox.set_aside s JOIN inbox.message m USING (message_id)
     ORDER BY s.message_id DESC, s.part LIMIT $1`,
    [linesMax],
  )
  return lines.rows.map((row) => ({
    messageId: row.message_id,
    feed: row.feed,
    controlId: row.control_id ?? undefined,
    receivedAt: row.received_at,
    place: row.place ?? undefined,
    reason: row.reason,
    words: row.words,
  }))
}

/** What became of one message; undefined while it is still pending. */
export async function outcomeOf(
  tx: Tx,
  messageId: number,
): Promise<
  | {
      outcome: 'filed' | 'set-aside'
      entries: number
      parts: { place: string | undefined; reason: string; words: string }[]
    }
  | undefined
> {
  const found = await tx.query<{ outcome: 'filed' | 'set-aside'; entries: number }>(
    `SELECT outcome, entries FROM inbox.outcome WHERE message_id = $1`,
    [messageId],
  )
  const row = found.rows[0]
  if (!row) return undefined
  const parts = await tx.query<{ place: string | null; reason: string; words: string }>(
    `SELECT place, reason, words FROM inbox.set_aside WHERE message_id = $1 ORDER BY part`,
    [messageId],
  )
  return {
    outcome: row.outcome,
    entries: row.entries,
    parts: parts.rows.map((part) => ({ ...part, place: part.place ?? undefined })),
  }
}
