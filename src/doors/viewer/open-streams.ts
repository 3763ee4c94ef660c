import type { ViewerLimits } from './needs.ts'

/** A place for one stream: reserved before the permit is asked for, so that the limit holds. */
interface Place {
  /** `told`: the screen is told that it is over; otherwise it may connect again. */
  use(close: (told: boolean) => void): void
  free(): void
}

/** The open screens of this process: so many per session, and closed when their session ends. */
export class OpenStreams {
  readonly #limits: ViewerLimits
  readonly #bySession = new Map<string, Set<{ close: (told: boolean) => void }>>()
  #count = 0

  constructor(limits: ViewerLimits) {
    this.#limits = limits
  }

  /** Undefined when there are too many. */
  reserve(session: string): Place | undefined {
    const places = this.#bySession.get(session) ?? new Set()
    if (places.size >= this.#limits.streamsPerSessionMax) return undefined
    if (this.#count >= this.#limits.streamsMax) return undefined
    const place: { close: (told: boolean) => void } = { close: () => {} }
    places.add(place)
    this.#bySession.set(session, places)
    this.#count++
    return {
      use: (close) => {
        place.close = close
      },
      free: () => {
        if (!places.delete(place)) return
        this.#count--
        if (places.size === 0 && this.#bySession.get(session) === places) {
          this.#bySession.delete(session)
        }
      },
    }
  }

  /** Their session is over. */
  closeSession(session: string): void {
    for (const place of [...(this.#bySession.get(session) ?? [])]) place.close(true)
  }

  /** This process stops; another may go on. */
  closeAll(): void {
    for (const places of [...this.#bySession.values()]) {
      for (const place of [...places]) place.close(false)
    }
  }
}
