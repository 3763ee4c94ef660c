/** From what the journeys answer to what the console shows. */
import type { FeedHealth, FoundMessage, MergeLine, Replayed, ShownMessage } from '#journeys'
import type {
  ConsoleFeed,
  ConsoleMerge,
  MessageLine,
  MessageView,
  Replayed as ReplayedView,
} from './console-contract.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

export const feedView = ({
  lastReceivedAt,
  oldestWaitingAt,
  ...feed
}: FeedHealth): ConsoleFeed => ({
  ...feed,
  ...(lastReceivedAt !== undefined && { lastReceivedAt: iso(lastReceivedAt) }),
  ...(oldestWaitingAt !== undefined && { oldestWaitingAt: iso(oldestWaitingAt) }),
})

export const lineView = (one: FoundMessage): MessageLine => ({
  messageId: one.messageId,
  feed: one.feed,
  controlId: one.controlId,
  receivedAt: iso(one.receivedAt),
  messageType: one.messageType,
  state: one.state,
  isPartOnly: one.isPartOnly,
  setAsideParts: one.setAsideParts,
  ...(one.reason !== undefined && {
    first: { place: one.place, reason: one.reason, words: one.words ?? '' },
  }),
})

export function messageView({ message, profile, today, content }: ShownMessage): MessageView {
  return {
    ...lineView(message),
    form: message.form,
    peer: message.peer,
    hash: message.hash,
    bytes: message.size,
    ...(message.filedAt !== undefined && { filedAt: iso(message.filedAt) }),
    entriesFiled: message.entries,
    duplicates: message.duplicates,
    ...(profile && { profile: `${profile.name}, version ${profile.version}` }),
    today: { outcome: today.outcome, setAside: today.setAside },
    notUnderstood: Object.keys(today.notUnderstood),
    setAside: message.setAside,
    done: message.done.map(({ what, at, by, because }) => ({ what, at: iso(at), by, because })),
    ...(content.form === 'hl7v2'
      ? {
          charset: content.charset,
          segments: content.segments,
          resources: [],
          leftOut: content.segmentsLeftOut,
        }
      : {
          charset: 'utf-8',
          segments: [],
          resources: content.entries,
          leftOut: content.entriesLeftOut,
        }),
    ...(content.text && { text: content.text.text }),
    marks: content.marks,
  }
}

export const replayedView = (one: Replayed): ReplayedView => ({
  messages: one.messages,
  nowFiled: one.nowFiled.length,
  differently: one.differently.length,
  failed: one.failed.length,
  changed: one.entriesChanged,
  persons: one.personsChanged.length,
  next: one.next,
})

export const mergeView = ({ at, ...merge }: MergeLine): ConsoleMerge => ({
  mergeId: merge.mergeId,
  kind: merge.kind,
  state: merge.state,
  survivor: merge.survivor,
  retired: merge.retired,
  held: merge.held,
  what: merge.what,
  at: iso(at),
})
