/** A message that cannot be filed, again and again, must not hold up the others (RL-07). */
import { finish, takePending } from '#inbox'
import type { Needs } from './needs.ts'

/** Which message it was. `words` say what kind of fault it is and hold no patient data. */
export function setAsideOldest(needs: Needs, words: string): Promise<number | undefined> {
  return needs.database.transaction('filing', async (tx) => {
    const [oldest] = await takePending(tx, 1)
    if (!oldest) return undefined
    const { messageId } = oldest
    const why = { reason: 'fault' as const, words }
    await finish(
      tx,
      [{ messageId, outcome: 'set-aside', entries: 0, setAside: [why] }],
      needs.clock.now(),
    )
    return messageId
  })
}
