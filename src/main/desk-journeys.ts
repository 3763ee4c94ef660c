/** The journeys that the desk needs, given what they need. */
import type { DeskJourneys } from '#doors'
import {
  approveSuspension,
  confirmError,
  decideObjection,
  declarationsToReview,
  disableUser,
  doStaffTask,
  doTask,
  enableUser,
  endObjection,
  endSuspension,
  findForRegister,
  findToGuard,
  guardPerson,
  hiddenDocumentsOf,
  hideDocument,
  importReckonings,
  listDisabledUsers,
  mayGuard,
  mayKeepObjections,
  type Needs,
  objectionsOf,
  objectionTasks,
  proposeError,
  proposeSuspension,
  recordObjection,
  registerReckoning,
  releasePerson,
  reviewDeclaration,
  showDocumentAgain,
  showImportRows,
  showObjection,
  staffTasks,
  standingPolicy,
  suspensions,
  unguardPerson,
} from '#journeys'

export function deskJourneys(needs: Needs, contact: DeskJourneys['contact']): DeskJourneys {
  return {
    contact,
    mayKeepObjections: (user) => mayKeepObjections(user, standingPolicy),
    mayGuard: (user) => mayGuard(user, standingPolicy),

    findForRegister: (user, asked) => findForRegister(needs, user, asked),
    recordObjection: (user, asked) => recordObjection(needs, user, asked),
    objectionsOf: (user, personId) => objectionsOf(needs, user, personId),
    showObjection: (user, objectionId) => showObjection(needs, user, objectionId),
    decideObjection: (user, objectionId, decided) =>
      decideObjection(needs, user, objectionId, decided),
    withdrawObjection: (user, objectionId, said) =>
      endObjection(needs, user, objectionId, { what: 'withdrawn', ...said }),
    proposeError: (user, objectionId, because) => proposeError(needs, user, objectionId, because),
    answerError: (user, objectionId, said) => confirmError(needs, user, objectionId, said),
    releasePerson: (user, asked) => releasePerson(needs, user, asked),

    hiddenDocumentsOf: (user, personId) => hiddenDocumentsOf(needs, user, personId),
    hideDocument: (user, asked) => hideDocument(needs, user, asked),
    showDocumentAgain: (user, asked) => showDocumentAgain(needs, user, asked),

    objectionTasks: (user, asked) => objectionTasks(needs, user, asked),
    doTask: (user, taskId, outcome) => doTask(needs, user, taskId, { outcome }),
    registerReckoning: (user) => registerReckoning(needs, user),
    importReckonings: (user) => importReckonings(needs, user),
    showImportRows: (user, asked) => showImportRows(needs, user, asked),

    suspensions: (user) => suspensions(needs, user),
    async proposeSuspension(user, proposed) {
      await proposeSuspension(needs, user, proposed)
    },
    approveSuspension: (user, suspensionId) => approveSuspension(needs, user, suspensionId),
    endSuspension: (user, suspensionId) => endSuspension(needs, user, suspensionId),

    declarationsToReview: (user) => declarationsToReview(needs, user),
    reviewDeclaration: (user, id, said) => reviewDeclaration(needs, user, id, said),
    staffTasks: (user, asked) => staffTasks(needs, user, asked),
    doStaffTask: (user, taskId, outcome) => doStaffTask(needs, user, taskId, { outcome }),
    findToGuard: (user, asked) => findToGuard(needs, user, asked),
    guardPerson: (user, personId, said) => guardPerson(needs, user, personId, said),
    async unguardPerson(user, personId, { because, kind }) {
      await unguardPerson(needs, user, personId, because, kind)
    },
    disabledUsers: (user) => listDisabledUsers(needs, user),
    async disableUser(user, userKey, because) {
      await disableUser(needs, user, userKey, because)
    },
    async enableUser(user, userKey, because) {
      await enableUser(needs, user, userKey, because)
    },
  }
}
