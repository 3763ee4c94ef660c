/** The feed profiles that there are, which of them read what arrives now, and for whom. */
import { allFeeds, storedProfiles } from '#network'
import { FeedProfiles } from '#sources'
import { profileOf } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface ProfileLine {
  readonly name: string
  readonly version: number
  readonly effectiveFrom: string
  readonly about?: string
  /** Ready ones ship with the program; the others were brought. */
  readonly addedBy?: string
  /** Epoch ms. */
  readonly addedAt?: number
  /** Whether it reads what arrives now. */
  readonly inForce: boolean
  readonly feeds: readonly string[]
  /** As its writer wrote it. */
  readonly written: object
}

/** By name, the highest version first. */
export function profileLines(needs: Needs): Promise<ProfileLine[]> {
  const now = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    const stored = await storedProfiles(tx)
    const profiles = new FeedProfiles(stored.map(({ body }) => body))
    const feeds = (await allFeeds(tx)).map((feed) => ({
      name: feed.name,
      profile: profileOf(feed, profiles, now),
    }))
    const lines = profiles.all.map(({ profile, isReady, written }): ProfileLine => {
      const row = isReady ? undefined : stored.find(({ body }) => body === written)
      return {
        name: profile.name,
        version: profile.version,
        effectiveFrom: profile.effectiveFrom,
        ...(profile.about && { about: profile.about }),
        ...(row && { addedBy: row.addedBy, addedAt: row.addedAt }),
        inForce: profiles.named(profile.name, now) === profile,
        feeds: feeds.filter((feed) => feed.profile === profile).map(({ name }) => name),
        written,
      }
    })
    return lines.sort((a, b) =>
      a.name < b.name ? -1 : a.name > b.name ? 1 : b.version - a.version,
    )
  })
}
