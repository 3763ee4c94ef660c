/** The questions of the desk (desk-contract.ts). */
import type {
  AnswerError,
  DecideObjection,
  DeskDocuments,
  DeskFigures,
  DeskFound,
  DeskGuarded,
  DeskImports,
  DeskObjections,
  DeskReviews,
  DeskSuspensions,
  DeskTasks,
  DeskUsers,
  Done,
  FindPerson,
  GuardPerson,
  ImportRows,
  NameDocument,
  ObjectionView,
  ProposeSuspension,
  Recorded,
  RecordObjection,
  ReleasePerson,
  ReviewDeclaration,
  WithdrawObjection,
} from '../../src/doors/viewer/contract.ts'
import type { Ask } from '../pages/ask.ts'

export function askDesk({ answer }: Ask) {
  const at = (path: string) => `/api/desk/${path}`
  const done = (path: string, body: object) => answer<Done>(at(path), body)
  return {
    find: (who: FindPerson) => answer<DeskFound>(at('find'), who),
    person: (handle: string, signal?: AbortSignal) =>
      answer<DeskObjections>(at('person'), { handle }, signal),
    record: (asked: RecordObjection) => answer<Recorded>(at('record'), asked),
    objection: (objectionId: string, signal?: AbortSignal) =>
      answer<ObjectionView>(at('objection'), { objectionId }, signal),
    decide: (asked: DecideObjection) => done('decide', asked),
    withdraw: (asked: WithdrawObjection) => done('withdraw', asked),
    proposeError: (objectionId: string, because: string) =>
      done('error/propose', { objectionId, because }),
    answerError: (asked: AnswerError) => done('error/answer', asked),
    documents: (handle: string, signal: AbortSignal) =>
      answer<DeskDocuments>(at('documents'), { handle }, signal),
    hideDocument: (asked: NameDocument) => done('documents/hide', asked),
    showDocument: (asked: NameDocument) => done('documents/show', asked),
    release: (asked: ReleasePerson) => done('release', asked),

    tasks: (open: boolean, signal: AbortSignal) => answer<DeskTasks>(at('tasks'), { open }, signal),
    doTask: (taskId: number, outcome: string) => done('tasks/do', { taskId, outcome }),
    figures: (signal: AbortSignal) => answer<DeskFigures>(at('figures'), {}, signal),
    imports: (signal: AbortSignal) => answer<DeskImports>(at('imports'), {}, signal),
    importRows: (of: { importId: number; reason: string }, signal: AbortSignal) =>
      answer<ImportRows>(at('imports/rows'), of, signal),
    suspensions: (signal: AbortSignal) => answer<DeskSuspensions>(at('suspensions'), {}, signal),
    proposeSuspension: (asked: ProposeSuspension) => done('suspensions/propose', asked),
    approveSuspension: (suspensionId: string) => done('suspensions/approve', { suspensionId }),
    endSuspension: (suspensionId: string) => done('suspensions/end', { suspensionId }),

    reviews: (signal: AbortSignal) => answer<DeskReviews>(at('reviews'), {}, signal),
    review: (asked: ReviewDeclaration) => done('reviews/review', asked),
    staffTasks: (open: boolean, signal: AbortSignal) =>
      answer<DeskTasks>(at('staff-tasks'), { open }, signal),
    doStaffTask: (taskId: number, outcome: string) => done('staff-tasks/do', { taskId, outcome }),
    guarded: (who: FindPerson) => answer<DeskGuarded>(at('guarded'), who),
    guard: (asked: GuardPerson) => done('guard', asked),
    unguard: (handle: string, because: string, kind: 'guarded' | 'whereabouts') =>
      done('unguard', { handle, because, kind }),
    users: (signal: AbortSignal) => answer<DeskUsers>(at('accounts'), {}, signal),
    disableUser: (userKey: string, because: string) =>
      done('accounts/disable', { userKey, because }),
    enableUser: (userKey: string, because: string) => done('accounts/enable', { userKey, because }),
  }
}
export type Questions = ReturnType<typeof askDesk>
