/** Is a feed well? Facts in, states out; the thresholds are dated data (RL-12, HZ-02). */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const thresholdsSchema = z.strictObject({
  source: z.string(),
  owner: z.string(),
  asOf: z.string(),
  /** How far back what is usual is looked for. */
  usualWeeks: z.int().positive(),
  /** Silent: nothing for so long, at least. */
  silentAfterMinutes: z.number().positive(),
  /** … and for so many times the usual time between two messages. */
  silentAfterUsualGaps: z.number().positive(),
  /** Silent in any case, however little is usual. */
  silentAtMostHours: z.number().positive(),
  /** Quiet: less than this share of the usual rate, where the usual rate is at least so high. */
  quietShare: z.number().positive().max(1),
  quietUsualLeast: z.number().positive(),
  /** Behind: the oldest message has been waiting so long. */
  behindSeconds: z.number().positive(),
  /** Troubled: this share of a day's messages, and at least so many, were set aside. */
  setAsideShare: z.number().positive().max(1),
  setAsideLeast: z.int().positive(),
})

export type HealthThresholds = z.infer<typeof thresholdsSchema>

export const healthThresholds: HealthThresholds = thresholdsSchema.parse(
  JSON.parse(readFileSync(new URL('./health.json', import.meta.url), 'utf8')),
)

export interface FeedFacts {
  /** Epoch ms; undefined: never heard. */
  readonly lastReceivedAt: number | undefined
  /** Messages of the last 24 hours and of the last 60 minutes. */
  readonly received: number
  readonly setAside: number
  readonly receivedThisHour: number
  readonly usualPerHour: number | undefined
  readonly oldestWaitingAt: number | undefined
  readonly missing: number
  /** What its profile says, instead of what is usual. */
  readonly silentAfterMinutes: number | undefined
}

export type FeedTrouble =
  /** Nothing comes though something should. */
  | 'silent'
  /** Much less comes than usual. */
  | 'quiet'
  /** What came is not yet filed. */
  | 'behind'
  /** Too much of it is set aside. */
  | 'troubled'
  /** Numbers are missing from its counting. */
  | 'gaps'

/** Nothing is wrong when there is none. */
export function troublesOf(
  feed: FeedFacts,
  now: number,
  limits: HealthThresholds = healthThresholds,
): FeedTrouble[] {
  const troubles: FeedTrouble[] = []
  const usual = feed.usualPerHour
  if (isSilent(feed, now, limits)) troubles.push('silent')
  else if (
    usual !== undefined &&
    usual >= limits.quietUsualLeast &&
    feed.receivedThisHour < usual * limits.quietShare
  ) {
    troubles.push('quiet')
  }
  const waited = feed.oldestWaitingAt === undefined ? 0 : now - feed.oldestWaitingAt
  if (waited > limits.behindSeconds * 1_000) troubles.push('behind')
  if (
    feed.setAside >= limits.setAsideLeast &&
    feed.setAside > feed.received * limits.setAsideShare
  ) {
    troubles.push('troubled')
  }
  if (feed.missing > 0) troubles.push('gaps')
  return troubles
}

function isSilent(feed: FeedFacts, now: number, limits: HealthThresholds): boolean {
  if (feed.lastReceivedAt === undefined) return false
  const minutes = (now - feed.lastReceivedAt) / 60_000
  if (feed.silentAfterMinutes !== undefined) return minutes > feed.silentAfterMinutes
  if (minutes > limits.silentAtMostHours * 60) return true
  if (!feed.usualPerHour) return false
  const usualGap = 60 / feed.usualPerHour
  return minutes > Math.max(limits.silentAfterMinutes, limits.silentAfterUsualGaps * usualGap)
}
