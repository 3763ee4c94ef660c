/** Each feed was heard: when, how often, with which numbers, and how much of it was set aside. */
import type { Tx } from '#database'
import { tally } from '#inbox'
import { type Numbered, noteSequence } from '#network'
import { peek } from '#sources'
import type { ReadMessage } from './read-messages.ts'

/** In the order in which they were received. */
export async function noteHeard(
  tx: Tx,
  messages: readonly ReadMessage[],
  at: number,
): Promise<void> {
  await tally(
    tx,
    messages.map(({ pending, setAside }) => ({
      feed: pending.feed,
      receivedAt: pending.receivedAt,
      isSetAside: setAside !== undefined,
    })),
  )
  await noteSequence(tx, messages.flatMap(numberOf), at)
}

/** MSH-13, of feeds whose profile says that they count (HL7 v2.4 ch.2 §2.10.2). */
function numberOf({ pending, feed }: ReadMessage): Numbered[] {
  if (pending.form !== 'hl7v2' || feed.profile?.expects?.sequence !== 'MSH-13') return []
  const text = peek(pending.bytes)?.sequenceNumber ?? ''
  const number = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return number > 0 ? [{ feed: pending.feed, number }] : []
}
