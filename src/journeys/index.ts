/** THE STORIES: each calls the stations in order, holds the transaction, and holds no rules. */

export {
  mayDeclare,
  mayFind,
  mayOpen,
  mayOperate,
  operatorKey,
  standingPolicy,
  type User,
} from '#access'
export type { FoundMessage, MessageState } from '#inbox'
export type { Feed } from '#network'
export {
  type Admit,
  admission,
  anybody,
  type Certificate,
  nobodyMaySend,
  type Refusal,
} from './admit-sender.ts'
export {
  type Allowed,
  type AllowedSender,
  allowSender,
  endSender,
  listSenders,
  type Sender,
} from './allow-senders.ts'
export { declareRelationship } from './declare-relationship.ts'
export { dismissMessages } from './dismiss-messages.ts'
export { type FeedHealth, feedHealth } from './feed-health.ts'
export { type FiledBatch, fileMessages, foldWhileIdle } from './file-messages.ts'
export { type MessagesFound, searchMessages } from './find-messages.ts'
export { findByIdentifier, findPerson, myPatients } from './find-person.ts'
export {
  countMessages,
  type MergeLine,
  merges,
  messageOutcome,
  type Reckoning,
  type SetAsideLine,
  setAsideMessages,
  shownMerges,
} from './look-at-messages.ts'
export { type ProfileLine, profileLines } from './look-at-profiles.ts'
export type { Clock, Needs } from './needs.ts'
export { noteRefusedSignIn } from './note-refused-sign-in.ts'
export { noteSession } from './note-session.ts'
export { openDocument, openRecord } from './open-record.ts'
export { type ProfilePut, putProfile } from './put-profile.ts'
export { ReadAhead } from './read-ahead.ts'
export { type Arrival, type Receipt, receiveMessages } from './receive-messages.ts'
export { registerFeed } from './register-feed.ts'
export { type Replayed, type ReplayRequest, replayMessages } from './replay-messages.ts'
export type { MessageSelection } from './select-messages.ts'
export { setAsideOldest } from './set-aside-oldest.ts'
export { downloadMessage, type ReadToday, type ShownMessage, showMessage } from './show-message.ts'
export { stillPermitted } from './still-permitted.ts'
export { confirmMerge, undoMerge } from './undo-merge.ts'
export {
  type AcknowledgementCode,
  acknowledge,
  type Envelope,
  feedNameOf,
  peek,
  type Reason,
} from './wire.ts'
