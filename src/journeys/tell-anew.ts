/** Records that changed otherwise than by what was just filed: prepared anew, and told. */
import type { Tx } from '#database'
import { publish } from '#notice'
import { prepare } from '#record'
import type { KnownFeeds } from './known-feeds.ts'

/** By person, the version that each now has. */
export async function tellAnew(
  tx: Tx,
  versions: ReadonlyMap<number, number>,
  feeds: KnownFeeds,
): Promise<void> {
  if (versions.size === 0) return
  await prepare(tx, {
    news: [],
    heard: [],
    versions,
    persons: new Map(),
    moved: new Set(versions.keys()),
    feeds: feeds.asSources,
  })
  await publish(
    tx,
    [...versions].map(([personId, version]) => ({ personId, version })),
  )
}
