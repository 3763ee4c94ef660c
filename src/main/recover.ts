import { fileMessages, type Needs } from '#journeys'

/** Longest that the doors stay closed for it; the rest is filed while they are open. */
const recoverMs = 30_000

/**
 * What was kept and not filed when the process ended is filed before anything new is taken
 * (RL-14). A message that cannot be filed is left to the filing loop, which knows what to do.
 */
export async function recover(
  needs: Needs,
  messagesPerBatch: number,
  onFault: (fault: unknown) => void,
): Promise<number> {
  const until = performance.now() + recoverMs
  let recovered = 0
  try {
    while (performance.now() < until) {
      const { messages } = await fileMessages(needs, messagesPerBatch)
      if (messages === 0) break
      recovered += messages
    }
  } catch (fault) {
    onFault(fault)
  }
  return recovered
}
