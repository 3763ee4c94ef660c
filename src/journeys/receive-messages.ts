/**
 * What arrived is kept before anything else is done with it. When this returns, the bytes, their
 * feed, control id, hash and time are durable, and the sender may be told so (RL-01).
 */
import { type Arrival, type Receipt, receive } from '#inbox'
import type { Needs } from './needs.ts'

export type { Arrival, Receipt }

/** Another process was in the way: serialisation failure, deadlock. Nothing was done. */
const collisions: ReadonlySet<unknown> = new Set(['40001', '40P01'])
const triesMax = 3

export async function receiveMessages(
  needs: Needs,
  arrivals: readonly Arrival[],
): Promise<Receipt[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await needs.database.transaction('filing', (tx) => receive(tx, arrivals))
    } catch (error) {
      const { code } = (error ?? {}) as { code?: unknown }
      if (tries === triesMax || !collisions.has(code)) throw error
    }
  }
}
