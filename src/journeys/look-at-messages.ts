/** What arrived and what became of it, for the operator. */

import type { User } from '#access'
import { listMerges, type MergeLine } from '#identity'
import { listSetAside, outcomeOf, type Reckoning, reckon, type SetAsideLine } from '#inbox'
import type { Needs } from './needs.ts'
import { noteOperator } from './operate.ts'

export type { MergeLine, Reckoning, SetAsideLine }

export const countMessages = (needs: Needs): Promise<Reckoning> =>
  needs.database.transaction('serving', reckon)

export const setAsideMessages = (needs: Needs, linesMax: number): Promise<SetAsideLine[]> =>
  needs.database.transaction('serving', (tx) => listSetAside(tx, linesMax))

export const merges = (needs: Needs, linesMax: number): Promise<MergeLine[]> =>
  needs.database.transaction('serving', (tx) => listMerges(tx, linesMax))

/** With the numbers of patients: who looks is written down first. */
export async function shownMerges(
  needs: Needs,
  user: User,
  linesMax: number,
): Promise<MergeLine[]> {
  await noteOperator(needs, user, 'look-at-messages', { how: 'merges' })
  return merges(needs, linesMax)
}

export const messageOutcome = (needs: Needs, messageId: number): ReturnType<typeof outcomeOf> =>
  needs.database.transaction('serving', (tx) => outcomeOf(tx, messageId))
