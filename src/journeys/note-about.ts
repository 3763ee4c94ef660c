/**
 * Whom messages are about that were set aside: whoever has theirs read again finds these too, and
 * their record says that it may be behind (RL-07). Who is not known yet is remembered by their
 * number alone, so that it makes no difference which message came first.
 */
import type { Tx } from '#database'
import { identify, noteMentions, placedByKey } from '#identity'
import type { SourcePatientKey } from '#vocabulary'
import { keepObjectedOut } from './keep-objected-out.ts'
import { keyText } from './read-again.ts'
import type { ReadMessage } from './read-messages.ts'

export async function noteAbout(
  tx: Tx,
  messages: readonly Pick<ReadMessage, 'pending' | 'about'>[],
  at: number,
): Promise<void> {
  const named = messages.flatMap(({ pending: { messageId }, about }) =>
    about.map((key) => ({ key, messageId })),
  )
  if (named.length === 0) return
  const known = await placedByKey(
    tx,
    named.map((one) => one.key),
  )
  const idOf = new Map(known.map((one) => [keyText(one.key), one.sourcePatientId]))
  const strangers = named.filter(({ key }) => !idOf.has(keyText(key)))
  if (strangers.length > 0) {
    const { placementOf, renumbered } = await identify(tx, strangers.map(byNumberAlone), at)
    for (const { key } of strangers) idOf.set(keyText(key), placementOf(key).sourcePatientId)
    await keepObjectedOut(tx, { personIds: [], renumbered }, at)
  }
  await noteMentions(
    tx,
    named.map(({ key, messageId }) => ({ sourcePatientId: idOf.get(keyText(key))!, messageId })),
  )
}

const byNumberAlone = ({ key, messageId }: { key: SourcePatientKey; messageId: number }) => ({
  what: 'patient' as const,
  messageId,
  about: {
    key,
    identification: { identifiers: [] },
    pointsOnly: true,
    eventTime: 0,
    statements: [],
  },
})
