/**
 * What the public pages say about who shares what: the organisations whose feeds have been heard,
 * and the sections that their profiles say they can fill. Nothing here is about a patient.
 */
import {
  type HeardFeed,
  healthThresholds,
  heardFeeds,
  type OrganisationKind,
  organisationKind,
  organisationName,
} from '#network'
import type { FeedProfile, FeedProfiles } from '#sources'
import { type SectionName, sectionNames } from '#vocabulary'
import { loadProfiles, profileOf } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface Sharer {
  readonly ods: string
  readonly name: string
  readonly kind: OrganisationKind
  /** In the order of the vocabulary. */
  readonly sections: readonly SectionName[]
  /** Epoch ms, to the hour; only of an organisation that has been silent for days. */
  readonly silentSince?: number
}

export interface WhoShares {
  readonly organisations: readonly Sharer[]
  /** Connected, and not to be named: never heard, or nobody has confirmed whose they are. */
  readonly notYet: number
}

const hourMs = 3_600_000

export function whoShares(needs: Needs): Promise<WhoShares> {
  const now = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    const feeds = await heardFeeds(tx)
    return summary(feeds, await loadProfiles(tx), now)
  })
}

function summary(feeds: readonly HeardFeed[], profiles: FeedProfiles, now: number): WhoShares {
  const sharers = new Map<string, { name: string; sections: Set<SectionName>; heard: number }>()
  const waiting = new Set<string>()
  for (const feed of feeds) {
    const profile = profileOf(feed, profiles, now)
    const named = nameOf(feed, profile)
    if (!named || feed.lastReceivedAt === undefined) {
      waiting.add(named?.ods ?? feed.name)
      continue
    }
    const { name } = named
    const sharer = sharers.get(named.ods) ?? { name, sections: new Set(), heard: 0 }
    for (const section of profile?.shares ?? []) sharer.sections.add(section)
    sharer.heard = Math.max(sharer.heard, feed.lastReceivedAt)
    sharers.set(named.ods, sharer)
  }
  const organisations = [...sharers].map(
    ([ods, { name, sections, heard }]): Sharer => ({
      ods,
      name,
      kind: organisationKind(ods),
      sections: sectionNames.filter((section) => sections.has(section)),
      ...(now - heard > healthThresholds.silentAtMostHours * hourMs && {
        silentSince: Math.floor(heard / hourMs) * hourMs,
      }),
    }),
  )
  organisations.sort((a, b) => a.name.localeCompare(b.name, 'en-GB') || (a.ods < b.ods ? -1 : 1))
  const notYet = [...waiting].filter((one) => !sharers.has(one)).length
  return { organisations, notYet }
}

/**
 * Senders of HL7 v2 write their own names, and whatever they write would be on a public page: only
 * names from the national list, from a profile, or of a feed that somebody registered are told.
 */
function nameOf(feed: HeardFeed, profile: FeedProfile | undefined) {
  const ods = profile?.organisation?.ods ?? feed.organisation
  const name =
    organisationName(ods) ??
    profile?.organisation?.name ??
    (feed.form === 'fhir' ? feed.organisationName : undefined)
  return name === undefined ? undefined : { ods, name }
}
