/** What the viewer's door is given: the journeys it calls, where sessions are kept, its settings. */
import type { ProviderSaid, User } from '#journeys'
import type { ConsoleJourneys } from './console-needs.ts'
import type {
  BreakSeal,
  DeclareReason,
  GrantAccess,
  PatientLine,
  PermitView,
  RecordConsent,
  RefusalView,
  SilentSource,
  WhyView,
} from './contract.ts'
import type { DeskJourneys } from './desk-needs.ts'
import type { LaunchNeeds } from './launch/needs.ts'
import type { ProviderSettings } from './sign-in/providers.ts'

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
  | RefusalView

/** What a user said of why a record should open: kept, or why it is not. */
export type Declared = { readonly outcome: 'declared' } | Refused

export type OpenedDocument =
  | { readonly outcome: 'opened'; readonly contentType: string; readonly bytes: Uint8Array }
  | Refused

export type FoundInIndex =
  | {
      readonly outcome: 'found'
      readonly personId: number
      readonly line: PersonLine
      readonly mustDeclare: boolean
      /** Who it is may be known, and the record does not open. */
      readonly refusal?: RefusalView
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
  ): Promise<FoundInIndex | { readonly outcome: 'too-many'; readonly words: string }>
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
  ): Promise<Declared>
  recordConsent(
    user: User,
    personId: number,
    consent: Omit<RecordConsent, 'handle'>,
  ): Promise<Declared>
  breakSeal(user: User, personId: number, said: Omit<BreakSeal, 'handle'>): Promise<Declared>
  grantAccess(user: User, personId: number, granted: Omit<GrantAccess, 'handle'>): Promise<Declared>
  whyCanISee(
    user: User,
    personId: number,
  ): Promise<({ readonly outcome: 'explained' } & WhyView) | RefusalView>
  /**
   * Undefined while opening the record would be permitted, else what to say when it is taken off
   * the screen. Asked again while a screen is open.
   */
  whyNotPermitted(user: User, personId: number): Promise<RefusalView | undefined>
  /**
   * Calls with each new version of what this user is shown until what it returned is called; with
   * 0 where only who may see it may have changed.
   */
  watch(personId: number, onChanged: (version: number) => void, user: User): () => void
  mayDeclare(user: User): boolean
  mayFind(user: User): boolean
  mayOpen(user: User): boolean
  /** Audited before the session's cookie is given out. */
  signedIn(user: User): Promise<void>
  signedOut(user: User): Promise<void>
  /** Somebody was turned away; `code` says by which rule, never who. */
  signInRefused?(code: string): Promise<void>
  /** The hashes of the sessions that the provider ended; undefined when it said so before. */
  endedByProvider?(said: ProviderSaid): Promise<readonly string[] | undefined>
}

/** A session as it is kept. Times are milliseconds since the epoch. */
export interface KeptSession {
  readonly user: User
  readonly createdAt: number
  /** When it ends unless it is used. */
  readonly idleUntil: number
  readonly endsAt: number
  /** From when on it gives nothing until somebody signs in again; absent: it does not lock. */
  readonly lockedFrom?: number
}

/** By what the identity provider can name the session when it ends it: issuer|sub, issuer|sid. */
export interface SessionOrigin {
  readonly subject: string
  readonly providerSession?: string
}

/** Where sessions are kept, by the SHA-256 of their secret in hex. */
export interface Sessions {
  /** `user.session` is the hash. Undefined when the user is disabled (AC-09). */
  create(user: User, origin?: SessionOrigin): Promise<KeptSession | undefined>
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
  /** Without it there is no desk. */
  readonly desk?: DeskJourneys
  readonly sessions: Sessions
  /** Several: the sign-in offers the choice. */
  readonly signIn: ProviderSettings | readonly ProviderSettings[]
  /** Without it nobody opens a record from their own system. */
  readonly launch?: LaunchNeeds
  /** Calls with the hash of each session that was ended elsewhere; undefined: any may have. */
  readonly watchEnded?: (heard: (hash: string | undefined) => void) => void
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
