/**
 * Looks for the canaries all day (OO-40). Any sight is a line for the operator and closes the channel
 * for everybody; what cannot be asked, or proves nothing, is a line too.
 */
import {
  closeChannel,
  closedChannels,
  currentSuspension,
  noteRound,
  reopenChannel,
  type User,
} from '#journeys'
import { Failure } from '#vocabulary'
import type { Alarms } from '../alarms.ts'
import { channels } from './channels.ts'
import { type Round, type RoundNeeds, Rounds } from './round.ts'

interface WatchNeeds extends RoundNeeds {
  readonly everyMs: number
  /** That none is planted is a trouble. */
  readonly isExpected: boolean
  readonly alarms: Alarms
  readonly onFault: (fault: unknown) => void
}

/** After the start: nobody waits for it. */
const firstMs = 15_000
/** How soon another process hears that a channel was closed, or opened again. */
const closedEveryMs = 5_000

export class CanaryWatch {
  readonly #given: WatchNeeds
  readonly #rounds: Rounds
  readonly #timers: NodeJS.Timeout[] = []
  #closed: ReadonlySet<string> = new Set()
  #last: Round | undefined
  #lastAt: number | undefined
  #working: Promise<unknown> = Promise.resolve()

  constructor(given: WatchNeeds) {
    this.#given = given
    this.#rounds = new Rounds(given)
  }

  /** Before the doors open: what was closed stays closed over a restart. */
  async start(): Promise<void> {
    await this.#loadClosed()
    const { everyMs } = this.#given
    const again =
      (work: () => Promise<unknown>): (() => void) =>
      () => {
        this.#working = this.#working.then(work).catch(this.#given.onFault)
      }
    this.#timers.push(
      setInterval(
        again(() => this.#loadClosed()),
        closedEveryMs,
      ),
    )
    const look = again(() => this.look())
    this.#timers.push(setTimeout(look, firstMs), setInterval(look, everyMs))
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#working
  }

  /** The channel by which this address would show something, where it is closed. */
  closedFor(url: string): string | undefined {
    for (const channel of this.#closed) if (channels[channel]?.closes.test(url)) return channel
    return undefined
  }

  /** One round; what could not be begun at all is an alarm too. */
  async look(): Promise<Round | undefined> {
    const { needs, alarms, onFault } = this.#given
    let round: Round
    try {
      const isSuspended = (await currentSuspension(needs)) !== undefined
      round = await this.#rounds.go(this.#closed, isSuspended)
      const { canaries, asked, seen, unsure } = round
      const counts = { canaries, asked, seen: seen.length, unsure: unsure.length }
      if (canaries > 0) await noteRound(needs, counts)
    } catch (fault) {
      onFault(fault)
      alarms.tell('canaries', ['canaries: nobody could look for them'])
      return undefined
    }
    this.#last = round
    this.#lastAt = needs.clock.now()
    for (const channel of new Set(round.seen.map((one) => one.channel))) await this.#close(channel)
    alarms.tell('canaries', [
      ...(round.canaries === 0 && this.#given.isExpected
        ? ['no canary is planted: nobody proves that objections hide']
        : []),
      ...round.seen.map((one) => `canary of ${one.canary} seen by ${one.channel}`),
      ...round.unsure.map((one) => `canary of ${one.canary} proves nothing by ${one.channel}`),
      ...round.bare.map((one) => `canary of ${one} has nothing to hide: plant it anew`),
    ])
    return round
  }

  async reopen(by: User, channel: string, because: string): Promise<void> {
    if (!(await reopenChannel(this.#given.needs, by, channel, because))) {
      throw new Failure('unknown', 'not-closed', `The channel ${channel} is not closed.`)
    }
    await this.#loadClosed()
  }

  status() {
    const last = this.#last && { ...this.#last, at: this.#lastAt }
    return { closed: [...this.#closed], last }
  }

  /** Nothing before the first round: a zero would be an alarm. */
  figures(): Readonly<Record<string, number | Readonly<Record<string, number>>>> {
    const names = Object.keys(channels)
    const closed = Object.fromEntries(names.map((name) => [name, this.#closed.has(name) ? 1 : 0]))
    if (!this.#last) return { channelClosed: closed }
    const { canaries, asked, seen, unsure, bare, isSuspended } = this.#last
    const by = (found: Round['seen']) =>
      Object.fromEntries(
        names.map((name) => [name, found.filter((one) => one.channel === name).length]),
      )
    return {
      channelClosed: closed,
      planted: canaries,
      asked,
      seen: by(seen),
      unsure: by(unsure),
      bare: bare.length,
      suspended: isSuspended ? 1 : 0,
      lastRoundTimestampSeconds: (this.#lastAt ?? 0) / 1_000,
    }
  }

  async #close(channel: string): Promise<void> {
    const { needs, alarms } = this.#given
    // Here at once, whatever becomes of writing it down.
    this.#closed = new Set([...this.#closed, channel])
    await closeChannel(needs, channel, 'A canary was seen.')
    alarms.say(
      `alarm: the channel ${channel} is closed for everybody; see "lcr canaries", and then "lcr canaries reopen ${channel}"`,
    )
  }

  async #loadClosed(): Promise<void> {
    const closed = await closedChannels(this.#given.needs)
    this.#closed = new Set(closed.map((one) => one.channel))
  }
}
