/** What is still to be filed, in the order in which it came, and what became of it. */
import { zstdDecompressSync } from 'node:zlib'
import type { Tx } from '#database'
import type { SetAsidePart, SetAsideReason } from '#vocabulary'

export interface PendingMessage {
  readonly messageId: number
  readonly feed: string
  readonly form: 'hl7v2' | 'fhir'
  readonly controlId: string | undefined
  readonly receivedAt: number
  readonly bytes: Uint8Array
  /** Another message of this feed bore the same MSH-10 and different bytes (RL-05). */
  readonly controlIdReused: boolean
}

/** Nobody else files, merges or unmerges until this transaction ends. */
export async function holdFilingLock(tx: Tx): Promise<void> {
  await tx.query({ name: 'inbox-lock', text: `SELECT pg_advisory_xact_lock(7411, 1)` })
}

/**
 * The oldest pending messages. One filer at a time: the lock is held until the transaction ends,
 * so that order per source patient needs nothing else.
 */
export async function takePending(
  tx: Tx,
  messagesMax: number,
  /** Bytes that are at hand already: they do not come from the database again. */
  held: ReadonlyMap<number, Uint8Array> = new Map(),
): Promise<PendingMessage[]> {
  await holdFilingLock(tx)
  const taken = await tx.query<{
    message_id: number
    feed: string
    form: 'hl7v2' | 'fhir'
    control_id: string | null
    received_at: number
    encoding: string
    bytes: Buffer
    reused: boolean
  }>({
    name: 'inbox-take',
    text: `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, m.encoding,
        CASE WHEN m.message_id = ANY ($2::bigint[]) THEN '' ELSE m.bytes END AS bytes,
        m.control_id IS NOT NULL AND m.control_id <> '' AND m.form = 'hl7v2' AND EXISTS (
          SELECT FROM inbox.message e
          WHERE e.feed = m.feed AND e.control_id = m.control_id AND e.message_id < m.message_id
            AND e.received_at > m.received_at - interval '24 hours') AS reused
      FROM inbox.pending p JOIN inbox.message m USING (message_id)
      ORDER BY p.message_id LIMIT $1`,
    values: [messagesMax, [...held.keys()]],
  })
  return taken.rows.map((row) => ({
    messageId: row.message_id,
    feed: row.feed,
    form: row.form,
    controlId: row.control_id ?? undefined,
    receivedAt: row.received_at,
    bytes: held.get(row.message_id) ?? asSent(row),
    controlIdReused: row.reused,
  }))
}

const asSent = ({ encoding, bytes }: { encoding: string; bytes: Buffer }): Uint8Array =>
  encoding === 'zstd' ? zstdDecompressSync(bytes) : bytes

export interface Outcome {
  readonly messageId: number
  readonly messageType?: string
  readonly outcome: 'filed' | 'set-aside'
  readonly entries: number
  /** Parts, or the one reason for the whole (place undefined). */
  readonly setAside: readonly (Omit<SetAsidePart, 'place' | 'reason'> & {
    place?: string
    reason: SetAsideReason
  })[]
}

/** Writes what became of messages and takes them off the queue, in the filing transaction. */
export async function finish(tx: Tx, outcomes: readonly Outcome[], at: number): Promise<void> {
  if (outcomes.length === 0) return
  const when = new Date(at).toISOString()
  await tx.query({
    name: 'inbox-finish',
    text: `WITH done AS (
        INSERT INTO inbox.outcome (message_id, filed_at, message_type, outcome, entries)
        SELECT message_id, $5, message_type, outcome, entries
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[])
          AS d (message_id, message_type, outcome, entries)
        ON CONFLICT (message_id) DO NOTHING
      )
      DELETE FROM inbox.pending WHERE message_id = ANY ($1::bigint[])`,
    values: [
      outcomes.map((one) => one.messageId),
      outcomes.map((one) => one.messageType ?? null),
      outcomes.map((one) => one.outcome),
      outcomes.map((one) => one.entries),
      when,
    ],
  })
  const parts = outcomes.flatMap((one) =>
    one.setAside.map((part, index) => ({ messageId: one.messageId, part: index, ...part })),
  )
  if (parts.length === 0) return
  await tx.query(
    `INSERT INTO inbox.set_aside (message_id, part, at, place, reason, words)
     SELECT message_id, part, $6, place, reason, words
     FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[])
       AS s (message_id, part, place, reason, words)
     ON CONFLICT DO NOTHING`,
    [
      parts.map((part) => part.messageId),
      parts.map((part) => part.part),
      parts.map((part) => part.place ?? null),
      parts.map((part) => part.reason),
      parts.map((part) => part.words),
      when,
    ],
  )
}

/** Counts what was not understood: by feed and kind, never by value. */
export async function countOddities(
  tx: Tx,
  oddities: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<void> {
  const rows = [...oddities].flatMap(([feed, kinds]) =>
    [...kinds].map(([what, times]) => ({ feed, what: what.slice(0, 200), times })),
  )
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO inbox.oddity (feed, what, times)
     SELECT feed, what, sum(times) FROM unnest($1::text[], $2::text[], $3::bigint[])
       AS o (feed, what, times) GROUP BY feed, what
     ON CONFLICT (feed, what) DO UPDATE SET times = oddity.times + excluded.times`,
    [rows.map((row) => row.feed), rows.map((row) => row.what), rows.map((row) => row.times)],
  )
}
