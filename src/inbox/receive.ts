/**
 * Stores what arrived, byte for byte and once. When this returns the bytes are durable, and the
 * sender may be told so (RL-01).
 */
import { createHash } from 'node:crypto'
import { constants, zstdCompressSync } from 'node:zlib'
import { byteaArray, type Tx } from '#database'
import type { SetAsideReason } from '#vocabulary'
import { finish } from './queue.ts'

export interface Arrival {
  readonly feed: string
  readonly form: 'hl7v2' | 'fhir'
  /** MSH-10 as sent; for FHIR the X-Request-Id, if there was one. */
  readonly controlId?: string
  readonly bytes: Uint8Array
  /** Epoch ms. */
  readonly receivedAt: number
  readonly peer?: string
  /** Its sender is told never to send it again: kept for a human, and never filed by itself. */
  readonly refused?: {
    readonly reason: SetAsideReason
    readonly words: string
    readonly place?: string
  }
}

export interface Receipt {
  readonly messageId: number
  /** These bytes had been received before: nothing more will happen (RL-05). */
  readonly duplicate: boolean
}

/** Below this a message does not get enough smaller for the time it takes before its answer. */
const compressBytesMin = 1_500

/**
 * Receives many messages in one statement; the receipts are in the order of the arrivals. Another
 * process may be given the same messages in another order: whoever stores several of a feed has
 * the feed to itself until the commit, and takes feeds in one order, so that neither waits for
 * the other. (Sorting the messages would do too, but lose the order in which they came.)
 */
export async function receive(tx: Tx, arrivals: readonly Arrival[]): Promise<Receipt[]> {
  const columns = {
    received: [] as string[],
    feed: [] as string[],
    form: [] as string[],
    control: [] as (string | null)[],
    hash: [] as Buffer[],
    peer: [] as (string | null)[],
    encoding: [] as string[],
    bytes: [] as Uint8Array[],
  }
  const hashes = arrivals.map((arrival) => createHash('sha256').update(arrival.bytes).digest())
  const firstOf = new Map<string, number>()
  arrivals.forEach((arrival, index) => {
    const key = identityOf(arrival.feed, hashes[index]!)
    if (firstOf.has(key)) return
    firstOf.set(key, index)
    const kept = keep(arrival.bytes)
    columns.received.push(new Date(arrival.receivedAt).toISOString())
    columns.feed.push(arrival.feed)
    columns.form.push(arrival.form)
    columns.control.push(withoutNul(arrival.controlId))
    columns.hash.push(hashes[index]!)
    columns.peer.push(arrival.peer ?? null)
    columns.encoding.push(kept.encoding)
    columns.bytes.push(kept.bytes)
  })
  const stored = await tx.query<{ message_id: number; feed: string; hash: Buffer }>({
    name: 'inbox-receive',
    text: `WITH held AS MATERIALIZED (
        SELECT pg_advisory_xact_lock(7412, lane) FROM (
          SELECT DISTINCT hashtext(feed) AS lane FROM unnest($2::text[]) AS f (feed)
          WHERE cardinality($2) > 1 ORDER BY lane) AS lanes
      ), stored AS (
        INSERT INTO inbox.message (received_at, feed, form, control_id, hash, peer, encoding, bytes)
        SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bytea[],
          $6::text[], $7::text[], $8::bytea[])
        WHERE (SELECT count(*) FROM held) >= 0
        ON CONFLICT (feed, hash) DO NOTHING
        RETURNING message_id, feed, hash
      ), queued AS (
        INSERT INTO inbox.pending SELECT message_id FROM stored
      )
      SELECT message_id, feed, hash FROM stored`,
    values: Object.values({
      ...columns,
      hash: byteaArray(columns.hash),
      bytes: byteaArray(columns.bytes),
    }),
  })
  const ids = new Map<string, number>()
  for (const row of stored.rows) ids.set(identityOf(row.feed, row.hash), row.message_id)
  await setAsideRefused(tx, arrivals, (index) => {
    const key = identityOf(arrivals[index]!.feed, hashes[index]!)
    return firstOf.get(key) === index ? ids.get(key) : undefined
  })
  const again = arrivals.flatMap((arrival, index) => {
    const key = identityOf(arrival.feed, hashes[index]!)
    return ids.has(key) && firstOf.get(key) === index ? [] : [{ arrival, hash: hashes[index]! }]
  })
  const known = again.length > 0 ? await noteDuplicates(tx, again) : ids
  return arrivals.map((arrival, index) => {
    const key = identityOf(arrival.feed, hashes[index]!)
    const fresh = ids.get(key)
    if (fresh !== undefined && firstOf.get(key) === index) {
      return { messageId: fresh, duplicate: false }
    }
    return { messageId: (known.get(key) ?? fresh)!, duplicate: true }
  })
}

/** Those that are new: of those that were there before, this is known already. */
async function setAsideRefused(
  tx: Tx,
  arrivals: readonly Arrival[],
  freshId: (index: number) => number | undefined,
): Promise<void> {
  const outcomes = arrivals.flatMap(({ refused, receivedAt }, index) => {
    const messageId = freshId(index)
    if (!refused || messageId === undefined) return []
    const setAside = [refused]
    return [{ messageId, outcome: 'set-aside' as const, entries: 0, setAside, receivedAt }]
  })
  if (outcomes.length > 0) await finish(tx, outcomes, outcomes[0]!.receivedAt)
}

async function noteDuplicates(
  tx: Tx,
  again: readonly { arrival: Arrival; hash: Buffer }[],
): Promise<Map<string, number>> {
  const found = await tx.query<{ message_id: number; feed: string; hash: Buffer }>(
    `WITH again AS (
       SELECT * FROM unnest($1::text[], $2::bytea[], $3::timestamptz[], $4::text[])
         AS a (feed, hash, received_at, peer)
     ), noted AS (
       INSERT INTO inbox.duplicate (message_id, received_at, peer)
       SELECT m.message_id, a.received_at, a.peer
       FROM again a JOIN inbox.message m USING (feed, hash)
     )
     SELECT m.message_id, m.feed, m.hash FROM again a JOIN inbox.message m USING (feed, hash)`,
    [
      again.map((one) => one.arrival.feed),
      again.map((one) => one.hash),
      again.map((one) => new Date(one.arrival.receivedAt).toISOString()),
      again.map((one) => one.arrival.peer ?? null),
    ],
  )
  return new Map(found.rows.map((row) => [identityOf(row.feed, row.hash), row.message_id]))
}

function keep(bytes: Uint8Array): { encoding: string; bytes: Uint8Array } {
  if (bytes.length < compressBytesMin) return { encoding: 'identity', bytes }
  const smaller = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  })
  return smaller.length < bytes.length
    ? { encoding: 'zstd', bytes: smaller }
    : { encoding: 'identity', bytes }
}

const identityOf = (feed: string, hash: Buffer): string => `${feed}|${hash.toString('latin1')}`

/** PostgreSQL text cannot hold U+0000; the bytes themselves keep it. */
function withoutNul(text: string | undefined): string | null {
  return text === undefined ? null : text.replaceAll('\u0000', '').slice(0, 250)
}
