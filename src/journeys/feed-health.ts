/** How the feeds are: when each was last heard, what is usual, what waits, what is missing. */
import { type FeedFigures, figuresByFeed, type Waiting, waitingByFeed } from '#inbox'
import {
  type FeedTrouble,
  type HeardFeed,
  healthThresholds,
  heardFeeds,
  missingByFeed,
  troublesOf,
} from '#network'
import { loadProfiles, profileOf } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface FeedHealth {
  readonly feed: string
  readonly organisation: string
  readonly organisationName: string
  readonly profile: string
  /** Epoch ms; undefined: registered and never heard. */
  readonly lastReceivedAt: number | undefined
  /** Finished in the last 24 hours, and how many of those a human must look at. */
  readonly received: number
  readonly setAside: number
  readonly receivedThisHour: number
  /** At this hour of the week; undefined while too little is known. */
  readonly usualPerHour: number | undefined
  readonly waiting: number
  readonly oldestWaitingAt: number | undefined
  /** Messages whose numbers (MSH-13) never came. */
  readonly missing: number
  readonly troubles: readonly FeedTrouble[]
}

export function feedHealth(needs: Needs): Promise<FeedHealth[]> {
  const now = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    const feeds = await heardFeeds(tx)
    const figures = byFeed(await figuresByFeed(tx, now, healthThresholds.usualWeeks))
    const waiting = byFeed(await waitingByFeed(tx))
    const missing = byFeed(await missingByFeed(tx))
    const profiles = await loadProfiles(tx)
    return feeds.map((feed) =>
      healthOf(feed, figures.get(feed.name), waiting.get(feed.name), {
        missing: missing.get(feed.name)?.messages ?? 0,
        silentAfterMinutes: profileOf(feed, profiles, now)?.expects?.silentAfterMinutes,
        now,
      }),
    )
  })
}

interface Judged {
  readonly missing: number
  readonly silentAfterMinutes: number | undefined
  readonly now: number
}

function healthOf(
  feed: HeardFeed,
  figures: FeedFigures | undefined,
  waiting: Waiting | undefined,
  { missing, silentAfterMinutes, now }: Judged,
): FeedHealth {
  const facts = {
    lastReceivedAt: feed.lastReceivedAt,
    received: figures?.received ?? 0,
    setAside: figures?.setAside ?? 0,
    receivedThisHour: figures?.receivedThisHour ?? 0,
    usualPerHour: figures?.usualPerHour,
    oldestWaitingAt: waiting?.oldestAt,
    missing,
  }
  return {
    feed: feed.name,
    organisation: feed.organisation,
    organisationName: feed.organisationName,
    profile: feed.profile,
    ...facts,
    waiting: waiting?.messages ?? 0,
    troubles: troublesOf({ ...facts, silentAfterMinutes }, now),
  }
}

const byFeed = <Row extends { readonly feed: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.feed, row]))
