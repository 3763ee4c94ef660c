/** The questions of the console (console-contract.ts). */
import type {
  ConsoleFeeds,
  ConsoleMerges,
  Dismissed,
  DismissMessages,
  MergeDone,
  MessageLines,
  MessageView,
  Replayed,
  ReplayMessages,
  SearchMessages,
} from '../../src/doors/viewer/contract.ts'
import type { Ask } from '../pages/ask.ts'

export function askConsole({ answer, bytes }: Ask) {
  const at = (path: string) => `/api/console/${path}`
  return {
    feeds: (signal: AbortSignal) => answer<ConsoleFeeds>(at('feeds'), {}, signal),
    messages: (search: SearchMessages, signal: AbortSignal) =>
      answer<MessageLines>(at('messages'), search, signal),
    message: (messageId: number, signal: AbortSignal) =>
      answer<MessageView>(at('message'), { messageId }, signal),
    bytes: (messageId: number) => bytes(at('bytes'), { messageId }),
    replay: (asked: ReplayMessages) => answer<Replayed>(at('replay'), asked),
    dismiss: (asked: DismissMessages) => answer<Dismissed>(at('dismiss'), asked),
    merges: (signal: AbortSignal) => answer<ConsoleMerges>(at('merges'), {}, signal),
    undoMerge: (mergeId: number) => answer<MergeDone>(at('merges/undo'), { mergeId }),
    confirmMerge: (mergeId: number) => answer<MergeDone>(at('merges/confirm'), { mergeId }),
  }
}
export type Questions = ReturnType<typeof askConsole>
