/**
 * What the desk knows of what a privacy officer keeps, and of the suspension by law. As in
 * desk-contract.ts: by POST, persons by handles, times as ISO instants.
 */
import type { DeskPerson } from './desk-contract.ts'

/** POST /api/desk/suspensions {} → by law, dated, approved by two. */
export interface DeskSuspensions {
  readonly suspensions: readonly SuspensionView[]
}
export interface SuspensionView {
  readonly suspensionId: string
  readonly state: 'proposed' | 'approved' | 'running' | 'over'
  readonly from: string
  readonly until: string
  readonly kinds: readonly string[]
  readonly instrument: string
  readonly notice: string
  readonly proposedBy: string
  readonly isMine: boolean
  readonly approvedBy?: string
  readonly endedAt?: string
}
/** POST /api/desk/suspensions/propose → Done; /approve and /end {suspensionId} → Done. */
export interface ProposeSuspension {
  readonly from: string
  readonly until: string
  readonly kinds: readonly string[]
  readonly instrument: string
  readonly notice: string
}

/** POST /api/desk/reviews {} → what users opened on their own word, the oldest first. */
export interface DeskReviews {
  readonly reviews: readonly ReviewView[]
}
export type ReviewKind = 'self-declared' | 'colleague-granted' | 'patient-consent' | 'seal-break'
export interface ReviewView {
  readonly declarationId: number
  readonly kind: ReviewKind
  readonly reference: string
  readonly at: string
  readonly userKey: string
  readonly by: string
  readonly organisation: string
  readonly reason: string
  readonly words: string
  readonly grantedBy?: string
  readonly escalatesAt: string
  readonly isEscalated: boolean
  readonly explanation?: string
  /** What to look at, in codes: 'same-words-of-another-person'. */
  readonly doubts: readonly string[]
  readonly person?: DeskPerson
}
export type ReviewOutcome = 'explained' | 'asked' | 'not-explained'
/** POST /api/desk/reviews/review → Done */
export interface ReviewDeclaration {
  readonly declarationId: number
  readonly outcome: ReviewOutcome
  readonly words: string
}

/** POST /api/desk/guarded {nhsNumber, birthDate} → whether the person is guarded. */
export type DeskGuarded =
  | {
      readonly outcome: 'found'
      readonly person: DeskPerson
      /** A source asks that nobody learns where this person is. */
      readonly hidesWhereabouts: boolean
      readonly guarded?: {
        readonly because: string
        readonly since: string
        readonly by: string
        readonly until?: string
      }
    }
  | { readonly outcome: 'not-known' }
/**
 * POST /api/desk/guard {handle, because, untilOn} → Done; /unguard {handle, because, kind} → Done,
 * `kind` being 'guarded' or 'whereabouts'.
 */
export interface GuardPerson {
  readonly handle: string
  readonly because: string
  readonly untilOn: string
}

/** POST /api/desk/accounts {} → who may not sign in; /accounts/disable and /enable {userKey, because}. */
export interface DeskUsers {
  readonly users: readonly {
    readonly userKey: string
    readonly since: string
    readonly because: string
  }[]
}
