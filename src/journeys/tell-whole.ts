/** Patients of whom one message alone says too little are told again from all of theirs. */
import type { Tx } from '#database'
import type { Identified } from '#identity'
import { mentionedKeys } from './filings-of.ts'
import type { InDoubt } from './in-doubt.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { mentionSome } from './mention-old-messages.ts'
import type { ReadMessage } from './read-messages.ts'
import { refilePatients } from './refile.ts'

/** What a human must look at, of these messages. Their mentions have been noted. */
export async function tellWhole(
  tx: Tx,
  messages: readonly ReadMessage[],
  { placementOf }: Identified,
  at: number,
  feeds: KnownFeeds,
): Promise<readonly InDoubt[]> {
  const placed = messages.flatMap(mentionedKeys).map(placementOf)
  const whole = new Set(placed.filter((one) => one.toldWhole).map((one) => one.sourcePatientId))
  if (whole.size === 0) return []
  while (await mentionSome(tx));
  const { inDoubt } = await refilePatients(tx, [...whole], at, feeds)
  const these = new Set(messages.map((one) => one.pending.messageId))
  return inDoubt.filter((one) => these.has(one.messageId))
}
