/** What has arrived? Raw bytes, once, in order; and what became of each. */

export { lookAhead, measureBacklog, type NextMessage, oldestPending } from './ahead.ts'
export { type DoneAbout, type LookedAt, lookAt, type SetAsideHere } from './look.ts'
export { missingAmong } from './missing.ts'
export { type OpenMessage, openAmong } from './open-among.ts'
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
export {
  addParts,
  type Because,
  dismiss,
  finishAgain,
  noteEntries,
  partsOf,
} from './replay.ts'
export {
  type FoundMessage,
  type MessagePage,
  type MessageSearch,
  type MessageState,
  search,
} from './search.ts'
export {
  filedAfter,
  filedMessages,
  newestMessage,
  pendingMessage,
  storedMessages,
} from './stored.ts'
export {
  type FeedFigures,
  figuresByFeed,
  type Tallied,
  tally,
  type Waiting,
  waitingByFeed,
} from './tally.ts'
