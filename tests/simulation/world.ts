/**
 * A world in which one seed decides what happens next: which answer comes first, when a timer
 * rings, what time it is. Everything that waits is an event here; one event runs at a time, and
 * the next is chosen only when nothing moves by itself any more.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Random, randomFrom } from '../../london/random.ts'

/** Whose memory something lies in. What happens to the dead is never told to anybody. */
export interface Owner {
  readonly name: string
  isDead: boolean
}

interface Event {
  readonly what: string
  readonly owner: Owner | undefined
  readonly run: () => void | Promise<void>
  /** Of those that wait in one lane only the first may run. */
  readonly lane: object | undefined
  /** Not before this moment (virtual ms). */
  readonly due: number
  readonly isTimer: boolean
}

interface Offered {
  readonly owner?: Owner | undefined
  readonly lane?: object
  readonly afterMs?: number
}

const tracedMax = 400

export class World {
  readonly seed: number
  readonly #random: Random
  readonly #inside = new AsyncLocalStorage<Owner>()
  /** Virtual ms since the beginning. */
  elapsedMs = 0
  /** What the wall clock shows: it may be set. */
  #wallMs: number
  steps = 0
  #events: Event[] = []
  readonly trace: string[] = []
  /** Of all that happened, in one number: the same for the same seed. */
  digest = 0

  constructor(seed: number, wallMs: number) {
    this.seed = seed
    this.#random = randomFrom(seed, 'order')
    this.#wallMs = wallMs
  }

  readonly clock = { now: (): number => this.#wallMs + Math.floor(this.elapsedMs) }

  setClock(byMs: number): void {
    this.#wallMs += byMs
  }

  /** Something that may happen from now on, whenever the seed says so. */
  offer(what: string, run: () => void | Promise<void>, of: Offered = {}): void {
    const { owner, lane, afterMs = 0 } = of
    this.#events.push({ what, owner, run, lane, due: this.elapsedMs + afterMs, isTimer: false })
  }

  /** Runs as part of this owner: what it waits for dies with it. */
  as<T>(owner: Owner, work: () => T): T {
    return this.#inside.run(owner, work)
  }

  note(line: string): void {
    this.trace.push(`${String(this.steps).padStart(5)} ${Math.round(this.elapsedMs)}ms ${line}`)
    if (this.trace.length > tracedMax) this.trace.shift()
    for (let i = 0; i < line.length; i++) {
      this.digest = Math.imul(this.digest ^ line.charCodeAt(i), 0x01000193) >>> 0
    }
  }

  /** One event; false when nothing is left that could happen. */
  async step(): Promise<boolean> {
    await nextTurn()
    const next = this.#choose()
    if (!next) return false
    this.steps += 1
    if (next.owner?.isDead) return true
    if (!next.isTimer) this.note(`${next.owner?.name ?? '-'} ${next.what}`)
    const ran = next.owner ? this.as(next.owner, next.run) : next.run()
    if (ran) await ran
    return true
  }

  #choose(): Event | undefined {
    const heads = new Set<object>()
    const can: number[] = []
    let soonest: number | undefined
    this.#events.forEach((event, index) => {
      if (event.lane) {
        if (heads.has(event.lane)) return
        heads.add(event.lane)
      }
      if (event.due <= this.elapsedMs) can.push(index)
      else if (soonest === undefined || event.due < this.#events[soonest]!.due) soonest = index
    })
    // Time goes on although somebody waits: answers may be slow.
    const isLate = soonest !== undefined && this.#random.chance(0.02)
    const chosen = can.length === 0 || isLate ? soonest : this.#random.pick(can)
    if (chosen === undefined) return undefined
    const [event] = this.#events.splice(chosen, 1)
    this.elapsedMs = Math.max(this.elapsedMs, event!.due)
    return event
  }

  /**
   * While this runs, timers are events of this world. Those of the database driver too: nothing
   * in here may depend on how fast the machine is.
   */
  async withOwnTimers<T>(work: () => Promise<T>): Promise<T> {
    const real = { setTimeout, setImmediate, clearTimeout, clearImmediate }
    const start = (work: () => void, ms: number): object => {
      const owner = this.#inside.getStore()
      const timer = {
        unref: () => timer,
        ref: () => timer,
        hasRef: () => true,
        isCleared: false,
      }
      this.#events.push({
        what: 'timer',
        owner,
        lane: undefined,
        due: this.elapsedMs + ms,
        isTimer: true,
        run: () => {
          if (!timer.isCleared) work()
        },
      })
      return timer
    }
    const clear = (timer: unknown): void => {
      if (timer) (timer as { isCleared: boolean }).isCleared = true
    }
    const now = Object.getOwnPropertyDescriptor(performance, 'now')
    Object.defineProperty(performance, 'now', { value: () => this.elapsedMs, configurable: true })
    Object.assign(globalThis, {
      setTimeout: (work: (...given: unknown[]) => void, ms = 1, ...given: unknown[]) =>
        start(() => work(...given), Math.max(1, ms)),
      setImmediate: (work: (...given: unknown[]) => void, ...given: unknown[]) =>
        start(() => work(...given), 0),
      clearTimeout: clear,
      clearImmediate: clear,
    })
    try {
      return await work()
    } finally {
      Object.assign(globalThis, real)
      if (now) Object.defineProperty(performance, 'now', now)
      else Reflect.deleteProperty(performance, 'now')
    }
  }
}
