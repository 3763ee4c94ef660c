/** What the operator's door is given. */
import type { JWK } from 'jose'
import type { Feed, MergeLine, Reckoning, SetAsideLine, User } from '#journeys'
import type { FoundInIndex, Sessions } from '../viewer/needs.ts'

/** Each audits by itself what is to be audited; `by` is the operator. */
interface OperatorJourneys {
  countMessages(): Promise<Reckoning>
  setAsideMessages(linesMax: number): Promise<readonly SetAsideLine[]>
  merges(linesMax: number): Promise<readonly MergeLine[]>
  undoMerge(by: User, mergeId: number): Promise<boolean>
  /** Undefined when the name is the feed of another organisation or form. */
  registerFeed(by: User, feed: Feed): Promise<object | undefined>
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
