/** What every journey is given; nothing is global. */
import type { Database } from '#database'

export interface Needs {
  readonly database: Database
  readonly clock: Clock
}

export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number
}
