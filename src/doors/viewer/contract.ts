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
export type * from './desk-contract.ts'
export type * from './desk-guard-contract.ts'

/**
 * POST /api/session {look?} → who is signed in, `look: true` without counting as use; 401 when nobody is, with an ErrorView that also says
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
  /** The desk (desk-contract.ts): the register of objections; and the privacy officer's pages. */
  readonly mayKeepObjections: boolean
  readonly mayGuard: boolean
  /** ISO instants: when the session ends unless used, and at the latest. */
  readonly idleUntil: string
  readonly endsAt: string
  /** ISO instant: from when on an unused screen gives nothing until somebody signs in again. */
  readonly lockAt?: string
  /** Opened from the user's own system with one patient in hand. */
  readonly launch?: { readonly handle: string; readonly system: string }
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
/**
 * One answer for unknown, refused and not permitted to those with no right to know (AC-17). Who
 * looks for too many is answered 429 with a RefusalView.
 */
export type FoundPerson =
  | {
      readonly outcome: 'found'
      readonly patient: PatientLine
      readonly mustDeclare: boolean
      /** Who it is may be known, and the record does not open for this user. */
      readonly refusal?: RefusalView
    }
  | { readonly outcome: 'not-available' }

/**
 * POST /api/record {handle, version?} → 200 with a RecordView (as it lies: Content-Encoding zstd
 * where the browser takes it), `ETag`, and the header `Lcr-Permit`: base64url of the JSON of
 * PermitView; 304 when `version` is still the newest; 403 with a RefusalView.
 *
 * Every answer about one person says in the header `Lcr-About` which handle it answers, so that a
 * slow one is never painted into somebody else's page (AT-29).
 */
export interface PermitView {
  readonly because: string
  /** ISO instant until which this permit holds; ask again after it. */
  readonly until: string
  /** Organisations from which nothing comes just now though it should, whoever is looked at. */
  readonly silent?: readonly SilentSource[]
  /** The person has objected, and the law has lifted objections for a while: say so. */
  readonly isSuspended?: true
  /** Nothing is shown that would tell where the person is: no address, place or document. */
  readonly hidesWhereabouts?: true
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
  /** Why, only to who may know (AC-17): a page of its own for each. */
  readonly why?: 'objected' | 'sealed' | 'own-record' | 'died' | 'outside-the-launch'
  /** The user may open this record by giving a reason for breaking its seal. */
  readonly mayBreakSeal?: true
  /** Whom to ask instead; the same for everybody, so that it says nothing of anybody. */
  readonly contacts?: readonly ContactRoute[]
}
interface ContactRoute {
  readonly who: string
  readonly how: string
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

/** POST /api/consent → 200 {}: the person agreed that the user opens their record, for 24 hours. */
export interface RecordConsent {
  readonly handle: string
  /** Who asked them. */
  readonly askedBy: string
  readonly words: string
}

/** POST /api/break-seal → 200 {} and then the record opens, for 4 hours and this user only. */
export interface BreakSeal {
  readonly handle: string
  readonly reason: SealReason
  readonly words: string
}
export const sealReasons = {
  'direct-care': 'I am caring for this person now and need what is in the record',
  emergency: 'This is an emergency',
  'person-agreed': 'The person has agreed that I open it',
  safeguarding: 'Somebody is at risk of serious harm',
  'legal-duty': 'The law or a court requires it',
} as const
export type SealReason = keyof typeof sealReasons

/** POST /api/grant → 200 {}: a colleague of the same organisation may open the record for 7 days. */
export interface GrantAccess {
  readonly handle: string
  /** The user ID by which the identity provider knows them. */
  readonly colleague: string
  readonly reason: GrantReason
  readonly words: string
}
export const grantReasons = {
  'joint-care': 'We care for this person together',
  'advice-requested': 'I am asking them for advice',
  'handover-or-referral': 'I am handing over or referring care to them',
} as const
export type GrantReason = keyof typeof grantReasons

/** POST /api/why {handle} → why the record is open to this user, 403 with a RefusalView. */
export interface WhyView {
  /** The first is the one by which it is open; until when (ISO instant), absent: with the care. */
  readonly ways: readonly {
    readonly because: string
    readonly until?: string
    /** ODS code of whose care it is; absent: there is no evidence but somebody's word. */
    readonly organisation?: string
  }[]
  readonly sealBrokenUntil?: string
  /** What the person can see of this look (PM-19). */
  readonly told: {
    readonly name: string
    readonly role: string
    readonly organisation: string
    readonly why: string
  }
  readonly mayGrant: boolean
  readonly policyVersion: number
}

/** POST /api/document {handle, hash} → the bytes, with their Content-Type; 404 otherwise. */
export interface OpenDocument {
  readonly handle: string
  readonly hash: string
}

/**
 * GET /api/changes?handle=… is a stream of server-sent events: `changed` with {version} when the
 * open record is behind, `heartbeat` every 15 s, `closed` with RecordClosed when the permit or
 * session is over. A screen that hears nothing for 60 s takes the record away (OO-13).
 */
export interface RecordChanged {
  readonly version: number
}
export interface RecordClosed {
  /** Why the record would not open any more; absent: the session is over. */
  readonly refusal?: RefusalView
}

/** Every answer that is not a success. Words for the person at the screen; no patient data. */
export interface ErrorView {
  readonly outcome: 'error'
  readonly code: string
  readonly words: string
  /** With 401 only: what the signed-out page must say. */
  readonly demonstration?: boolean
}
