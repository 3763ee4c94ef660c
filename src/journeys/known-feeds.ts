/** The feeds as filing needs them: whose each is and how it speaks. */
import type { Tx } from '#database'
import type { PendingMessage } from '#inbox'
import { allFeeds, type Feed, organisationName, profilesDigest, storedProfiles } from '#network'
import type { FeedsKnown } from '#record'
import { type FeedFacts, FeedProfiles, peek, profileForSender, readyProfiles } from '#sources'

export interface KnownFeeds {
  /** How to read this message; undefined when its feed is not known. */
  factsFor(
    message: Pick<PendingMessage, 'feed' | 'form' | 'bytes' | 'receivedAt'>,
  ): FeedFacts | undefined
  readonly profiles: FeedProfiles
  readonly asSources: FeedsKnown
  /** ODS code of the organisation whose feed it is, as far as it is known. */
  organisationOf(feed: string): string | undefined
}

export async function loadFeeds(tx: Tx): Promise<KnownFeeds> {
  const profiles = await loadProfiles(tx)
  const registered = new Map((await allFeeds(tx)).map((feed) => [feed.name, feed]))
  const facts = new Map<string, FeedFacts>()
  const latest = new Map<string, FeedFacts>()
  return {
    factsFor(message) {
      const key = `${profiles.phase(message.receivedAt)}\n${message.feed}`
      const known = facts.get(key)
      if (known) return known
      const found =
        message.form === 'fhir'
          ? ofFeed(registered.get(message.feed), profiles, message.receivedAt)
          : ofSender(message, profiles)
      if (!found) return undefined
      facts.set(key, found)
      latest.set(message.feed, found)
      return found
    },
    profiles,
    organisationOf: (name) => latest.get(name)?.organisation ?? registered.get(name)?.organisation,
    asSources(name) {
      const feed = registered.get(name)
      const spoken = latest.get(name)
      return {
        organisationName: spoken?.organisationName ?? feed?.organisationName ?? name,
        shares: (spoken?.profile ?? (feed && profileOf(feed, profiles)))?.shares ?? [],
      }
    },
  }
}

/** By their digest, so that each batch asks for one word and hardly ever for the profiles. */
let held = { digest: '', profiles: readyProfiles }

/** The ready profiles and those that operators brought, as they are in this transaction. */
export async function loadProfiles(tx: Tx): Promise<FeedProfiles> {
  const digest = await profilesDigest(tx)
  if (held.digest === digest) return held.profiles
  const stored = await storedProfiles(tx)
  const profiles = new FeedProfiles(stored.map(({ body }) => body))
  held = { digest, profiles }
  return profiles
}

/** The profile that reads a feed now. */
export function profileOf(
  { name, form, profile }: Pick<Feed, 'name' | 'form' | 'profile'>,
  profiles: FeedProfiles,
  now?: number,
) {
  if (form === 'fhir') return profiles.named(profile, now) ?? profiles.named('best-of-it', now)
  const [application = '', facility = ''] = name.split('|')
  return profileForSender(application, facility, profiles, now).profile
}

function ofFeed(
  feed: Feed | undefined,
  profiles: FeedProfiles,
  receivedAt: number,
): FeedFacts | undefined {
  const profile = feed && profileOf(feed, profiles, receivedAt)
  return profile && { ...feed, profile }
}

/** Senders of HL7 v2 are known by what they write in MSH-3 and MSH-4. */
export function ofSender(
  { bytes, receivedAt }: Pick<PendingMessage, 'bytes' | 'receivedAt'>,
  profiles: FeedProfiles,
): FeedFacts {
  const envelope = peek(bytes)
  const [application, facility] = [envelope?.application ?? '', envelope?.facility ?? '']
  const facts = profileForSender(application, facility, profiles, receivedAt)
  return {
    ...facts,
    organisationName: organisationName(facts.organisation) ?? facts.organisationName,
  }
}
