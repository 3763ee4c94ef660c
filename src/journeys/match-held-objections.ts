/** Rows of earlier registers that nobody was found for are looked for with each identity (OO-32). */
import { bindByNames, isAnybodyAwaited, type NewBinding } from '#access'
import type { Tx } from '#database'
import { namesOf } from '#identity'

/** The caller holds the filing lock, knows these persons settled, and settles who is bound. */
export async function matchHeldRows(
  tx: Tx,
  key: Uint8Array,
  personIds: readonly number[],
  at: number,
): Promise<NewBinding[]> {
  if (personIds.length === 0 || !(await isAnybodyAwaited(tx))) return []
  return bindByNames(tx, key, await namesOf(tx, personIds), at)
}
