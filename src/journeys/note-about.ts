/**
 * Whom messages are about that were set aside, where such patients are known: whoever has theirs
 * read again finds these too (RL-07).
 */
import type { Tx } from '#database'
import { noteMentions, placedByKey } from '#identity'
import { keyText } from './read-again.ts'
import type { ReadMessage } from './read-messages.ts'

export async function noteAbout(
  tx: Tx,
  messages: readonly Pick<ReadMessage, 'pending' | 'about'>[],
): Promise<void> {
  const named = messages.flatMap(({ pending: { messageId }, about }) =>
    about.map((key) => ({ key, messageId })),
  )
  if (named.length === 0) return
  const known = await placedByKey(
    tx,
    named.map((one) => one.key),
  )
  const byKey = new Map(known.map((one) => [keyText(one.key), one.sourcePatientId]))
  await noteMentions(
    tx,
    named.flatMap(({ key, messageId }) => {
      const sourcePatientId = byKey.get(keyText(key))
      return sourcePatientId === undefined ? [] : [{ sourcePatientId, messageId }]
    }),
  )
}
