/** Which terminology says what is sensitive is written down whenever it changes (AC-21). */
import { noteSets } from '#record'
import { sensitiveSetsInUse } from '#sources'
import type { Needs } from './needs.ts'

export interface NotedSets {
  readonly version: number
  /** Others were in use before: what they labelled is to be told anew. */
  readonly areOthers: boolean
}

export async function noteSensitiveSets({ database, clock }: Needs): Promise<NotedSets> {
  const { version, hash } = sensitiveSetsInUse()
  const areOthers = await database.transaction('filing', (tx) =>
    noteSets(tx, { version, hash }, clock.now()),
  )
  return { version, areOthers }
}
