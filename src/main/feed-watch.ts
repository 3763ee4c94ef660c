/**
 * Looks after the feeds all day: what it found last is what screens and metrics tell, and each
 * trouble that begins or ends is a line for the operator.
 */
import { type FeedHealth, feedHealth, type Needs } from '#journeys'

export interface SilentSource {
  /** ODS code of the organisation. */
  readonly ods: string
  /** ISO instant: when the silent feed was last heard. */
  readonly since: string
}

const lookMs = 15_000

export class FeedWatch {
  readonly #needs: Needs
  readonly #log: (line: string) => void
  readonly #onFault: (fault: unknown) => void
  #health: readonly FeedHealth[] = []
  #lookedAt: number | undefined
  #known = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(needs: Needs, log: (line: string) => void, onFault: (fault: unknown) => void) {
    this.#needs = needs
    this.#log = log
    this.#onFault = onFault
  }

  get health(): readonly FeedHealth[] {
    return this.#health
  }

  /** Epoch ms of the last look that succeeded. */
  get lookedAt(): number | undefined {
    return this.#lookedAt
  }

  /** Organisations of which a feed says nothing though it should, once each (HZ-02). */
  silent(): SilentSource[] {
    const since = new Map<string, number>()
    for (const feed of this.#health) {
      if (!feed.troubles.includes('silent') || feed.lastReceivedAt === undefined) continue
      const before = since.get(feed.organisation)
      since.set(feed.organisation, Math.min(before ?? Infinity, feed.lastReceivedAt))
    }
    return [...since].map(([ods, at]) => ({ ods, since: new Date(at).toISOString() }))
  }

  start(): void {
    const look = (): void => {
      this.#looking = this.look().then(() => {
        this.#timer = setTimeout(look, lookMs).unref()
      })
    }
    look()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#looking
    clearTimeout(this.#timer)
  }

  /** Never fails: a database that is away is told once by whoever works with it. */
  async look(): Promise<void> {
    try {
      this.#health = await feedHealth(this.#needs)
      this.#lookedAt = this.#needs.clock.now()
      this.#tell()
    } catch (fault) {
      this.#onFault(fault)
    }
  }

  #tell(): void {
    const now = new Set(
      this.#health.flatMap(({ feed, troubles }) => troubles.map((one) => `${feed}: ${one}`)),
    )
    for (const one of now) if (!this.#known.has(one)) this.#log(`alarm: feed ${one}`)
    for (const one of this.#known) if (!now.has(one)) this.#log(`alarm over: feed ${one}`)
    this.#known = now
  }
}
