/**
 * How much is kept and not yet filed, and how fast it becomes less. What is kept is safe, so a
 * burst is taken as it comes; where filing falls behind for longer, senders are slowed to the pace
 * of filing, by the time that each commit waits, until they match (RL-08). Nothing is dropped.
 */
export interface BacklogLimits {
  /** From half of this on senders are slowed; at all of it nothing is taken. */
  readonly pendingMax: number
  /** A sender that would wait longer is told to send again later (RL-02). */
  readonly patienceMs: number
}

export interface BacklogFigures {
  readonly pending: number
  /** When the oldest of them was received (epoch ms); undefined when there is none. */
  readonly oldestAt: number | undefined
  /** Of late, as long as there was something to file. */
  readonly filedPerSecond: number
}

/** In ms, of a clock that only goes forward. */
export interface Time {
  now(): number
  pause(ms: number): Promise<void>
}

const realTime: Time = {
  now: () => performance.now(),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}

const usual: BacklogLimits = { pendingMax: 5_000, patienceMs: 20_000 }

/** How often to look again while there is no room at all. */
const lookMs = 50

/** Before anything was filed; and the least, so that one standstill is not for ever. */
const perSecondAtFirst = 500
const perSecondLeast = 5

/** How much the newest figure counts beside those before. */
const newestCounts = 0.2

export class Backlog {
  readonly #limits: BacklogLimits
  readonly #time: Time
  #pending = 0
  #oldestAt: number | undefined
  #perSecond = perSecondAtFirst
  /** The next commit may begin then (ms of the time). */
  #nextAt = 0

  constructor(limits: Partial<BacklogLimits> = {}, time: Time = realTime) {
    this.#limits = { ...usual, ...limits }
    this.#time = time
  }

  get figures(): BacklogFigures {
    return {
      pending: this.#pending,
      oldestAt: this.#oldestAt,
      filedPerSecond: this.#perSecond,
    }
  }

  /** False while nothing more should be taken from any sender. */
  mayTake(): boolean {
    return this.#pending < this.#limits.pendingMax
  }

  received(messages: number): void {
    this.#pending += messages
  }

  /** Filed or set aside, in so many ms. */
  settled(messages: number, tookMs: number): void {
    this.#pending = Math.max(0, this.#pending - messages)
    const perSecond = Math.max(perSecondLeast, (messages * 1_000) / Math.max(1, tookMs))
    // The time of a small batch says little about the time that a message takes.
    const counts = newestCounts * Math.min(1, messages / 50)
    this.#perSecond += (perSecond - this.#perSecond) * counts
  }

  /** As the database knows it: other processes receive and file too. */
  measured(pending: number, oldestAt: number | undefined): void {
    this.#pending = pending
    this.#oldestAt = oldestAt
  }

  /** Resolves when so many may be taken; false when that would take too long. */
  async room(arrivals: number): Promise<boolean> {
    const giveUpAt = this.#time.now() + this.#limits.patienceMs
    while (!this.mayTake()) {
      if (this.#time.now() > giveUpAt) return false
      await this.#time.pause(lookMs)
    }
    const now = this.#time.now()
    const from = Math.max(now, this.#nextAt)
    this.#nextAt = from + this.#spacingMs(arrivals)
    if (from > now) await this.#time.pause(Math.min(from - now, giveUpAt - now))
    return true
  }

  /** Half full: as fast as filing is. Fuller: slower than that. */
  #spacingMs(arrivals: number): number {
    const { pendingMax } = this.#limits
    if (this.#pending < pendingMax / 2) return 0
    const share = Math.max(0.1, 2 * (1 - this.#pending / pendingMax))
    return (arrivals * 1_000) / (this.#perSecond * share)
  }
}
