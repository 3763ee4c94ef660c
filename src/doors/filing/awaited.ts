/** Who waits until a message has been filed or set aside. */

/** A message may be settled before anybody can say that they wait for it. */
const rememberedMax = 10_000

export class Awaited {
  readonly #waiting = new Map<number, Set<() => void>>()
  readonly #remembered = new Set<number>()

  /** Resolves when this message has been filed or set aside, or after `withinMs`. */
  settled(messageId: number, withinMs: number): Promise<void> {
    if (this.#remembered.has(messageId)) return Promise.resolve()
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(messageId) ?? new Set()
      const done = (): void => {
        clearTimeout(timer)
        waiting.delete(done)
        if (waiting.size === 0) this.#waiting.delete(messageId)
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      this.#waiting.set(messageId, waiting.add(done))
    })
  }

  tell(messageIds: readonly number[]): void {
    for (const messageId of messageIds) {
      this.#remembered.add(messageId)
      for (const done of [...(this.#waiting.get(messageId) ?? [])]) done()
    }
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= rememberedMax) break
      this.#remembered.delete(oldest)
    }
  }
}
