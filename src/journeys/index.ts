/** THE STORIES: each calls the stations in order, holds the transaction, and holds no rules. */

export type { Canary, ClosedChannel, RegisterFigures, RegisterTask } from '#access'
export {
  type CodeTally,
  type ImportReckoning,
  mayDeclare,
  mayFind,
  mayGuard,
  mayKeepObjections,
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
export { breakSeal } from './break-seal.ts'
export { closeChannel, closedChannels, reopenChannel } from './close-channels.ts'
export { decideObjection, type Verdict } from './decide-objection.ts'
export { declareRelationship, recordConsent } from './declare-relationship.ts'
export {
  type DisabledUser,
  disableUser,
  enableUser,
  listDisabledUsers,
} from './disable-user.ts'
export { dismissMessages } from './dismiss-messages.ts'
export { confirmError, endObjection, proposeError, type Withdrawal } from './end-objection.ts'
export { endSessionsByProvider, type ProviderSaid } from './end-sessions.ts'
export { escalateReviews } from './escalate-reviews.ts'
export { explainDeclarations } from './explain-declarations.ts'
export { type FeedHealth, feedHealth } from './feed-health.ts'
export { type FiledBatch, fileMessages, foldWhileIdle } from './file-messages.ts'
export { findForRegister, type RegisterPerson } from './find-for-register.ts'
export { type MessagesFound, searchMessages } from './find-messages.ts'
export { findByIdentifier, findPerson } from './find-person.ts'
export { grantAccess } from './grant-access.ts'
export { findToGuard, guardPerson, unguardPerson } from './guard-person.ts'
export {
  type DocumentNamed,
  hiddenDocumentsOf,
  hideDocument,
  showDocumentAgain,
} from './hide-document.ts'
export { type Imported, type ImportRequest, importObjections } from './import-objections.ts'
export {
  approveRules,
  proposeRules,
  type RulesStand,
  rulesStand,
  takeRules,
} from './keep-rules.ts'
export { consentCodesHeard, importReckonings, showImportRows } from './look-at-imports.ts'
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
export {
  figuresOfRegister,
  objectionsOf,
  type RegisterObjection,
  registerReckoning,
  showObjection,
} from './look-at-register.ts'
export { myPatients } from './my-patients.ts'
export type { Clock, Needs } from './needs.ts'
export { noteRefusedSignIn } from './note-refused-sign-in.ts'
export { type NotedSets, noteSensitiveSets } from './note-sensitive-sets.ts'
export { noteSession } from './note-session.ts'
export { openDocument, openRecord } from './open-record.ts'
export {
  type CanaryFeed,
  canaryFeeds,
  listCanaries,
  placeCanaries,
  plantCanaries,
  removeCanaries,
} from './plant-canaries.ts'
export {
  bareCanaries,
  canaryClinician,
  isTold,
  noteRound,
  passesGate,
  permitCanary,
  type Watch,
} from './probe-canaries.ts'
export { tendRegister } from './purge-objected.ts'
export { type ProfilePut, putProfile } from './put-profile.ts'
export { ReadAhead } from './read-ahead.ts'
export { type Arrival, type Receipt, receiveMessages } from './receive-messages.ts'
export {
  type ObjectionAtDesk,
  type RecordedObjection,
  recordObjection,
} from './record-objection.ts'
export { registerFeed } from './register-feed.ts'
export {
  acceptJournal,
  compareWithJournal,
  type JournalState,
} from './register-journal.ts'
export { registerStaff } from './register-staff.ts'
export { doTask, objectionTasks } from './register-tasks.ts'
export { releasePerson } from './release-person.ts'
export { type Replayed, type ReplayRequest, replayMessages } from './replay-messages.ts'
export { restrictSensitive } from './restrict-sensitive.ts'
export { reviewAges } from './review-ages.ts'
export { declarationsToReview, reviewDeclaration } from './review-declarations.ts'
export type { MessageSelection } from './select-messages.ts'
export { setAsideOldest } from './set-aside-oldest.ts'
export { downloadMessage, type ReadToday, type ShownMessage, showMessage } from './show-message.ts'
export { doStaffTask, staffTasks } from './staff-tasks.ts'
export {
  findLaunched,
  type Launched,
  noteLaunch,
  noteRefusedLaunch,
  type PatientInHand,
  type RefusedLaunch,
  spendLaunch,
} from './start-launch.ts'
export { stillPermitted, whyNotPermitted } from './still-permitted.ts'
export {
  approveSuspension,
  currentSuspension,
  endSuspension,
  proposeSuspension,
  suspensions,
} from './suspend-objections.ts'
export { confirmMerge, undoMerge } from './undo-merge.ts'
export { type WatchedRegister, watchRegister } from './watch-register.ts'
export { watchShown } from './watch-shown.ts'
export { type Sharer, type WhoShares, whoShares } from './who-shares.ts'
export { whyCanISee } from './why-can-i-see.ts'
export {
  type AcknowledgementCode,
  acknowledge,
  type Envelope,
  feedNameOf,
  peek,
  type Reason,
} from './wire.ts'
