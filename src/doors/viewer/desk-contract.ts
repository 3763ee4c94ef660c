/**
 * What the desk knows: who said no, and what waits for somebody to decide. Every request is a POST
 * like those of contract.ts, answered only to the role that it is for. Persons go by handles;
 * nothing clinical is here (AC-29). Times are ISO instants, days are YYYY-MM-DD.
 */
import type { PersonName } from '#vocabulary'

export type MadeBy = 'person' | 'parent' | 'attorney' | 'deputy' | 'not-known'
export type ObjectionRoute = 'desk' | 'code' | 'import'
export type ObjectionState = 'pending' | 'upheld' | 'not-upheld' | 'withdrawn' | 'entered-in-error'
/** How an objection came to hide somebody. */
export type IntroducedBy = 'chosen' | 'identifier' | 'merged' | 'ambiguous'

export interface DeskPerson {
  readonly handle: string
  readonly name: PersonName
  readonly birthDate?: string
  readonly nhsNumber?: string
  readonly address?: string
}

/** POST /api/desk/find {nhsNumber, birthDate} → who it is. */
export type DeskFound =
  | { readonly outcome: 'found'; readonly person: DeskPerson }
  | { readonly outcome: 'not-known' }

/** POST /api/desk/person {handle} → their objections, the newest first. */
export interface DeskObjections {
  /** Who it is; absent where nothing was ever said of them. */
  readonly person?: DeskPerson
  readonly objections: readonly ObjectionView[]
}

/** POST /api/desk/record → in force when it is answered. */
export interface RecordObjection {
  /** Absent where the person is not known yet: then who they are is typed. */
  readonly handle?: string
  readonly nhsNumber?: string
  readonly birthDate?: string
  readonly family?: string
  readonly given?: string
  readonly madeBy: MadeBy
  /** What shows that somebody else may say no for them. */
  readonly evidence?: string
  readonly check: IdentityCheck
  /** The person's own. */
  readonly words: string
  readonly explained: true
}

/** Two steps: something that was seen, and something that only they would know. */
export interface IdentityCheck {
  readonly seen: readonly SeenProof[]
  readonly told: readonly ToldProof[]
  readonly words?: string
}
export const seenProofs = {
  passport: 'Passport',
  'driving-licence': 'Driving licence',
  'nhs-letter': 'NHS letter or appointment card',
  'bank-card': 'Bank card or bill with their name',
  known: 'No document: a member of staff knows them',
  other: 'Something else',
} as const
export type SeenProof = keyof typeof seenProofs
export const toldProofs = {
  'birth-date': 'Full name and date of birth',
  address: 'Home address',
  practice: 'GP practice',
  telephone: 'Telephone number that the NHS holds',
  'code-sent': 'The code that we sent to them',
  other: 'Something else',
} as const
export type ToldProof = keyof typeof toldProofs

export interface Recorded {
  readonly objectionId: string
  readonly reference: string
  readonly recordedAt: string
  readonly contact: DeskContact
}

/** How to reach who keeps the register, for the leaflet; what is not known is a gap to fill in. */
export interface DeskContact {
  readonly telephone?: string
  readonly email?: string
  readonly address?: string
}

/** POST /api/desk/objection {objectionId} */
export interface ObjectionView {
  readonly objectionId: string
  readonly reference: string
  readonly state: ObjectionState
  readonly isInForce: boolean
  readonly route: ObjectionRoute
  readonly origin: string
  /** When the origin recorded it, as it said: a day, a month or a year. */
  readonly recordedOn?: string
  readonly receivedAt: string
  readonly dueAt?: string
  readonly madeBy: MadeBy
  readonly words?: string
  readonly identityCheck?: string
  readonly history: readonly HistoryLine[]
  /** Somebody says that it was entered in error, and another has to answer. */
  readonly proposedError?: {
    readonly by: string
    readonly because?: string
    readonly isMine: boolean
  }
  readonly persons: readonly BoundPerson[]
  readonly contact: DeskContact
}

export interface HistoryLine {
  readonly what: string
  readonly at: string
  readonly by: string
  readonly organisation: string
  readonly because?: string
}

export interface BoundPerson extends DeskPerson {
  readonly how: IntroducedBy
  readonly since: string
  readonly releasedAt?: string
}

/** POST /api/desk/decide → Done */
export interface DecideObjection {
  readonly objectionId: string
  readonly verdict: 'upheld' | 'not-upheld'
  readonly because: string
  /** These two where it is not upheld. */
  readonly seniorProfessional?: string
  readonly letterSentOn?: string
}

/** POST /api/desk/withdraw → Done */
export interface WithdrawObjection {
  readonly objectionId: string
  readonly check: IdentityCheck
  /** Who takes it back, and what shows that they may, where it is not the person. */
  readonly saidBy: MadeBy
  readonly evidence?: string
  /** The person's own. */
  readonly words: string
}

/** POST /api/desk/error/propose {objectionId, because}, /error/answer with `isError` → Done */
export interface AnswerError {
  readonly objectionId: string
  readonly isError: boolean
  readonly because: string
}

/** POST /api/desk/release → Done */
export interface ReleasePerson {
  readonly objectionId: string
  readonly handle: string
  readonly because: string
}

export type Done = Readonly<Record<string, never>>

/** POST /api/desk/documents {handle} → what is hidden from their record, the newest first. */
export interface DeskDocuments {
  readonly documents: readonly {
    /** As it stands on the document's page: nothing else is known of it here. */
    readonly reference: string
    readonly since: string
    readonly by: string
    readonly because: string
  }[]
}
/** POST /api/desk/documents/hide, /documents/show → Done */
export interface NameDocument {
  readonly handle: string
  readonly reference: string
  readonly because: string
}

/** POST /api/desk/tasks {open}, /staff-tasks {open} → the most urgent first. */
export interface DeskTasks {
  readonly tasks: readonly TaskView[]
}

/** Of the month in which an objection is to be answered (OO-26). */
export type Urgency = 'overdue' | 'escalate' | 'remind' | 'waiting'

export interface TaskView {
  readonly taskId: number
  readonly kind: string
  readonly words: string
  readonly raisedAt: string
  readonly dueAt?: string
  readonly urgency: Urgency
  readonly daysWaited: number
  readonly objectionId?: string
  /** Of the person whom it is about. */
  readonly handle?: string
  /** What the program knows of it, in words. */
  readonly facts: readonly (readonly [string, string])[]
  readonly done?: { readonly at: string; readonly by: string; readonly outcome: string }
}

/** POST /api/desk/tasks/do, /staff-tasks/do {taskId, outcome} → Done */

/** POST /api/desk/figures {} → counts only. */
export interface DeskFigures {
  readonly inForce: number
  readonly personsHidden: number
  readonly unmatched: number
  readonly byOrigin: readonly CountOf[]
  readonly byRoute: readonly {
    readonly route: ObjectionRoute
    readonly inForce: number
    readonly lastDay: number
    readonly lastWeek: number
  }[]
  readonly undecided: readonly CountOf[]
  readonly oldestUndecidedDays: number
  readonly openTasks: number
  readonly messagesKeptOut: number
}
interface CountOf {
  readonly of: string
  readonly count: number
}

/** POST /api/desk/imports {} → each import's reckoning, the newest first. */
export interface DeskImports {
  readonly imports: readonly ImportView[]
}
export interface ImportView {
  readonly importId: number
  readonly register: string
  readonly owner: string
  readonly asOf: string
  readonly promised: string
  readonly signedOff: { readonly name: string; readonly role: string; readonly on: string }
  readonly fileHash: string
  readonly at: string
  readonly by: string
  /** By the manifest. */
  readonly rows: number
  readonly results: readonly {
    readonly result: string
    readonly words: string
    readonly rows: number
    readonly categories: readonly {
      readonly reason: string
      readonly words: string
      readonly rows: number
    }[]
  }[]
  /** What was odd about rows, whatever became of them. */
  readonly oddities: readonly { readonly words: string; readonly rows: number }[]
  /** Of those that were kept at first, how many hide somebody by now. */
  readonly foundSince: number
  readonly addsUp: boolean
}

/** POST /api/desk/imports/rows {importId, reason} → the first of them, as they stand in the file. */
export interface ImportRows {
  readonly rows: readonly {
    readonly line: number
    readonly recordedOn?: string
    readonly objectionId?: string
    readonly raw: string
  }[]
}
