/** What the operator's door is given. */
import type { JWK } from 'jose'
import type {
  Allowed,
  AllowedSender,
  Feed,
  FeedHealth,
  MergeLine,
  MessageSelection,
  MessagesFound,
  ProfileLine,
  ProfilePut,
  Reckoning,
  Replayed,
  ReplayRequest,
  Sender,
  SetAsideLine,
  ShownMessage,
  User,
} from '#journeys'
import type { FoundInIndex, Sessions } from '../viewer/needs.ts'
import type { CanaryJourneys } from './canaries.ts'
import type { ImportJourneys } from './objections.ts'
import type { RegisterJourneys } from './register.ts'
import type { UserJourneys } from './users.ts'

/** Each audits by itself what is to be audited; `by` is the operator. */
interface OperatorJourneys
  extends MessageJourneys,
    UserJourneys,
    ImportJourneys,
    RegisterJourneys,
    CanaryJourneys {
  countMessages(): Promise<Reckoning>
  setAsideMessages(linesMax: number): Promise<readonly SetAsideLine[]>
  merges(linesMax: number): Promise<readonly MergeLine[]>
  confirmMerge(by: User, mergeId: number): Promise<boolean>
  undoMerge(by: User, mergeId: number): Promise<boolean>
  /** Undefined when the name is the feed of another organisation or form. */
  registerFeed(by: User, feed: Feed): Promise<object | undefined>
  feedHealth(): Promise<readonly FeedHealth[]>
  profileLines(): Promise<readonly ProfileLine[]>
  putProfile(by: User, body: object, how: { readonly tryOnly: boolean }): Promise<ProfilePut>
  listSenders(): Promise<readonly Sender[]>
  allowSender(by: User, sender: AllowedSender): Promise<Allowed>
  endSender(by: User, senderId: number): Promise<boolean>
  findByIdentifier(
    user: User,
    asked: { readonly system?: string; readonly value: string },
  ): Promise<FoundInIndex>
}

/** Each refuses who may not operate, and writes down who asked before anything is read. */
export interface MessageJourneys {
  searchMessages(
    by: User,
    selection: MessageSelection,
    page: { readonly before?: number | undefined; readonly messagesMax: number },
  ): Promise<MessagesFound>
  showMessage(by: User, messageId: number): Promise<ShownMessage | undefined>
  downloadMessage(
    by: User,
    messageId: number,
  ): Promise<
    { readonly form: string; readonly hash: string; readonly bytes: Uint8Array } | undefined
  >
  replayMessages(by: User, request: ReplayRequest): Promise<Replayed>
  dismissMessages(by: User, messageIds: readonly number[], because: string): Promise<number>
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
