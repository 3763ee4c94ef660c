/**
 * An open screen hears of what changes on it, and of nothing that is withheld from its user: that
 * something was filed, and when, would tell of it (AC-23).
 */
import { hiddenDocuments, type User } from '#access'
import { versionShown } from '#record'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'

/** As `Watchers`: each new version; with 0 the screen must ask whether it may stay. */
export type Watch = (personId: number, changed: (version: number) => void) => () => void

export function watchShown(
  needs: Needs,
  watch: Watch,
  user: User,
  personId: number,
  changed: (version: number) => void,
): () => void {
  const look = (): Promise<string | undefined> =>
    whatIsShown(needs, user, personId).catch(() => undefined)
  let before = look()
  return watch(personId, (version) => {
    if (version === 0) return changed(0)
    const looked = Promise.all([before, look()])
    before = looked.then(([, now]) => now)
    void looked.then(([then, now]) => changed(now !== undefined && now === then ? 0 : version))
  })
}

/** Undefined where nobody can tell from it whether the screen is behind. */
async function whatIsShown(
  needs: Needs,
  user: User,
  personId: number,
): Promise<string | undefined> {
  const { decision } = await consider(needs, user, personId, needs.clock.now())
  if (decision.effect === 'refuse') return undefined
  const { everHidden } = await hiddenDocuments(needs.database, personId)
  if (everHidden) return undefined
  const version = await versionShown(needs.database, personId, decision.withhold)
  return `${version} ${decision.hideWhereabouts}`
}
