/** Finding messages, and what became of each, without reading them. */
import type { User } from '#access'
import { type FoundMessage, type MessagePage, search } from '#inbox'
import type { Needs } from './needs.ts'
import { noteOperator } from './operate.ts'
import { selectionDetail } from './replay-messages.ts'
import { asSearch, type MessageSelection } from './select-messages.ts'

export interface MessagesFound {
  readonly messages: readonly FoundMessage[]
  /** Give it as `before` for the messages that are older than these; undefined: there are none. */
  readonly before: number | undefined
}

/** The newest first. */
export async function searchMessages(
  needs: Needs,
  user: User,
  selection: MessageSelection,
  { before, messagesMax }: Pick<MessagePage, 'before' | 'messagesMax'>,
): Promise<MessagesFound> {
  await noteOperator(needs, user, 'search-messages', selectionDetail(selection))
  const page = { messagesMax: messagesMax + 1, ...(before !== undefined && { before }) }
  const found = await needs.database.transaction('serving', async (tx) =>
    search(tx, await asSearch(tx, selection), page),
  )
  const messages = found.slice(0, messagesMax)
  return {
    messages,
    before: found.length > messagesMax ? messages.at(-1)?.messageId : undefined,
  }
}
