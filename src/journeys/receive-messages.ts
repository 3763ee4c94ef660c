/**
 * What arrived is kept before anything else is done with it. When this returns, the bytes, their
 * feed, control id, hash and time are durable, and the sender may be told so (RL-01).
 */
import { type Arrival, type Receipt, receive } from '#inbox'
import type { Needs } from './needs.ts'

export type { Arrival, Receipt }

export function receiveMessages(needs: Needs, arrivals: readonly Arrival[]): Promise<Receipt[]> {
  return needs.database.transaction('filing', (tx) => receive(tx, arrivals))
}
