/**
 * Canaries are planted: invented people whose messages come in like anybody's, and of whom an
 * objection is then recorded by each way (OO-40). Who looks for them is probe-canaries.
 */
import {
  type Canary,
  mayOperate,
  placeCanary,
  plantCanary,
  type Route,
  removeCanaries as remove,
  standingCanaries,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'
import { withIdentifier, withNhsNumberBorn } from '#identity'
import { type Feed, heardFeeds } from '#network'
import type { FeedProfile } from '#sources'
import { checkDigit, Failure, nhsNumberSystem } from '#vocabulary'
import { loadProfiles, profileOf } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface CanaryFeed extends Pick<Feed, 'name' | 'form' | 'organisation'> {
  readonly profile: FeedProfile
}

/**
 * Every feed that was ever heard, or those that are named, and how each speaks. What a canary says
 * is heard as from its feed: of one that is only registered nobody should believe that it sends.
 */
export async function canaryFeeds(
  { database, clock }: Needs,
  named?: readonly string[],
): Promise<CanaryFeed[]> {
  const feeds = await database.transaction('filing', async (tx) => {
    const profiles = await loadProfiles(tx)
    return (await heardFeeds(tx)).flatMap((feed) => {
      if (!named && feed.lastReceivedAt === undefined) return []
      const profile = profileOf(feed, profiles, clock.now())
      return profile ? [{ ...feed, profile }] : []
    })
  })
  const missing = named?.filter((name) => !feeds.some((one) => one.name === name)) ?? []
  if (missing.length > 0) {
    throw new Failure('unknown', 'no-such-feed', `There is no feed ${missing.join(', ')}.`)
  }
  return named ? feeds.filter((one) => named.includes(one.name)) : feeds
}

export const listCanaries = ({ database }: Needs): Promise<Canary[]> =>
  database.transaction('serving', standingCanaries)

const routes: readonly Route[] = ['desk', 'code', 'import']
/** Of the range that is kept for invented people, the end that hardly anybody uses. */
const prefix = '99999'
/** Nobody who is looked after was born on it and has such a name. */
const birthDate = '1930-02-03'

/** One for each feed and route that has none; written down before their messages are sent. */
export async function plantCanaries(
  needs: Needs,
  by: User,
  feeds: readonly CanaryFeed[],
  letterOf: (nhsNumber: string) => string,
): Promise<Canary[]> {
  const plantedAt = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    const standing = await standingCanaries(tx)
    const wanted = feeds
      .flatMap((feed) => routes.map((route) => ({ feed, route })))
      .filter(({ feed, route }) => !standing.some((c) => c.feed === feed.name && c.route === route))
    const planted: Canary[] = []
    let next = 0
    for (const { feed, route } of wanted) {
      for (;;) {
        const nine = prefix + String(next++).padStart(4, '0')
        if (nine.length > 9) throw new Failure('busy', 'no-numbers', 'No number is left for it.')
        if (checkDigit(nine) === 10) continue
        const nhsNumber = nine + checkDigit(nine)
        if ((await withIdentifier(tx, nhsNumberSystem, nhsNumber)).length > 0) continue
        const canary: Canary = {
          canaryId: eventId(plantedAt),
          feed: feed.name,
          organisation: feed.organisation,
          route,
          nhsNumber,
          birthDate,
          letter: letterOf(nhsNumber),
          personId: undefined,
          plantedAt,
        }
        if (!(await plantCanary(tx, canary, by.name))) continue
        planted.push(canary)
        break
      }
    }
    await noteCanaries(tx, by, 'plant-canaries', { canaries: planted.length }, plantedAt)
    return planted
  })
}

/** Who they are, once their messages are filed; undefined for those that are not. */
export async function placeCanaries(
  { database }: Needs,
  canaries: readonly Canary[],
): Promise<Canary[]> {
  return database.transaction('serving', async (tx) => {
    const placed: Canary[] = []
    for (const canary of canaries) {
      const found = await withNhsNumberBorn(tx, canary.nhsNumber, canary.birthDate)
      const personId = found.length === 1 ? found[0] : undefined
      if (personId !== undefined) await placeCanary(tx, canary.canaryId, personId)
      placed.push({ ...canary, personId })
    }
    return placed
  })
}

/** They are probed no more; what is said of them stays hidden for ever. */
export async function removeCanaries(needs: Needs, by: User, feed?: string): Promise<number> {
  const at = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    const removed = await remove(tx, feed, by.name, at)
    await noteCanaries(tx, by, 'remove-canaries', { canaries: removed }, at)
    return removed
  })
}

export async function noteCanaries(
  tx: Tx,
  by: User,
  action: AuditEvent['action'],
  detail: NonNullable<AuditEvent['detail']>,
  at: number,
): Promise<void> {
  if (!mayOperate(by, standingPolicy)) {
    throw new Failure('refused', 'no-activity-to-operate', 'This needs the operator.')
  }
  const event = { id: eventId(at), at, action, effect: 'note', who: by } as const
  await note(tx, { ...event, reasons: ['asked'], policy: standingPolicy.hash, detail })
}
