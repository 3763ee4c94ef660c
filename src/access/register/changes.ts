/**
 * What a transaction changes in the register, for the journal outside the database (OO-19): kept
 * beside the transaction, as it will be written, until it is about to commit.
 */
import type { Tx } from '#database'
import { asWritten, endsSomething, type RegisterChange } from './journal-line.ts'

export interface NotedChanges {
  /** JSON, one each. */
  readonly texts: readonly string[]
  /** Makes one of them somebody visible. */
  readonly endsSomething: boolean
}

const changes = new WeakMap<Tx, { texts: string[]; endsSomething: boolean }>()

/** Written out at once: who is about to commit holds locks, and others wait. */
export function noteChanges(tx: Tx, some: readonly RegisterChange[]): void {
  const noted = changes.get(tx) ?? { texts: [], endsSomething: false }
  changes.set(tx, noted)
  for (const one of some) {
    const change = asWritten(one)
    noted.texts.push(JSON.stringify(change))
    noted.endsSomething ||= endsSomething(change)
  }
}

export const changesOf = (tx: Tx): NotedChanges =>
  changes.get(tx) ?? { texts: [], endsSomething: false }
