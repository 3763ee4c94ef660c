/** What a message leaves open for a human, beside what it says by itself. */
import type { NewVersion } from '#record'
import { doubtIn } from '#sources'
import type { SetAsidePart } from '#vocabulary'

export interface InDoubt extends SetAsidePart {
  readonly messageId: number
}

/** What these new versions leave open that was not open before. */
export const doubtsOf = (news: readonly NewVersion[]): InDoubt[] =>
  news.flatMap(({ filing, kind, original, ends }) => {
    const doubt = doubtIn(kind, original.state)
    if (!doubt || doubtIn(kind, ends?.original?.state)) return []
    return [{ ...doubt, messageId: filing.messageId }]
  })

export const unplaced = (messageId: number): InDoubt => ({
  messageId,
  place: 'PV1-19',
  reason: 'conflict',
  words: 'The event names no visit, and none or more than one could be meant: none is changed.',
})
