/**
 * All that the browser knows. Every request but the sign-in pages is a POST with a JSON body and
 * the header `Lcr-Csrf`, so that nothing about a person is ever in a URL (AC-19). Persons are
 * named by a handle that is worth something within one session only.
 */
import type { PersonName } from '#vocabulary'

export type {
  Item,
  PersonView,
  Presence,
  RecordView,
  ResultView,
  SectionName,
  SourceView,
} from '#vocabulary'
export type * from './console-contract.ts'

/**
 * POST /api/session → who is signed in; 401 when nobody is, with an ErrorView that also says
 * whether this is a demonstration. POST /api/sign-out ends the session.
 */
export interface SessionView {
  readonly user: {
    readonly name: string
    readonly role: string
    readonly organisation: string
    readonly organisationOds: string
  }
  readonly csrf: string
  /** This is a demonstration with invented people: say so on every page. */
  readonly demonstration: boolean
  /** The user may declare a relationship where none is known. */
  readonly mayDeclare: boolean
  readonly mayFind: boolean
  /** Records, at all. */
  readonly mayOpen: boolean
  /** The console: feeds and messages (console-contract.ts). */
  readonly mayOperate: boolean
  /** ISO instants: when the session ends unless used, and at the latest. */
  readonly idleUntil: string
  readonly endsAt: string
}

/** One person in a list: enough to choose the right one, nothing clinical. */
export interface PatientLine {
  readonly handle: string
  readonly name: PersonName
  readonly birthDate?: string
  readonly gender?: string
  readonly nhsNumber?: string
  readonly deceased?: boolean
  /** Why they are here: 'Inpatient since 20 November, Marjory Warren Ward'. */
  readonly because?: string
  readonly since?: string
}

/** POST /api/my-patients {} → those with a relationship to the user's organisation or team. */
export interface MyPatients {
  readonly patients: readonly PatientLine[]
  /** There are more than are listed. */
  readonly more: boolean
}

/** POST /api/find */
export interface FindPerson {
  readonly nhsNumber: string
  /** YYYY-MM-DD */
  readonly birthDate: string
}
/** One answer for unknown, refused and not permitted to those with no right to know (AC-17). */
export type FoundPerson =
  | { readonly outcome: 'found'; readonly patient: PatientLine; readonly mustDeclare: boolean }
  | { readonly outcome: 'not-available' }

/**
 * POST /api/record {handle, version?} → 200 with a RecordView (as it lies: Content-Encoding zstd
 * where the browser takes it), `ETag`, and the header `Lcr-Permit`: base64url of the JSON of
 * PermitView; 304 when `version` is still the newest; 403 with a RefusalView.
 */
export interface PermitView {
  readonly because: string
  /** ISO instant until which this permit holds; ask again after it. */
  readonly until: string
  /** Organisations from which nothing comes just now though it should, whoever is looked at. */
  readonly silent?: readonly SilentSource[]
}

/** One of an organisation's feeds is silent: what happened there since may be missing (HZ-02). */
export interface SilentSource {
  readonly ods: string
  /** ISO instant: when it was last heard. */
  readonly since: string
}
export interface RefusalView {
  readonly outcome: 'refused'
  readonly words: string
  /** The user may open this record by declaring a relationship, with a reason. */
  readonly mayDeclare: boolean
}

/** POST /api/declare → 200 {} and then the record opens, for 24 hours. */
export interface DeclareRelationship {
  readonly handle: string
  readonly reason: DeclareReason
  /** At least 15 characters. */
  readonly words: string
}
export const declareReasons = {
  'direct-care': 'I am providing care to this person now',
  emergency: 'This is an emergency',
  'advice-requested': 'A colleague or the person asked me for advice',
  safeguarding: 'I have a safeguarding concern',
  'handover-or-referral': 'Care is being handed over or referred to me',
} as const
export type DeclareReason = keyof typeof declareReasons

/** POST /api/document {handle, hash} → the bytes, with their Content-Type; 404 otherwise. */
export interface OpenDocument {
  readonly handle: string
  readonly hash: string
}

/**
 * GET /api/changes?handle=… is a stream of server-sent events: `changed` with {version} when the
 * open record is behind, `heartbeat` every 15 s, `closed` when the permit or session is over.
 */
export interface RecordChanged {
  readonly version: number
}

/** Every answer that is not a success. Words for the person at the screen; no patient data. */
export interface ErrorView {
  readonly outcome: 'error'
  readonly code: string
  readonly words: string
  /** With 401 only: what the signed-out page must say. */
  readonly demonstration?: boolean
}
