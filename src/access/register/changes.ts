/**
 * What a transaction changes in the register, for the journal outside the database (OO-19): kept
 * beside the transaction until it is about to commit.
 */
import type { Tx } from '#database'
import type { By, NewObjection, ObjectionSaying } from './objection.ts'

export type RegisterChange =
  | { readonly what: 'received'; readonly objection: NewObjection }
  | {
      readonly what: 'said'
      readonly objectionId: string
      readonly saying: ObjectionSaying
      readonly by: By
      /** Epoch ms. */
      readonly at: number
    }
  /** Whom else it hides, and by which numbers else it is known. */
  | {
      readonly what: 'bound'
      readonly objectionId: string
      readonly persons: readonly number[]
      readonly identifiers: readonly Buffer[]
    }
  | { readonly what: 'released'; readonly objectionId: string; readonly personId: number }

const changes = new WeakMap<Tx, RegisterChange[]>()

export function noteChanges(tx: Tx, some: readonly RegisterChange[]): void {
  const known = changes.get(tx)
  if (known) for (const one of some) known.push(one)
  else changes.set(tx, [...some])
}

export const changesOf = (tx: Tx): readonly RegisterChange[] => changes.get(tx) ?? []
