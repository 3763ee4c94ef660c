/**
 * An operator brings a feed profile: from the day that it names on, messages are read by it. It
 * is said beforehand what that changes, and for which of the feeds that are known.
 */
import { standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import type { Tx } from '#database'
import { addProfile, allFeeds, storedProfiles } from '#network'
import { type FeedProfile, FeedProfiles, profileChanges, readFeedProfile } from '#sources'
import { profileOf } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface ProfilePut {
  /** `same`: it is there already, word for word. `older`: its version is taken or too low. */
  readonly outcome: 'added' | 'tried' | 'same' | 'older'
  readonly name: string
  readonly version: number
  readonly effectiveFrom: string
  /** The highest version that there was before. */
  readonly versionBefore?: number
  /** What it does otherwise than the version before it. */
  readonly changes: readonly string[]
  /** The known feeds that it will read, and what reads them until then. */
  readonly feeds: readonly { readonly feed: string; readonly before: string }[]
}

/** Throws Failure `invalid` with the keys that are wrong. `tryOnly` says it all and adds nothing. */
export async function putProfile(
  needs: Needs,
  by: User,
  body: object,
  { tryOnly = false } = {},
): Promise<ProfilePut> {
  const profile = readFeedProfile(body)
  const at = needs.clock.now()
  const { name, version, effectiveFrom } = profile
  if (!tryOnly) {
    await note(needs.database, {
      id: eventId(at),
      at,
      action: 'put-profile',
      effect: 'note',
      who: by,
      reasons: ['asked'],
      policy: standingPolicy.hash,
      detail: { profile: name, version, effectiveFrom },
    })
  }
  return needs.database.transaction('filing', async (tx) => {
    const bodies = (await storedProfiles(tx)).map((one) => one.body)
    const told = await whatChanges(tx, profile, body, bodies, at)
    if (told.outcome !== 'added') return told
    if (tryOnly) return { ...told, outcome: 'tried' }
    const added = await addProfile(tx, {
      name,
      version,
      effectiveFrom,
      body,
      addedAt: at,
      addedBy: by.name,
    })
    return added ? told : { ...told, outcome: 'older' }
  })
}

async function whatChanges(
  tx: Tx,
  profile: FeedProfile,
  body: object,
  bodies: readonly object[],
  at: number,
): Promise<ProfilePut> {
  const before = new FeedProfiles(bodies)
  const { name, version, effectiveFrom } = profile
  const versions = before.all.filter((one) => one.profile.name === name)
  versions.sort((a, b) => b.profile.version - a.profile.version)
  const [newest] = versions
  const told = {
    name,
    version,
    effectiveFrom,
    ...(newest && { versionBefore: newest.profile.version }),
    // A new one is told by what it says, not by what is understood by itself.
    changes: profileChanges(newest?.profile ?? readFeedProfile(least(profile)), profile),
    feeds: [],
  }
  const taken = versions.find((one) => one.profile.version === version)
  if (taken && isSame(taken.profile, profile)) return { ...told, outcome: 'same' }
  if (newest && version <= newest.profile.version) return { ...told, outcome: 'older' }
  const after = new FeedProfiles([...bodies, body])
  const then = Math.max(at, after.all.find((one) => one.written === body)?.from ?? at)
  const feeds = (await allFeeds(tx)).flatMap((feed) => {
    const is = profileOf(feed, after, then)
    const was = profileOf(feed, before, at)
    const reads = is?.name === name && is.version === version
    return reads ? [{ feed: feed.name, before: was ? `${was.name} ${was.version}` : 'none' }] : []
  })
  return { ...told, outcome: 'added', feeds }
}

const least = ({ name, version, effectiveFrom }: FeedProfile): object => ({
  name,
  version,
  effectiveFrom,
})

const isSame = (a: FeedProfile, b: FeedProfile): boolean =>
  a.effectiveFrom === b.effectiveFrom && profileChanges(a, b).length === 0
