/** How many persons one user may look for within an hour, whichever way they look (AC-18). */
import { countFind, standingPolicy, type User } from '#access'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

/** Counts one more; true once that is more than one user may. */
export async function isTooManyFinds({ database }: Needs, user: User, now: number) {
  const count = await database.transaction('serving', (tx) => countFind(tx, user.key, now))
  return count > standingPolicy.findsPerHourMax
}

/** For the desks: fails as busy, before anything is looked up. */
export async function mayFindOneMore(needs: Needs, user: User, now: number): Promise<void> {
  if (await isTooManyFinds(needs, user, now)) {
    throw new Failure('busy', 'too-many-searches', 'As many as one user may look for in an hour.')
  }
}
