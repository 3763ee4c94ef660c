/** What nobody waits for: done a minute after the start, and then once a day. */
import { escalateReviews, explainDeclarations, type Needs, restrictSensitive } from '#journeys'

const firstMs = 60_000
const dayMs = 86_400_000

/** Answers with what ends it. */
export function tendDaily(needs: Needs, onFault: (fault: unknown) => void): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  const tend = (): void => {
    running = running
      .then(() => restrictSensitive(needs))
      .then(() => explainDeclarations(needs))
      .then(() => escalateReviews(needs))
      .catch(onFault)
  }
  let timer = setTimeout(() => {
    tend()
    timer = setInterval(tend, dayMs)
  }, firstMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}
