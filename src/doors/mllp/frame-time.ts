/**
 * A message that has begun must have ended within a time, however steadily it drips. Time in
 * which we ourselves did not read does not count.
 */
export class FrameTime {
  readonly #ms: number
  readonly #isOver: () => void
  #timer: NodeJS.Timeout | undefined
  #wasHeld = false

  constructor(ms: number, isOver: () => void) {
    this.#ms = ms
    this.#isOver = isOver
  }

  /** `hasFinished`: a message has ended, so that what is unfinished now began just now. */
  look(isUnfinished: boolean, hasFinished: boolean): void {
    if (hasFinished || !isUnfinished) this.stop()
    if (isUnfinished && !this.#timer) this.#start()
  }

  /** It is we who make it wait: it has its time anew. */
  held(): void {
    this.#wasHeld = true
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #start(): void {
    this.#wasHeld = false
    this.#timer = setTimeout(() => {
      if (this.#wasHeld) this.#start()
      else this.#isOver()
    }, this.#ms)
    this.#timer.unref()
  }
}
