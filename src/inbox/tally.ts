/** How much each feed sends, by the hour: what is usual, and how much of it is set aside. */
import type { Tx } from '#database'

export interface Tallied {
  readonly feed: string
  /** Epoch ms. */
  readonly receivedAt: number
  readonly isSetAside: boolean
}

/** Counts messages that were finished, in the filing transaction. */
export async function tally(tx: Tx, finished: readonly Tallied[]): Promise<void> {
  if (finished.length === 0) return
  await tx.query({
    name: 'inbox-tally',
    text: `INSERT INTO inbox.hour (feed, hour, received, set_aside)
      SELECT feed, date_trunc('hour', at, 'UTC'), count(*), count(*) FILTER (WHERE aside)
      FROM unnest($1::text[], $2::timestamptz[], $3::boolean[]) AS f (feed, at, aside)
      GROUP BY 1, 2
      ON CONFLICT (feed, hour) DO UPDATE
        SET received = hour.received + excluded.received,
          set_aside = hour.set_aside + excluded.set_aside`,
    values: [
      finished.map((one) => one.feed),
      finished.map((one) => new Date(one.receivedAt).toISOString()),
      finished.map((one) => one.isSetAside),
    ],
  })
}

/** Something else becomes of messages that were counted: asked before their outcome is changed. */
export async function tallyAgain(
  tx: Tx,
  messageIds: readonly number[],
  outcomes: readonly ('filed' | 'set-aside')[],
): Promise<void> {
  await tx.query(
    `UPDATE inbox.hour h SET set_aside = greatest(0, h.set_aside + d.more)
     FROM (
       SELECT m.feed, date_trunc('hour', m.received_at, 'UTC') AS hour,
         count(*) FILTER (WHERE n.outcome = 'set-aside')
           - count(*) FILTER (WHERE o.outcome = 'set-aside') AS more
       FROM unnest($1::bigint[], $2::text[]) AS n (message_id, outcome)
       JOIN inbox.outcome o USING (message_id) JOIN inbox.message m USING (message_id)
       GROUP BY 1, 2) d
     WHERE h.feed = d.feed AND h.hour = d.hour AND d.more <> 0`,
    [messageIds, outcomes],
  )
}

export interface FeedFigures {
  readonly feed: string
  /** In the last 24 hours. */
  readonly received: number
  readonly setAside: number
  /** In the last 60 minutes, as far as whole hours can say. */
  readonly receivedThisHour: number
  /** A usual hour at this time of the week; undefined while too little is known. */
  readonly usualPerHour: number | undefined
}

/** `weeks`: how far back what is usual is looked for. */
export async function figuresByFeed(tx: Tx, now: number, weeks: number): Promise<FeedFigures[]> {
  const found = await tx.query<{
    feed: string
    received: number
    set_aside: number
    this_hour: number
    weeks_known: number
    same_hour: number
  }>({
    name: 'inbox-figures',
    text: `WITH t AS (
        SELECT $1::timestamptz AS now, date_trunc('hour', $1::timestamptz, 'UTC') AS this
      ), counted AS (
        SELECT h.feed, h.hour, h.received, h.set_aside, h.hour > t.now - interval '24 hours' AS day,
          CASE WHEN h.hour = t.this THEN 1
            WHEN h.hour = t.this - interval '1 hour'
              THEN 1 - extract(epoch FROM t.now - t.this) / 3600
            ELSE 0 END AS part,
          h.hour < t.this
            AND mod(extract(epoch FROM t.this - h.hour)::bigint, 604800) = 0 AS same_hour,
          extract(epoch FROM t.now - h.hour) / 604800 AS weeks_ago
        FROM inbox.hour h, t WHERE h.hour > t.now - make_interval(weeks => $2::int)
      )
      SELECT feed,
        coalesce(sum(received) FILTER (WHERE day), 0)::bigint AS received,
        coalesce(sum(set_aside) FILTER (WHERE day), 0)::bigint AS set_aside,
        sum(received * part)::float8 AS this_hour,
        floor(max(weeks_ago))::int AS weeks_known,
        coalesce(sum(received) FILTER (WHERE same_hour), 0)::float8 AS same_hour
      FROM counted GROUP BY feed ORDER BY feed`,
    values: [new Date(now).toISOString(), weeks],
  })
  return found.rows.map((row) => ({
    feed: row.feed,
    received: row.received,
    setAside: row.set_aside,
    receivedThisHour: row.this_hour,
    usualPerHour: row.weeks_known > 0 ? row.same_hour / row.weeks_known : undefined,
  }))
}

export interface Waiting {
  readonly feed: string
  readonly messages: number
  /** Epoch ms. */
  readonly oldestAt: number
}

/** What is kept and not yet filed, by feed. */
export async function waitingByFeed(tx: Tx): Promise<Waiting[]> {
  const found = await tx.query<{ feed: string; messages: number; oldest_at: number }>({
    name: 'inbox-waiting',
    text: `SELECT m.feed, count(*) AS messages, min(m.received_at) AS oldest_at
      FROM inbox.pending p JOIN inbox.message m USING (message_id) GROUP BY m.feed`,
  })
  return found.rows.map((row) => ({
    feed: row.feed,
    messages: row.messages,
    oldestAt: row.oldest_at,
  }))
}
