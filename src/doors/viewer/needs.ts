/** What the viewer's door is given: the journeys it calls, where sessions are kept, its settings. */
import type { User } from '#journeys'
import type { ConsoleJourneys } from './console-needs.ts'
import type { DeclareReason, PatientLine, PermitView, SilentSource } from './contract.ts'
import type { RelyingPartySettings } from './sign-in/relying-party.ts'

/** Who somebody is before a session has been made for them. */
export type Professional = Omit<User, 'session'>

/** A line of a list, named by the person's number; the door turns that into a handle. */
type PersonLine = Omit<PatientLine, 'handle'>

interface Refused {
  readonly outcome: 'refused'
  /** For the person at the screen. */
  readonly words: string
}

export type OpenedRecord =
  | {
      readonly outcome: 'opened'
      readonly version: number
      /** The JSON of a RecordView, as it lies. */
      readonly body: Uint8Array
      readonly encoding: 'zstd'
      readonly permit: PermitView
    }
  | { readonly outcome: 'unchanged'; readonly permit: PermitView }
  | (Refused & { readonly mayDeclare: boolean })

export type OpenedDocument =
  | { readonly outcome: 'opened'; readonly contentType: string; readonly bytes: Uint8Array }
  | Refused

export type FoundInIndex =
  | {
      readonly outcome: 'found'
      readonly personId: number
      readonly line: PersonLine
      readonly mustDeclare: boolean
    }
  | { readonly outcome: 'not-available' }

/** Each decides and audits by itself; the door holds no rules about who may see what. */
export interface ViewerJourneys {
  myPatients(user: User): Promise<{
    readonly patients: readonly (PersonLine & { readonly personId: number })[]
    readonly more: boolean
  }>
  /** `nhsNumber` is ten digits that pass the check, `birthDate` is a day that exists. */
  findPerson(
    user: User,
    asked: { readonly nhsNumber: string; readonly birthDate: string },
  ): Promise<FoundInIndex>
  openRecord(
    user: User,
    personId: number,
    asked: { readonly version?: number; readonly requestId: string },
  ): Promise<OpenedRecord>
  /** `hash` is 64 hexadecimal digits. */
  openDocument(user: User, personId: number, hash: string): Promise<OpenedDocument>
  declare(
    user: User,
    personId: number,
    declared: { readonly reason: DeclareReason; readonly words: string },
  ): Promise<{ readonly outcome: 'declared' } | Refused>
  /** Whether opening the record would be permitted now. Asked again while a screen is open. */
  stillPermitted(user: User, personId: number): Promise<boolean>
  /** Calls with each new version until what it returned is called. */
  watch(personId: number, onChanged: (version: number) => void): () => void
  mayDeclare(user: User): boolean
  mayFind(user: User): boolean
  mayOpen(user: User): boolean
  /** Audited before the session's cookie is given out. */
  signedIn(user: User): Promise<void>
  signedOut(user: User): Promise<void>
  /** Somebody was turned away; `code` says by which rule, never who. */
  signInRefused?(code: string): Promise<void>
}

/** A session as it is kept. Times are milliseconds since the epoch. */
export interface KeptSession {
  readonly user: User
  readonly createdAt: number
  /** When it ends unless it is used. */
  readonly idleUntil: number
  readonly endsAt: number
}

/** Where sessions are kept, by the SHA-256 of their secret in hex. */
export interface Sessions {
  /** `user.session` is the hash. */
  create(user: User): Promise<KeptSession>
  /** Undefined when there is none, or it has ended. */
  find(hash: string): Promise<KeptSession | undefined>
  /** As find, and counts as use. */
  touch(hash: string): Promise<KeptSession | undefined>
  end(hash: string): Promise<void>
}

export interface ViewerNeeds {
  readonly journeys: ViewerJourneys
  /** Without it there is no console. */
  readonly console?: ConsoleJourneys
  readonly sessions: Sessions
  readonly signIn: RelyingPartySettings
  /** Which organisations' feeds are silent just now. */
  readonly silentSources?: () => readonly SilentSource[]
  /** 'https://record.example.nhs.uk', as browsers reach it. Asked for only once the door listens. */
  readonly origin: () => string
  /** The built screen; without it the door answers with words that say how to build it. */
  readonly screenFolder: string
  /** Paths at which the screen itself answers. */
  readonly screenPaths?: readonly string[]
  /** Invented people: said on every page. */
  readonly demonstration: boolean
  readonly clock: { now(): number }
  /** Told of every failure that is ours, for the operator's log. It holds no patient data. */
  readonly onFault?: (fault: unknown) => void
  /** Seals what a sign-in must remember in the browser; the same in every process. 32 bytes. */
  readonly secret: Uint8Array
  readonly limits?: Partial<ViewerLimits>
}

export interface ViewerLimits {
  readonly streamsPerSessionMax: number
  readonly streamsMax: number
  readonly heartbeatMs: number
  /** How often an open screen's permit is asked for again. */
  readonly permitCheckMs: number
}

export const viewerLimits: ViewerLimits = {
  streamsPerSessionMax: 6,
  streamsMax: 5_000,
  heartbeatMs: 15_000,
  permitCheckMs: 60_000,
}
