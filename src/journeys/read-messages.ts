/** Reads a batch of pending messages: nothing that one of them holds can stop the others. */
import type { Outcome, PendingMessage } from '#inbox'
import type { Feed } from '#network'
import { type FeedFacts, mayWrite } from '#sources'
import type { SourcePatientKey, Translated, Translation } from '#vocabulary'
import type { KnownFeeds } from './known-feeds.ts'

export interface ReadMessage {
  readonly pending: PendingMessage
  readonly feed: FeedFacts
  /** Says nothing when the whole message is set aside. */
  readonly translation: Translation
  readonly setAside: Outcome['setAside'][number] | undefined
  /** Whom it is about though it is set aside, as far as it could be read (RL-07). */
  readonly about: readonly SourcePatientKey[]
}

export interface ReadBatch {
  readonly messages: readonly ReadMessage[]
  readonly feeds: readonly (Feed & { readonly receivedAt: number })[]
  /** By feed, what was not understood or could not be read, and how often. */
  readonly oddities: ReadonlyMap<string, ReadonlyMap<string, number>>
}

type Translate = (message: PendingMessage, feed: FeedFacts) => Translated

export function readMessages(
  pending: readonly PendingMessage[],
  known: KnownFeeds,
  translate: Translate,
): ReadBatch {
  const feeds = new Map<string, ReadBatch['feeds'][number]>()
  const oddities = new Map<string, Map<string, number>>()
  const messages = pending.flatMap((message): ReadMessage[] => {
    const feed = known.factsFor(message)
    if (!feed) return [unknownFeed(message)]
    feeds.set(message.feed, {
      name: message.feed,
      form: message.form,
      organisation: feed.organisation,
      organisationName: feed.organisationName,
      profile: feed.profile.name,
      receivedAt: message.receivedAt,
    })
    if (!mayWrite(feed)) return [setAside(message, feed, anotherOrganisation)]
    const translated = translate(message, feed)
    if (message.controlIdReused && feed.profile.controlIds === 'unique') {
      const messageType = typeOf(translated)
      const about = aboutIn(translated)
      return [setAside(message, feed, { ...conflict, about, ...(messageType && { messageType }) })]
    }
    if (translated.outcome === 'set-aside') return [setAside(message, feed, translated)]
    const { translation } = translated
    count(oddities, message.feed, translation.notUnderstood)
    count(oddities, message.feed, Object.fromEntries(translation.defects.map((one) => [one, 1])))
    const nothingFiled =
      translation.patients.length === 0 &&
      translation.merges.length === 0 &&
      translation.setAside.length > 0
    return [
      {
        pending: message,
        feed,
        translation: {
          ...translation,
          setAside: [
            ...translation.setAside.slice(nothingFiled ? 1 : 0),
            ...(message.controlIdReused ? [filedConflict] : []),
          ],
        },
        setAside: nothingFiled ? translation.setAside[0] : undefined,
        about: [],
      },
    ]
  })
  return { messages, feeds: [...feeds.values()], oddities }
}

const conflict = {
  reason: 'conflict',
  words: 'This feed sent another message with the same control id (MSH-10) in the last 24 hours',
  place: 'MSH-10',
} as const

/** To be looked at; but its sender never promised that its numbers are each given once. */
const filedConflict = {
  ...conflict,
  words: `${conflict.words}; it is filed all the same, as its profile says`,
}

const typeOf = (translated: Translated): string | undefined =>
  translated.outcome === 'translated' ? translated.translation.messageType : translated.messageType

const anotherOrganisation = {
  reason: 'wrong-organisation',
  words: 'The feed may not write for the organisation that it names',
  place: 'MSH-4',
} as const

function setAside(
  pending: PendingMessage,
  feed: FeedFacts,
  why: {
    reason: Outcome['setAside'][number]['reason']
    words: string
    place?: string
    messageType?: string
    about?: readonly SourcePatientKey[]
  },
): ReadMessage {
  return {
    pending,
    feed,
    translation: {
      messageType: why.messageType ?? pending.form,
      patients: [],
      merges: [],
      links: [],
      moves: [],
      withdrawals: [],
      setAside: [],
      notUnderstood: {},
      defects: [],
    },
    setAside: { reason: why.reason, words: why.words, ...(why.place && { place: why.place }) },
    about: why.about ?? [],
  }
}

/** Whom a message names, whatever becomes of it. */
export const aboutIn = (translated: Translated): readonly SourcePatientKey[] =>
  translated.outcome === 'translated'
    ? translated.translation.patients.map((one) => one.key)
    : (translated.about ?? [])

function unknownFeed(pending: PendingMessage): ReadMessage {
  const nobody = { name: pending.feed, organisation: '', organisationName: '' } as FeedFacts
  return setAside(pending, nobody, {
    reason: 'wrong-organisation',
    words: 'The feed that sent this is not registered',
  })
}

function count(
  oddities: Map<string, Map<string, number>>,
  feed: string,
  kinds: Readonly<Record<string, number>>,
): void {
  for (const [what, times] of Object.entries(kinds)) {
    const counted = oddities.get(feed) ?? new Map<string, number>()
    oddities.set(feed, counted)
    counted.set(what, (counted.get(what) ?? 0) + times)
  }
}
