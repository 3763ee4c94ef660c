/** THE STORIES: each calls the stations in order, holds the transaction, and holds no rules. */

export { mayDeclare, mayFind, standingPolicy, type User } from '#access'
export type { Feed } from '#network'
export { declareRelationship } from './declare-relationship.ts'
export { type FiledBatch, fileMessages, foldWhileIdle } from './file-messages.ts'
export { findByIdentifier, findPerson, myPatients } from './find-person.ts'
export {
  countMessages,
  type MergeLine,
  merges,
  messageOutcome,
  type Reckoning,
  type SetAsideLine,
  setAsideMessages,
} from './look-at-messages.ts'
export type { Clock, Needs } from './needs.ts'
export { noteRefusedSignIn } from './note-refused-sign-in.ts'
export { noteSession } from './note-session.ts'
export { openDocument, openRecord } from './open-record.ts'
export { ReadAhead } from './read-ahead.ts'
export { type Arrival, type Receipt, receiveMessages } from './receive-messages.ts'
export { registerFeed } from './register-feed.ts'
export { setAsideOldest } from './set-aside-oldest.ts'
export { stillPermitted } from './still-permitted.ts'
export { undoMerge } from './undo-merge.ts'
export {
  type AcknowledgementCode,
  acknowledge,
  type Envelope,
  feedNameOf,
  peek,
} from './wire.ts'
