/** The feeds as filing needs them: whose each is and how it speaks. */
import type { Tx } from '#database'
import type { PendingMessage } from '#inbox'
import { allFeeds, type Feed, organisationName } from '#network'
import type { FeedsKnown } from '#record'
import { type FeedFacts, peek, profileForSender, profileNamed } from '#sources'

export interface KnownFeeds {
  /** How to read this message; undefined when its feed is not known. */
  factsFor(message: Pick<PendingMessage, 'feed' | 'form' | 'bytes'>): FeedFacts | undefined
  readonly asSources: FeedsKnown
}

export async function loadFeeds(tx: Tx): Promise<KnownFeeds> {
  const registered = new Map((await allFeeds(tx)).map((feed) => [feed.name, feed]))
  const facts = new Map<string, FeedFacts>()
  return {
    factsFor(message) {
      const known = facts.get(message.feed)
      if (known) return known
      const found =
        message.form === 'fhir' ? ofFeed(registered.get(message.feed)) : ofSender(message)
      if (found) facts.set(message.feed, found)
      return found
    },
    asSources(name) {
      const feed = registered.get(name)
      const spoken = facts.get(name)
      return {
        organisationName: spoken?.organisationName ?? feed?.organisationName ?? name,
        shares: (spoken?.profile ?? profileNamed(feed?.profile ?? ''))?.shares ?? [],
      }
    },
  }
}

function ofFeed(feed: Feed | undefined): FeedFacts | undefined {
  const profile = feed && (profileNamed(feed.profile) ?? profileNamed('best-of-it'))
  return profile && { ...feed, profile }
}

/** Senders of HL7 v2 are known by what they write in MSH-3 and MSH-4. */
export function ofSender(message: Pick<PendingMessage, 'bytes'>): FeedFacts {
  const envelope = peek(message.bytes)
  const facts = profileForSender(envelope?.application ?? '', envelope?.facility ?? '')
  return {
    ...facts,
    organisationName: organisationName(facts.organisation) ?? facts.organisationName,
  }
}
