/** Which of some messages still wait for a human. */
import type { Tx } from '#database'

export interface OpenMessage {
  readonly messageId: number
  readonly feed: string
  /** Epoch ms. */
  readonly receivedAt: number
}

/** Something of them is set aside and not dismissed, and for want of it a record lacks something. */
export async function openAmong(
  tx: Tx,
  messageIds: readonly number[],
): Promise<readonly OpenMessage[]> {
  const found = await tx.query<{ message_id: number; feed: string; received_at: number }>(
    `SELECT m.message_id, m.feed, m.received_at FROM inbox.message m
     WHERE m.message_id = ANY ($1) AND EXISTS (
       SELECT FROM inbox.set_aside s JOIN inbox.outcome o USING (message_id)
       WHERE s.message_id = m.message_id
         -- Filed in spite of its number: there is something to look at, and nothing is lacking.
         AND NOT (o.outcome = 'filed' AND s.place = 'MSH-10')
         AND NOT EXISTS (SELECT FROM inbox.dismissal d
           WHERE d.message_id = s.message_id AND d.at >= s.at))
     ORDER BY m.message_id`,
    [messageIds],
  )
  return found.rows.map((row) => ({
    messageId: row.message_id,
    feed: row.feed,
    receivedAt: row.received_at,
  }))
}
