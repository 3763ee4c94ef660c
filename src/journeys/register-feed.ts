/** A feed is allowed to write: an operator's act, written down. */
import { standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { type Feed, registerFeed as register } from '#network'
import type { Needs } from './needs.ts'

/** Undefined when the name is already the feed of another organisation or form. */
export async function registerFeed(needs: Needs, by: User, feed: Feed): Promise<Feed | undefined> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'register-feed',
    effect: 'note',
    who: by,
    reasons: ['asked'],
    policy: standingPolicy.hash,
    detail: { feed: feed.name, organisation: feed.organisation },
  })
  return needs.database.transaction('filing', (tx) => register(tx, feed, at))
}
