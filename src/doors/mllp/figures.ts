/**
 * What happens at this door, in numbers: for monitoring, and for the operator's log. Feeds are
 * counted by name only once something of theirs was kept; there is nothing about a patient here.
 */
export type WireFigures = {
  readonly connections: number
  /** Bytes that came and are not durable, of all connections. */
  readonly bytesHeld: number
  /** How long the oldest message has waited for its acknowledgement, ms. */
  readonly oldestUnansweredMs: number
  /** 0 no back-pressure, 1 senders are not read, 2 they are answered AE. */
  readonly backPressure: number
  readonly received: number
  readonly duplicates: number
  /** Answered AE. */
  readonly notKept: number
  /** Answered AR, by why. */
  readonly refused: Readonly<Record<string, number>>
  /** Connections that were ended by us, by why. */
  readonly cutOff: Readonly<Record<string, number>>
  readonly receivedByFeed: Readonly<Record<string, number>>
  readonly duplicatesByFeed: Readonly<Record<string, number>>
  readonly notKeptByFeed: Readonly<Record<string, number>>
  readonly refusedByFeed: Readonly<Record<string, number>>
}

type ByFeed = 'receivedByFeed' | 'duplicatesByFeed' | 'notKeptByFeed' | 'refusedByFeed'

/** Senders name themselves: the rest is counted together. */
const feedsMax = 1_000
const otherFeeds = 'other'

/** One line of a kind in this time; how many there were is said with the next. */
const quietMs = 60_000

export class Figures {
  readonly #tell: (line: string) => void
  readonly #feeds = new Set<string>()
  readonly #counts = {
    received: 0,
    duplicates: 0,
    notKept: 0,
    refused: {} as Record<string, number>,
    cutOff: {} as Record<string, number>,
    receivedByFeed: {} as Record<string, number>,
    duplicatesByFeed: {} as Record<string, number>,
    notKeptByFeed: {} as Record<string, number>,
    refusedByFeed: {} as Record<string, number>,
  }
  readonly #quiet = new Map<string, number>()

  /** `tell`: for lines that somebody should read soon. */
  constructor(tell: (line: string) => void) {
    this.#tell = tell
  }

  get counts(): Omit<
    WireFigures,
    'connections' | 'bytesHeld' | 'oldestUnansweredMs' | 'backPressure'
  > {
    return structuredClone(this.#counts)
  }

  kept(feed: string, isDuplicate: boolean): void {
    if (this.#feeds.size < feedsMax) this.#feeds.add(feed)
    this.#counts.received += 1
    this.#of('receivedByFeed', feed)
    if (!isDuplicate) return
    this.#counts.duplicates += 1
    this.#of('duplicatesByFeed', feed)
  }

  notKept(feed: string): void {
    this.#counts.notKept += 1
    this.#of('notKeptByFeed', feed)
    this.alarm('not-kept', 'HL7 v2 cannot be kept just now; senders are told to send it again (AE)')
  }

  refused(feed: string, why: string): void {
    const { refused } = this.#counts
    refused[why] = (refused[why] ?? 0) + 1
    this.#of('refusedByFeed', feed)
  }

  cutOff(why: string): void {
    const { cutOff } = this.#counts
    cutOff[why] = (cutOff[why] ?? 0) + 1
  }

  /** At once, and then once in a while as long as it goes on. */
  alarm(kind: string, words: string): void {
    const times = this.#quiet.get(kind)
    if (times !== undefined) {
      this.#quiet.set(kind, times + 1)
      return
    }
    this.#tell(`mllp: ${words}`)
    this.#quiet.set(kind, 0)
    setTimeout(() => {
      const since = this.#quiet.get(kind) ?? 0
      this.#quiet.delete(kind)
      if (since > 0) this.alarm(kind, `${words} (${since} times in the last minute)`)
    }, quietMs).unref()
  }

  #of(what: ByFeed, feed: string): void {
    const name = this.#feeds.has(feed) ? feed : otherFeeds
    const counted = this.#counts[what]
    counted[name] = (counted[name] ?? 0) + 1
  }
}
