/**
 * How much all senders together may have here that is not durable yet (RL-08). When there is too
 * much, connections that hold more than a little are not read until some of it is durable. When
 * nothing is left that could become so, one whose message is still coming may go on to its end, or
 * many unfinished ones would wait for each other for ever; then it is the turn of the next.
 */
export interface Guest {
  /** There is room again. */
  readonly go: () => void
}

export interface Held {
  readonly bytes: number
  /** A message has begun and has not ended. */
  readonly isUnfinished: boolean
  /** One has ended since the last question. */
  readonly hasFinished: boolean
}

/** So much each connection may hold however full it is: messages are usually smaller. */
const littleBytes = 64 * 1024

export class Room {
  readonly #bytesMax: number
  /** Whether each is in the middle of a message, in the order in which they began to wait. */
  readonly #waiting = new Map<Guest, boolean>()
  #favoured: Guest | undefined
  #held = 0
  /** Of it, whole messages: sooner or later they are durable, or answered AE. */
  #settling = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get held(): number {
    return this.#held
  }

  /** So many bytes more of messages that have not ended, or fewer. */
  begun(bytes: number): void {
    this.#held += bytes
    if (bytes < 0) this.#letGo()
  }

  /** So many bytes more of messages that are whole and not durable, or fewer. */
  whole(bytes: number): void {
    this.#settling += bytes
    this.#held += bytes
    if (bytes < 0) this.#letGo()
  }

  /** Whether a guest may be read on; when not, it is told to `go` later. */
  mayRead(guest: Guest, { bytes, isUnfinished, hasFinished }: Held): boolean {
    if (this.#favoured === guest && (hasFinished || !isUnfinished)) this.#favoured = undefined
    if (this.#held <= this.#bytesMax || bytes <= littleBytes || this.#favoured === guest)
      return true
    this.#waiting.set(guest, isUnfinished)
    this.#letGo()
    return !this.#waiting.has(guest)
  }

  leave(guest: Guest): void {
    this.#waiting.delete(guest)
    if (this.#favoured === guest) this.#favoured = undefined
    this.#letGo()
  }

  #letGo(): void {
    if (this.#held <= this.#bytesMax) {
      const all = [...this.#waiting.keys()]
      this.#waiting.clear()
      for (const guest of all) guest.go()
      return
    }
    if (this.#favoured || this.#settling > 0) return
    for (const [guest, isUnfinished] of this.#waiting) {
      if (!isUnfinished) continue
      this.#waiting.delete(guest)
      this.#favoured = guest
      guest.go()
      return
    }
  }
}
