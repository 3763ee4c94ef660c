/** What the desk's journeys answer to a privacy officer, and of suspensions. Times are epoch ms. */
import type { ReviewKind } from './desk-guard-contract.ts'
import type { RegisterPerson } from './desk-needs.ts'

export interface KeptSuspension {
  readonly suspensionId: string
  readonly fromAt: number
  readonly untilAt: number
  readonly kinds: readonly string[]
  readonly instrument: string
  readonly notice: string
  readonly proposedByKey: string
  readonly proposedBy: string
  readonly proposedAt: number
  readonly approvedBy?: string
  readonly approvedAt?: number
  readonly endedAt?: number
}

export interface ProposedSuspension {
  readonly fromAt: number
  readonly untilAt: number
  readonly kinds: readonly string[]
  readonly instrument: string
  readonly notice: string
}

export interface DeclarationLine {
  readonly declarationId: number
  readonly kind: ReviewKind
  readonly reference: string
  readonly at: number
  readonly byKey: string
  readonly by: string
  readonly organisation: string
  readonly reason: string
  readonly words: string
  /** Who let them, where somebody else did. */
  readonly grantedBy?: string
  readonly escalatesAt: number
  /** What arrived since explains it (LR-10). */
  readonly explanation?: string
  /** What to look at: 'same-words-of-another-person'. */
  readonly doubts: readonly string[]
  readonly person?: RegisterPerson
}

export interface GuardedPerson extends RegisterPerson {
  /** A source asks that nobody learns where this person is. */
  readonly hidesWhereabouts: boolean
  readonly restriction?: {
    readonly because: string
    readonly setAt: number
    readonly setBy: string
    readonly untilAt?: number
  }
}

export interface DisabledUser {
  readonly userKey: string
  readonly since: number
  readonly because: string
}
