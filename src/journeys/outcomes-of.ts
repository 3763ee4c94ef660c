/** What became of messages, for the inbox. */
import type { Outcome } from '#inbox'
import type { Filing } from '#record'
import type { InDoubt } from './in-doubt.ts'
import type { ReadMessage } from './read-messages.ts'

/** `held`: merges that wait for a human. */
export function outcomesOf(
  messages: readonly ReadMessage[],
  held: readonly { messageId: number; words: string }[],
  news: readonly { filing: Pick<Filing, 'messageId'> }[],
  inDoubt: readonly InDoubt[] = [],
): Outcome[] {
  const entries = Map.groupBy(news, (one) => one.filing.messageId)
  return messages.map(({ pending, translation, setAside }) => {
    const merges = held.filter((one) => one.messageId === pending.messageId)
    return {
      messageId: pending.messageId,
      messageType: translation.messageType,
      outcome: setAside ? 'set-aside' : 'filed',
      entries: entries.get(pending.messageId)?.length ?? 0,
      setAside: [
        ...(setAside ? [setAside] : []),
        ...translation.setAside,
        ...merges.map((one) => ({
          place: 'MRG',
          reason: 'merge-unclear' as const,
          words: one.words,
        })),
        ...inDoubt
          .filter((one) => one.messageId === pending.messageId)
          .map(({ messageId: _, ...part }) => part),
      ],
    }
  })
}
