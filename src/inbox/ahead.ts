/** Looking at the queue without taking from it: what comes next, and how much there is. */
import { zstdDecompressSync } from 'node:zlib'
import type { Database } from '#database'

export interface NextMessage {
  readonly messageId: number
  readonly receivedAt: number
  readonly bytes: Uint8Array
}

/** HL7 v2 messages that will be taken soon after `messageId`, together of `bytesMax` as kept. */
export async function lookAhead(
  database: Database,
  messageId: number,
  { messagesMax, bytesMax }: { readonly messagesMax: number; readonly bytesMax: number },
): Promise<NextMessage[]> {
  const found = await database.query<{
    message_id: number
    received_at: number
    encoding: string
    bytes: Buffer
  }>('filing', {
    name: 'inbox-ahead',
    text: `SELECT message_id, received_at, encoding, bytes FROM (
        SELECT m.message_id, m.form, m.received_at, m.encoding, m.bytes,
          sum(octet_length(m.bytes)) OVER (ORDER BY p.message_id) AS so_far
        FROM (SELECT message_id FROM inbox.pending WHERE message_id > $1
          ORDER BY message_id LIMIT $2) p
        JOIN inbox.message m USING (message_id)) AS n
      WHERE so_far <= $3 AND form = 'hl7v2'`,
    values: [messageId, messagesMax, bytesMax],
  })
  return found.rows.map((row) => ({
    messageId: row.message_id,
    receivedAt: row.received_at,
    bytes: row.encoding === 'zstd' ? zstdDecompressSync(row.bytes) : row.bytes,
  }))
}

/** How many are pending, counted up to `most`, and when the oldest was received (epoch ms). */
export async function measureBacklog(
  database: Database,
  most: number,
): Promise<{ pending: number; oldestAt: number | undefined }> {
  const found = await database.query<{ pending: number; oldest_at: number | null }>('filing', {
    name: 'inbox-backlog',
    text: `SELECT
        (SELECT count(*) FROM (SELECT FROM inbox.pending LIMIT $1) AS p) AS pending,
        (SELECT m.received_at FROM inbox.pending p JOIN inbox.message m USING (message_id)
          ORDER BY p.message_id LIMIT 1) AS oldest_at`,
    values: [most],
  })
  const { pending, oldest_at } = found.rows[0]!
  return { pending, oldestAt: oldest_at ?? undefined }
}

/** The message that is taken next; undefined when there is none. */
export async function oldestPending(database: Database): Promise<number | undefined> {
  const found = await database.query<{ message_id: number }>(
    'filing',
    `SELECT message_id FROM inbox.pending ORDER BY message_id LIMIT 1`,
  )
  return found.rows[0]?.message_id
}
