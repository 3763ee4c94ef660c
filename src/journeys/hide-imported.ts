/**
 * Whom an import means is hidden: everything else of it is written by now, without keeping filing
 * or a desk waiting. They wait for this and for the commit alone, and who came or changed since
 * the import looked is looked for once more (OO-10).
 */
import { hiddenByImport, hideUpheld, type Meanwhile, takeMeanwhile } from '#access'
import type { Tx } from '#database'
import { holdFilingLock } from '#inbox'
import { carryObjections, keepObjectedOut } from './keep-objected-out.ts'

/** Whom nothing hid before, of those whom it was brought for; the others are told of on the way. */
export async function hideImported(
  tx: Tx,
  importId: number,
  personIds: readonly number[],
  at: number,
): Promise<readonly number[]> {
  await holdFilingLock(tx)
  const hidden = await hideUpheld(tx, personIds, at)
  const meanwhile = await takeMeanwhile(tx)
  await keepObjectedOut(tx, meanwhile, at)
  const moves = alongChains(meanwhile.moves)
  const origins = await hiddenByImport(tx, importId, [...new Set(moves.map((one) => one.from))])
  const carried = moves.filter((one) => origins.has(one.from))
  await carryObjections(tx, carried, at)
  return hidden
}

type Move = Meanwhile['moves'][number]

/** What came from one to another and on to a third came from the first to the third, too. */
function alongChains(moves: readonly Move[]): Move[] {
  const originsOf = new Map<number, Set<number>>()
  return moves.flatMap(({ sourcePatientId, from, to }) => {
    const origins = originsOf.get(to) ?? new Set()
    originsOf.set(to, origins.add(from))
    for (const before of originsOf.get(from) ?? []) if (before !== to) origins.add(before)
    return [...origins].map((origin) => ({ sourcePatientId, from: origin, to }))
  })
}
