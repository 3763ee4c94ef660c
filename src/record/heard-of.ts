/** Which sources are told of in a person's record, and when each was last heard. */
import type { Tx } from '#database'
import type { SectionName } from '#vocabulary'
import { delaysOf } from './delays.ts'
import { classesOutside } from './labels.ts'
import type { Heard } from './prepared-lines.ts'

/** What is known of a feed by its name: whose it is and what it can fill. */
export type FeedsKnown = (feed: string) => {
  readonly organisationName: string
  readonly shares: readonly SectionName[]
}

/** Which organisations this person's current entries come from, and when each was last heard. */
export async function heardOf(
  tx: Tx,
  personId: number,
  feeds: FeedsKnown,
): Promise<Record<string, Heard>> {
  const found = await tx.query<FeedHeard>({
    name: 'record-heard',
    text: `SELECT organisation, feed, max(received_at) AS received_at FROM (
        SELECT organisation, feed, received_at, source_patient_id FROM record.pack
        WHERE person_id = $1
        UNION ALL
        SELECT organisation, feed, received_at, source_patient_id FROM record.heard
        WHERE person_id = $1) h
      WHERE source_patient_id IN (
        SELECT source_patient_id FROM record.entry WHERE person_id = $1 AND until IS NULL)
      GROUP BY organisation, feed ORDER BY organisation, feed`,
    values: [personId],
  })
  return asHeard(tx, personId, found.rows, feeds)
}

interface FeedHeard {
  readonly organisation: string
  readonly feed: string
  readonly received_at: number
}

async function asHeard(
  tx: Tx,
  personId: number,
  rows: readonly FeedHeard[],
  feeds: FeedsKnown,
): Promise<Record<string, Heard>> {
  const heard: Record<string, Heard> = {}
  for (const row of rows) {
    const before = heard[row.organisation]
    const feed = feeds(row.feed)
    const received = new Date(row.received_at).toISOString()
    heard[row.organisation] = {
      name: feed.organisationName,
      received: before && before.received > received ? before.received : received,
      shares: [...new Set([...(before?.shares ?? []), ...feed.shares])],
    }
  }
  for (const [organisation, delayedSince] of await delaysOf(tx, personId)) {
    const known = heard[organisation]
    if (known) heard[organisation] = { ...known, delayedSince }
  }
  return heard
}

interface HeardWithin {
  readonly heard: Readonly<Record<string, Heard>>
  /** Feeds of which more is shown than who the person is. */
  readonly feeds: readonly string[]
}

/**
 * The same for a row that leaves something out. A feed of which nothing is shown but who the
 * person is would be named for what is withheld of it (AC-23).
 */
export async function heardWithin(
  tx: Tx,
  personId: number,
  feeds: FeedsKnown,
  within: readonly string[],
): Promise<HeardWithin> {
  const found = await tx.query<FeedHeard & { content: boolean; withheld: boolean }>({
    name: 'record-heard-within',
    text: `WITH said AS (
        SELECT k.organisation, k.feed, k.received_at, e.source_patient_id, e.kind,
          coalesce(e.labels, '{}') && $2::text[] AS withheld
        FROM record.entry e JOIN record.pack k USING (person_id, pack_id)
        WHERE e.person_id = $1
      ), heard AS (
        SELECT organisation, feed, received_at, source_patient_id, 'Patient' AS kind,
          labels && $2::text[] AS withheld
        FROM record.heard h
        WHERE person_id = $1 AND NOT EXISTS (
          SELECT FROM said s WHERE s.source_patient_id = h.source_patient_id AND s.feed = h.feed
            AND s.organisation = h.organisation)
      )
      SELECT organisation, feed, max(received_at) FILTER (WHERE NOT withheld) AS received_at,
        bool_or(NOT withheld AND kind <> 'Patient') AS content, bool_or(withheld) AS withheld
      FROM (SELECT organisation, feed, received_at, source_patient_id, kind::text, withheld FROM said
        UNION ALL SELECT organisation, feed, received_at, source_patient_id, kind, withheld FROM heard) h
      WHERE source_patient_id IN (
        SELECT source_patient_id FROM record.entry WHERE person_id = $1 AND until IS NULL)
      GROUP BY organisation, feed ORDER BY organisation, feed`,
    values: [personId, classesOutside(within)],
  })
  const told = found.rows.filter((row) => row.content || !row.withheld)
  return {
    heard: await asHeard(tx, personId, told, feeds),
    feeds: found.rows.filter((row) => row.content).map((row) => row.feed),
  }
}
