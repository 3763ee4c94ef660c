/** From a door to the inbox, as fast as what is kept can also be filed. */
import type { Backlog } from '#doors'
import { type Arrival, type Needs, type Receipt, receiveMessages } from '#journeys'
import { Failure } from '#vocabulary'

/** Throws when there is no room for long: the sender is told to send again later (RL-02). */
export function takeMessages(needs: Needs, backlog: Backlog) {
  return async (arrivals: readonly Arrival[]): Promise<Receipt[]> => {
    if (!(await backlog.room(arrivals.length))) {
      throw new Failure('busy', 'backlog', 'Too many messages wait to be filed just now.')
    }
    const receipts = await receiveMessages(needs, arrivals)
    backlog.received(receipts.filter((receipt) => !receipt.duplicate).length)
    return receipts
  }
}
