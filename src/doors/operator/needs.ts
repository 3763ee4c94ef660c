/** What the operator's door is given. */
import type { JWK } from 'jose'
import type { MergeLine, Reckoning, SetAsideLine, User } from '#journeys'
import type { FoundInIndex, Sessions } from '../viewer/needs.ts'

interface FeedToRegister {
  readonly name: string
  readonly form: 'hl7v2' | 'fhir'
  readonly organisation: string
  readonly organisationName: string
  readonly profile: string
  readonly clientId?: string
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] }
}

/** Each audits by itself what is to be audited; `by` is the operator. */
interface OperatorJourneys {
  countMessages(): Promise<Reckoning>
  setAsideMessages(linesMax: number): Promise<readonly SetAsideLine[]>
  merges(linesMax: number): Promise<readonly MergeLine[]>
  undoMerge(by: User, mergeId: number): Promise<boolean>
  /** Undefined when the name is the feed of another organisation or form. */
  registerFeed(by: User, feed: FeedToRegister): Promise<object | undefined>
  findByIdentifier(
    user: User,
    asked: { readonly system?: string; readonly value: string },
  ): Promise<FoundInIndex>
}

export interface OperatorNeeds {
  readonly journeys: OperatorJourneys
  /** Of the viewer: who looks for a person must also be signed in there. */
  readonly sessions: Sessions
  /** The public key of the operator. */
  readonly key: JWK
  readonly origin: () => string
  readonly clock: { now(): number }
  readonly onFault?: (fault: unknown) => void
}
