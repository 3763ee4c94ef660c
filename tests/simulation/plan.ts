/** Which things go wrong in a run, how often and when: drawn from the seed before it begins. */
import { type Random, randomFrom } from '../../london/random.ts'
import type { Request } from './backend.ts'
import type { Trouble } from './postgres.ts'

export const faultKinds = [
  'kill',
  'ghost',
  'lost-request',
  'lost-answer',
  'collision',
  'away',
  'full',
  'read-only',
  'slow',
  'cut',
  'half-close',
  'again',
  'ahead',
  'deaf',
  'rubbish',
  'clock',
  'poison',
  'two-filers',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** Days on which London's clocks change, and one on which they do not. */
const days = ['2026-11-20T08:00:00Z', '2026-10-24T22:30:00Z', '2026-03-28T22:30:00Z']

/** Serialization failure, deadlock, lock not available. */
const collisions = ['40001', '40P01', '55P03']

export class Plan {
  readonly kinds: ReadonlySet<FaultKind>
  readonly startsAt: number
  readonly messagesPerBatch: number
  readonly #random: Random

  constructor(seed: number, without: readonly FaultKind[] = []) {
    const random = randomFrom(seed, 'plan')
    this.startsAt = Date.parse(random.pick(days))
    this.messagesPerBatch = random.pick([1, 2, 3, 5, 8, 400])
    // Some at a time: all at once would hide what only two of them do together.
    const drawn = faultKinds.filter(() => random.chance(0.35))
    this.kinds = new Set(drawn.filter((kind) => !without.includes(kind)))
    this.#random = randomFrom(seed, 'faults')
  }

  has(kind: FaultKind): boolean {
    return this.kinds.has(kind)
  }

  chance(kind: FaultKind, probability: number): boolean {
    return this.#random.chance(probability) && this.kinds.has(kind)
  }

  between(low: number, high: number): number {
    return this.#random.between(low, high)
  }

  /** `season` is what the database suffers from for a while. */
  troubleFor(request: Request, season: 'full' | 'read-only' | undefined): Trouble | undefined {
    const { label } = request
    // Half of what is lost is lost around a commit, where it matters most.
    const likely = label === 'COMMIT' ? 0.05 : 0.004
    if (this.chance('lost-request', likely)) return { what: 'cut-before' }
    if (this.chance('lost-answer', likely)) return { what: 'cut-after' }
    const collision = this.#random.pick(collisions)
    if (/^(?:ROLLBACK|BEGIN|SELECT current_user)/.test(label)) return undefined
    if (this.chance('collision', 0.01)) return { what: 'fails', code: collision }
    const isWrite = /^(?:COMMIT|inbox-|record-|INSERT|UPDATE)/.test(label)
    if (!isWrite || season === undefined) return undefined
    return { what: 'fails', code: season === 'full' ? '53100' : '25006' }
  }

  /** How long an answer takes besides what the order of events makes of it. */
  delayMs(): number {
    const isSlow = this.chance('slow', 0.05)
    return isSlow ? this.#random.between(1, 3_000) : 0
  }
}
