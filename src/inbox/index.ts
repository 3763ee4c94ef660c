/** What has arrived? Raw bytes, once, in order; and what became of each. */
export { receive, type Arrival, type Receipt } from './receive.ts'
export { countOddities, finish, takePending, type Outcome, type PendingMessage } from './queue.ts'
export {
  listSetAside,
  outcomeOf,
  reckon,
  type Reckoning,
  type SetAsideLine,
} from './reckoning.ts'
