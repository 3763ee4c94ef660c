/**
 * The profiles that there are: the ready ones of the folder feed-profiles, and those that
 * operators brought. Which version reads a message is decided by when it was received, so
 * reading it again tells the same (HL7-03).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import { belongsTo, isOdsCode } from '#vocabulary'
import { type FeedFacts, type FeedProfile, readFeedProfile } from './feed-profile.ts'

const folder = new URL('./feed-profiles/', import.meta.url)
const ready: readonly object[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))

/** What reads a sender that nobody has described. */
const lastResort = 'best-of-it'

interface KnownProfile {
  readonly profile: FeedProfile
  /** As its writer wrote it: without what is understood by itself. */
  readonly written: object
  /** It ships with the program, and is not an operator's. */
  readonly isReady: boolean
  /** Begin of its first day in London, epoch ms. */
  readonly from: number
}

/** Senders choose MSH-3 and MSH-4: what is remembered for them is bounded. */
const rememberedMax = 1_000

export class FeedProfiles {
  readonly all: readonly KnownProfile[]
  /** Moments at which other versions begin to hold, rising. */
  readonly #turns: readonly number[]
  readonly #inForce = new Map<number, ReadonlyMap<string, KnownProfile>>()
  readonly #remembered = new Map<string, FeedFacts>()

  /** `brought`: those of operators, as written and in any order. Throws Failure `invalid`. */
  constructor(brought: readonly object[] = []) {
    const known = (isReady: boolean) => (written: object) => {
      const profile = readFeedProfile(written)
      return { profile, written, isReady, from: beginOf(profile.effectiveFrom) }
    }
    this.all = [...brought.map(known(false)), ...ready.map(known(true))]
    this.#turns = [...new Set(this.all.map(({ from }) => from))].sort((a, b) => a - b)
  }

  /** The version of this name that reads what is received at `receivedAt`, epoch ms. */
  named(name: string, receivedAt = Number.POSITIVE_INFINITY): FeedProfile | undefined {
    return this.#at(receivedAt).get(name)?.profile
  }

  /** The profile that names the sender most exactly; `best-of-it` when none does. */
  forSender(
    application: string,
    facility: string,
    receivedAt = Number.POSITIVE_INFINITY,
  ): FeedFacts {
    const name = `${application}|${facility}`
    const key = `${this.phase(receivedAt)}\n${name}`
    const held = this.#remembered.get(key)
    if (held) return held
    const inForce = this.#at(receivedAt)
    let best = inForce.get(lastResort)?.profile as FeedProfile
    let bestRank = 0
    for (const { profile, isReady } of inForce.values()) {
      for (const sender of profile.senders) {
        const rank = rankOf(sender, application, facility, isReady)
        if (rank > bestRank) [best, bestRank] = [profile, rank]
      }
    }
    const feed = spokenBy(best, application, facility)
    if (this.#remembered.size >= rememberedMax) this.#remembered.clear()
    this.#remembered.set(key, feed)
    return feed
  }

  /** The highest version of each name that holds by then; of equals, the operator's. */
  #at(receivedAt: number): ReadonlyMap<string, KnownProfile> {
    const turn = this.phase(receivedAt)
    const held = this.#inForce.get(turn)
    if (held) return held
    const inForce = new Map<string, KnownProfile>()
    for (const one of this.all) {
      const other = inForce.get(one.profile.name)
      // What nobody has described is always read by something.
      const holds = one.from <= turn || (one.isReady && one.profile.name === lastResort)
      if (!holds || (other && other.profile.version >= one.profile.version)) continue
      inForce.set(one.profile.name, one)
    }
    this.#inForce.set(turn, inForce)
    return inForce
  }

  /** The same number as long as the same versions read what is received. */
  phase(receivedAt: number): number {
    return this.#turns.findLast((turn) => turn <= receivedAt) ?? Number.NEGATIVE_INFINITY
  }
}

/** Those that ship with the program. */
export const readyProfiles = new FeedProfiles()

/** How a sender is read. `profiles` are the ready ones where nobody can have brought others. */
export function profileForSender(
  application: string,
  facility: string,
  profiles: FeedProfiles = readyProfiles,
  receivedAt?: number,
): FeedFacts {
  return profiles.forSender(application, facility, receivedAt)
}

/** Whether a feed may write for the organisation that its messages name (RL-11). */
export function mayWrite({ organisation, profile }: FeedFacts): boolean {
  const allowed = profile.organisationsAllowed
  return !allowed || allowed.some((one) => belongsTo(organisation, one))
}

/** More of the sender named is more exact; the facility before all, an operator's at the end. */
function rankOf(
  sender: FeedProfile['senders'][number],
  application: string,
  facility: string,
  isReady: boolean,
): number {
  const [one, two] = [
    exactness(sender.application, application),
    exactness(sender.facility, facility),
  ]
  if (one === undefined || two === undefined || one + two === 0) return 0
  return two * 10_000 + one * 10 + (isReady ? 0 : 1)
}

/** Undefined: another; 0: any will do. A whole name is more exact than the beginning of it. */
function exactness(pattern: string | undefined, text: string): number | undefined {
  if (pattern === undefined) return 0
  const [named, sent] = [pattern.toUpperCase(), text.toUpperCase()]
  if (!named.endsWith('*')) return named === sent ? named.length + 2 : undefined
  return sent.startsWith(named.slice(0, -1)) ? named.length : undefined
}

/** A feed of this sender, read by this profile, whether or not the profile names it. */
export function spokenBy(profile: FeedProfile, application: string, facility: string): FeedFacts {
  const text = (facility || application).trim() || 'unknown'
  const code = text.toUpperCase()
  return {
    name: `${application}|${facility}`,
    organisation: profile.organisation?.ods ?? (isOdsCode(code) ? code : text),
    organisationName: profile.organisation?.name ?? text,
    profile,
  }
}

function beginOf(day: string): number {
  return DateTime.fromISO(day, { zone: 'Europe/London' }).toMillis()
}
