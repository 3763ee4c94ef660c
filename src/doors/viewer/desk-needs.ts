/**
 * The journeys that the desk calls: the register of objections, and what a privacy officer keeps.
 * Each asks by itself whether the user may, and is audited before it answers. Times are epoch ms.
 */
import type { RegisterTask, User } from '#journeys'
import type { PersonName } from '#vocabulary'
import type {
  DeskContact,
  IntroducedBy,
  MadeBy,
  ObjectionRoute,
  ObjectionState,
} from './desk-contract.ts'
import type { ReviewOutcome } from './desk-guard-contract.ts'
import type {
  DeclarationLine,
  DisabledUser,
  GuardedPerson,
  KeptSuspension,
  ProposedSuspension,
} from './desk-guard-needs.ts'

/** Enough to be sure who it is; nothing clinical. */
export interface RegisterPerson {
  readonly personId: number
  readonly name: PersonName
  readonly birthDate?: string
  readonly nhsNumber?: string
  /** One line, to compare with what the person says. */
  readonly address?: string
}

interface RegisterEvent {
  readonly what: string
  readonly at: number
  readonly byKey: string
  readonly by: string
  readonly organisation: string
  readonly because?: string
}

export interface RegisterObjection {
  readonly objectionId: string
  readonly reference: string
  readonly state: ObjectionState
  readonly route: ObjectionRoute
  readonly origin: string
  readonly recordedOn?: string
  readonly madeBy: MadeBy
  readonly words?: string
  readonly identityCheck?: string
  readonly receivedAt: number
  readonly dueAt?: number
  /** Oldest first. */
  readonly history: readonly RegisterEvent[]
  readonly persons: readonly (RegisterPerson & {
    readonly how: IntroducedBy
    readonly since: number
    readonly releasedAt?: number
  })[]
}

interface HiddenDocument {
  readonly reference: string
  readonly hiddenAt: number
  readonly hiddenBy: string
  readonly because: string
}

interface DocumentNamed {
  readonly personId: number
  readonly reference: string
  readonly because: string
}

interface NewObjection {
  readonly personId?: number
  readonly nhsNumber?: string
  readonly family?: string
  readonly given?: string
  readonly birthDate?: string
  readonly madeBy: MadeBy
  readonly words: string
  readonly identityCheck: string
  readonly explained: true
}

/** Counts only. */
export interface RegisterReckoning {
  readonly inForce: number
  readonly personsHidden: number
  readonly unmatched: number
  readonly byOrigin: readonly { readonly origin: string; readonly count: number }[]
  readonly byRoute: Readonly<
    Record<
      ObjectionRoute,
      { readonly inForce: number; readonly lastDay: number; readonly lastWeek: number }
    >
  >
  readonly undecided: readonly { readonly age: string; readonly count: number }[]
  readonly oldestUndecidedDays: number
  readonly openTasks: number
  readonly messagesKeptOut: number
}

export interface ImportReckoning {
  readonly importId: number
  readonly register: string
  readonly owner: string
  readonly asOf: string
  /** What its form promised for emergencies. */
  readonly promised: string
  readonly signOff: { readonly name: string; readonly role: string; readonly on: string }
  readonly fileHash: string
  readonly importedAt: number
  readonly importedBy: string
  readonly rows: number
  readonly results: readonly {
    readonly result: string
    readonly words: string
    readonly rows: number
  }[]
  readonly categories: readonly {
    readonly result: string
    readonly reason: string
    readonly words: string
    readonly rows: number
  }[]
  readonly oddities: readonly { readonly words: string; readonly rows: number }[]
  readonly foundSince: number
}

interface ImportRow {
  readonly line: number
  readonly recordedOn?: string
  readonly objectionId?: string
  /** As it stands in the file. */
  readonly raw: string
}

export interface DeskJourneys {
  readonly contact: DeskContact
  mayKeepObjections(user: User): boolean
  mayGuard(user: User): boolean

  /** Undefined for nobody, and for several. */
  findForRegister(
    user: User,
    asked: { readonly nhsNumber: string; readonly birthDate: string },
  ): Promise<RegisterPerson | undefined>
  recordObjection(
    user: User,
    asked: NewObjection,
  ): Promise<{ readonly objectionId: string; readonly reference: string }>
  objectionsOf(user: User, personId: number): Promise<readonly RegisterObjection[]>
  showObjection(user: User, objectionId: string): Promise<RegisterObjection | undefined>
  decideObjection(
    user: User,
    objectionId: string,
    decided: {
      readonly verdict: 'upheld' | 'not-upheld'
      readonly because: string
      readonly seniorProfessional?: string
      readonly letterSentOn?: string
    },
  ): Promise<void>
  withdrawObjection(
    user: User,
    objectionId: string,
    said: {
      readonly because: string
      readonly identityCheck: string
      readonly saidBy: MadeBy
    },
  ): Promise<void>
  proposeError(user: User, objectionId: string, because: string): Promise<void>
  /** By another user than the one who proposed it. */
  answerError(
    user: User,
    objectionId: string,
    said: { readonly isError: boolean; readonly because: string },
  ): Promise<void>
  releasePerson(
    user: User,
    asked: { readonly objectionId: string; readonly personId: number; readonly because: string },
  ): Promise<void>

  /** The newest first. */
  hiddenDocumentsOf(user: User, personId: number): Promise<readonly HiddenDocument[]>
  hideDocument(user: User, asked: DocumentNamed): Promise<void>
  showDocumentAgain(user: User, asked: DocumentNamed): Promise<void>

  objectionTasks(
    user: User,
    asked: { readonly open: boolean; readonly max: number },
  ): Promise<readonly RegisterTask[]>
  doTask(user: User, taskId: number, outcome: string): Promise<void>
  registerReckoning(user: User): Promise<RegisterReckoning>
  importReckonings(user: User): Promise<readonly ImportReckoning[]>
  showImportRows(
    user: User,
    asked: { readonly importId: number; readonly reason: string; readonly rowsMax: number },
  ): Promise<readonly ImportRow[]>

  /** Those that are proposed, run or have run, the newest first. */
  suspensions(user: User): Promise<readonly KeptSuspension[]>
  proposeSuspension(user: User, proposed: ProposedSuspension): Promise<void>
  approveSuspension(user: User, suspensionId: string): Promise<void>
  endSuspension(user: User, suspensionId: string): Promise<void>

  declarationsToReview(user: User): Promise<readonly DeclarationLine[]>
  reviewDeclaration(
    user: User,
    declarationId: number,
    said: { readonly outcome: ReviewOutcome; readonly words: string },
  ): Promise<void>
  /** What members of staff of the user's organisation tried. */
  staffTasks(
    user: User,
    asked: { readonly open: boolean; readonly max: number },
  ): Promise<readonly RegisterTask[]>
  doStaffTask(user: User, taskId: number, outcome: string): Promise<void>
  findToGuard(
    user: User,
    asked: { readonly nhsNumber: string; readonly birthDate: string },
  ): Promise<GuardedPerson | undefined>
  guardPerson(
    user: User,
    personId: number,
    said: { readonly because: string; readonly untilAt: number },
  ): Promise<void>
  unguardPerson(
    user: User,
    personId: number,
    said: { readonly because: string; readonly kind: 'guarded' | 'whereabouts' },
  ): Promise<void>
  disabledUsers(user: User): Promise<readonly DisabledUser[]>
  disableUser(user: User, userKey: string, because: string): Promise<void>
  enableUser(user: User, userKey: string, because: string): Promise<void>
}
