/**
 * An open screen hears of what changes on it, and of nothing that is withheld from its user: that
 * something was filed, and when, would tell of it (AC-23).
 */
import { hiddenDocuments, type User } from '#access'
import { versionOf, versionShown } from '#record'
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
  const look = (): Promise<Shown | undefined> =>
    whatIsShown(needs, user, personId).catch(() => undefined)
  const begun = look()
  let before = begun
  return watch(personId, (version) => {
    if (version === 0) return changed(0)
    const looked = Promise.all([begun, before, look()])
    before = looked.then(([, , now]) => now)
    void looked.then(([first, then, now]) => {
      // What came before the first look may have come after the screen asked for its record.
      const isNew = first !== undefined && version > first.reached
      changed(isNew && isSame(then, now) ? 0 : version)
    })
  })
}

interface Shown {
  readonly version: number
  readonly hidesWhereabouts: boolean
  /** The version that the record had reached, with what is withheld. */
  readonly reached: number
}

const isSame = (one: Shown | undefined, other: Shown | undefined): boolean =>
  one !== undefined &&
  one.version === other?.version &&
  one.hidesWhereabouts === other.hidesWhereabouts

/** Undefined where nobody can tell from it whether the screen is behind. */
async function whatIsShown(needs: Needs, user: User, personId: number): Promise<Shown | undefined> {
  const { decision } = await consider(needs, user, personId, needs.clock.now())
  if (decision.effect === 'refuse') return undefined
  const { everHidden } = await hiddenDocuments(needs.database, personId)
  if (everHidden) return undefined
  const version = await versionShown(needs.database, personId, decision.withhold)
  const reached = await versionOf(needs.database, personId)
  return { version, hidesWhereabouts: decision.hideWhereabouts, reached }
}
