/** Who may see it, and why? Relationships, the decision, and the policy that it rests on. */

export {
  mayDeclare,
  mayFind,
  mayGrant,
  mayGuard,
  mayKeepObjections,
  mayOpen,
  mayOperate,
} from './activities.ts'
export { becauseOf, explainAccess } from './because.ts'
export {
  type Canary,
  type ClosedChannel,
  closeChannel,
  closedChannels,
  placeCanary,
  plantCanary,
  removeCanaries,
  reopenChannel,
  standingCanaries,
} from './canaries.ts'
export { standingConsentCodes } from './consent-codes.ts'
export { type ConsentMention, consentsIn } from './consent-said.ts'
export {
  type CodeState,
  type CodeTally,
  countConsentCodes,
  type HeardConsent,
  hearConsentCodes,
  madeByCode,
  stateConsentObjections,
} from './consent-store.ts'
export { contactRoutes } from './contact-routes.ts'
export {
  type AccessRequest,
  type Closest,
  type Decision,
  type DeclarationKind,
  decide,
  kindOf,
  type Permit,
  type Permitted,
  type Refused,
  type Relationship,
  type RestrictionKind,
} from './decide.ts'
export {
  alertReference,
  type DeclarationToReview,
  declaredBefore,
  explain,
  longUnreviewed,
  reviewed,
  saveDeclaration,
  unexplained,
  unreviewed,
} from './declarations.ts'
export { type Evidence, evidenceIn, evidenceKinds } from './evidence.ts'
export { type AccessFacts, factsFor } from './facts.ts'
export { countFind, countMiss, forgetFinds } from './finds.ts'
export {
  carryHiddenDocuments,
  type HiddenDocument,
  hiddenDocuments,
  listHiddenDocuments,
  readDocumentReference,
  saveHidden,
  saveShownAgain,
} from './hidden-documents.ts'
export { areSameWords, judgeWords } from './judge-words.ts'
export { type Policy, readPolicy, standingPolicy } from './policy.ts'
export { reasonCodes } from './reasons.ts'
export {
  addBindings,
  addIdentifiers,
  addKnownIdentifiers,
  addSeen,
  bindByIdentifiers,
  carryBindings,
  keptObjections,
  type NewBinding,
  type OpenRegister,
  openRegister,
  releaseBinding,
  type SeenIdentifier,
} from './register/bind.ts'
export { type Compared, compareLines } from './register/compare.ts'
export { foldTally, mostInForce, noteInForce } from './register/hours.ts'
export { Journal } from './register/journal.ts'
export { fingerprintOf, type JournalLine } from './register/journal-line.ts'
export {
  holdJournal,
  journalled,
  loadMarks,
  reopenRegister,
  saveMark,
  shutRegister,
  whyShut,
} from './register/journalled.ts'
export { keepEvidence } from './register/keep-evidence.ts'
export {
  countKeptOut,
  deletionIsDue,
  evidenceIsDue,
  forgetPlaces,
  parentsObjections,
  takeEvidenceDue,
  takeSuspended,
  takeToDelete,
  takeToRestore,
} from './register/kept-out.ts'
export {
  findObjection,
  type KeptObjection,
  objectionsAbout,
  type RegisterFigures,
  registerFigures,
} from './register/look.ts'
export {
  type BoundHow,
  type By,
  isInForce,
  type MadeBy,
  type NewObjection,
  type ObjectionState,
  type Route,
  referenceOf,
} from './register/objection.ts'
export { receiveObjection, receiveObjections, saveObjections } from './register/receive.ts'
export { identifierHash, registerKey } from './register/register-key.ts'
export { personsBoundTo, sayOfObjection } from './register/say.ts'
export { hideUpheld, objectedAmong, type Settled, settleObjected } from './register/settle.ts'
export {
  approve as approveInRegister,
  end as endInRegister,
  isRunning,
  listSuspensions,
  type ProposedSuspension,
  type Suspension,
  saveSuspension,
} from './register/suspension.ts'
export {
  findTask,
  finishTasks,
  isAboutStaff,
  listTasks,
  type NewTask,
  type RegisterTask,
  raiseTask,
  raiseTasks,
} from './register/tasks.ts'
export { registerTroubles } from './register/troubles.ts'
export { assemble } from './register-import/assemble.ts'
export { bindByNames, isAnybodyAwaited } from './register-import/bind-names.ts'
export {
  type ImportReckoning,
  importedRows,
  listImports,
  reckonedBefore,
  reckoningOf,
  type ShownImportRow,
} from './register-import/look.ts'
export { type Manifest, openManifest, readManifest } from './register-import/manifest.ts'
export {
  byBirthAndFamily,
  isNamed,
  type MatchedRow,
  matchedByName,
  matchedByNumber,
  type Namesakes,
  namesakesOf,
} from './register-import/match.ts'
export {
  hiddenByImport,
  type Meanwhile,
  noteMeanwhile,
  takeMeanwhile,
} from './register-import/meanwhile.ts'
export { readRegister } from './register-import/read-register.ts'
export { countOf } from './register-import/reckoning.ts'
export { recognise } from './register-import/recognise.ts'
export type { RecognisedRow, RegisterRow } from './register-import/register-row.ts'
export { sift } from './register-import/sift.ts'
export {
  beginImport,
  broughtBefore,
  countRows,
  saveImport,
  saveNames,
  saveRows,
} from './register-import/store.ts'
export { type RelatedPerson, relatedPersons } from './related.ts'
export { type FiledEvidence, moveEvidence, saveEvidence } from './relationships.ts'
export {
  howListed,
  liftRestrictions,
  moveRestrictions,
  restrict,
  restrictionsNow,
  saveRestrictions,
} from './restrictions.ts'
export {
  compareRules,
  hashOfRules,
  ownRules,
  type Rules,
  type RulesCompared,
  rulePartOf,
} from './rules/rules.ts'
export {
  holdRules,
  type ProposedRules,
  proposedRules,
  proposeRules,
  putInForce,
  type RulesInForce,
  rulesInForce,
} from './rules/store.ts'
export {
  endSessions,
  keepSessions,
  type SessionLimits,
  type SessionsOf,
  sessionLimits,
} from './session.ts'
export { type Launch, operatorKey, type User } from './user.ts'
export {
  type DisabledUser,
  disabledUsers,
  disableUser,
  enableUser,
  forgetOwnPersons,
  hasStaff,
  ownPersonsOf,
  saveStaff,
  spendOnce,
} from './users.ts'
export { endOfWorkingDay } from './working-days.ts'
