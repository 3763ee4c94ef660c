/** The journeys that the console calls; each audits by itself, and asks whether the user may. */
import type {
  FeedHealth,
  MergeLine,
  MessageSelection,
  MessagesFound,
  Replayed,
  ReplayRequest,
  ShownMessage,
  User,
} from '#journeys'

export interface ConsoleJourneys {
  mayOperate(user: User): boolean
  feedHealth(): Promise<readonly FeedHealth[]>
  searchMessages(
    user: User,
    selection: MessageSelection,
    page: { readonly before?: number; readonly messagesMax: number },
  ): Promise<MessagesFound>
  showMessage(user: User, messageId: number): Promise<ShownMessage | undefined>
  downloadMessage(
    user: User,
    messageId: number,
  ): Promise<{ readonly bytes: Uint8Array } | undefined>
  replayMessages(user: User, asked: ReplayRequest): Promise<Replayed>
  dismissMessages(user: User, messageIds: readonly number[], because: string): Promise<number>
  merges(user: User, linesMax: number): Promise<readonly MergeLine[]>
  undoMerge(user: User, mergeId: number): Promise<boolean>
  /** For one that is held until somebody has looked. */
  confirmMerge(user: User, mergeId: number): Promise<boolean>
}
