/** What has arrived? Raw bytes, once, in order; and what became of each. */

export {
  countOddities,
  finish,
  holdFilingLock,
  type Outcome,
  type PendingMessage,
  takePending,
} from './queue.ts'
export { type Arrival, type Receipt, receive } from './receive.ts'
export {
  listSetAside,
  outcomeOf,
  type Reckoning,
  reckon,
  type SetAsideLine,
} from './reckoning.ts'
