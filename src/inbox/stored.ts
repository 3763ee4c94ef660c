/** Messages as they were received, to be read again. */
import { zstdDecompressSync } from 'node:zlib'
import type { Tx } from '#database'
import type { PendingMessage } from './queue.ts'

/**
 * Those of these messages that are not set aside as a whole, in the order in which they came. That
 * an MSH-10 is used again no longer matters: somebody has decided that they be filed.
 */
export async function filedMessages(
  tx: Tx,
  messageIds: readonly number[],
): Promise<PendingMessage[]> {
  if (messageIds.length === 0) return []
  const found = await tx.query<StoredRow>({
    name: 'inbox-filed-messages',
    text: `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, m.encoding, m.bytes
      FROM inbox.message m LEFT JOIN inbox.outcome o USING (message_id)
      WHERE m.message_id = ANY ($1) AND o.outcome IS DISTINCT FROM 'set-aside'
      ORDER BY m.message_id`,
    values: [messageIds],
  })
  return found.rows.map(fromRow)
}

/** This message, if it is still to be filed. */
export async function pendingMessage(
  tx: Tx,
  messageId: number,
): Promise<PendingMessage | undefined> {
  const found = await tx.query<StoredRow>(
    `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, m.encoding, m.bytes
     FROM inbox.pending p JOIN inbox.message m USING (message_id) WHERE p.message_id = $1`,
    [messageId],
  )
  return found.rows.map(fromRow)[0]
}

/** These messages, but for those that are still to be filed for the first time. */
export async function storedMessages(
  tx: Tx,
  messageIds: readonly number[],
): Promise<{ readonly message: PendingMessage; readonly was: 'filed' | 'set-aside' }[]> {
  const found = await tx.query<StoredRow & { outcome: 'filed' | 'set-aside' }>({
    name: 'inbox-stored-messages',
    text: `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, m.encoding, m.bytes,
        o.outcome
      FROM inbox.message m JOIN inbox.outcome o USING (message_id)
      WHERE m.message_id = ANY ($1) ORDER BY m.message_id`,
    values: [messageIds],
  })
  return found.rows.map((row) => ({ message: fromRow(row), was: row.outcome }))
}

/** The next filed messages after this one, in order. */
export async function filedAfter(
  tx: Tx,
  messageId: number,
  messagesMax: number,
): Promise<PendingMessage[]> {
  const found = await tx.query<StoredRow>({
    name: 'inbox-filed-after',
    text: `SELECT m.message_id, m.feed, m.form, m.control_id, m.received_at, m.encoding, m.bytes
      FROM inbox.outcome o JOIN inbox.message m USING (message_id)
      WHERE o.message_id > $1 AND o.outcome = 'filed' ORDER BY o.message_id LIMIT $2`,
    values: [messageId, messagesMax],
  })
  return found.rows.map(fromRow)
}

/** The newest message; 0 when none has been received. */
export async function newestMessage(tx: Tx): Promise<number> {
  const found = await tx.query<{ newest: number | null }>(
    `SELECT max(message_id) AS newest FROM inbox.message`,
  )
  return found.rows[0]?.newest ?? 0
}

interface StoredRow {
  message_id: number
  feed: string
  form: 'hl7v2' | 'fhir'
  control_id: string | null
  received_at: number
  encoding: string
  bytes: Buffer
}

const fromRow = (row: StoredRow): PendingMessage => ({
  messageId: row.message_id,
  feed: row.feed,
  form: row.form,
  controlId: row.control_id ?? undefined,
  receivedAt: row.received_at,
  bytes: bytesOf(row),
  controlIdReused: false,
})

export const bytesOf = (row: Pick<StoredRow, 'encoding' | 'bytes'>): Buffer =>
  row.encoding === 'zstd' ? zstdDecompressSync(row.bytes) : row.bytes
