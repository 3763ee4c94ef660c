/** Relatives and contacts are told as a whole list, and are as restricted as their patient. */
import type { Statement } from '#vocabulary'
import type { Piece } from './redirect.ts'

/** What an older list held beyond the newest one is no longer so (HL7-09, HL7-10). */
export function newestRelatives(pieces: readonly Piece[]): readonly Piece[] {
  const lists = new Map<number, { at: number; count: number }>()
  const sizes = Map.groupBy(pieces.filter(isListed), (one) => one.filing)
  for (const own of sizes.values()) {
    const [{ ownerId, statement }] = own as [Piece]
    const at = statement.eventTime
    const held = lists.get(ownerId)
    if (!held || at > held.at || (at === held.at && own.length > held.count)) {
      lists.set(ownerId, { at, count: own.length })
    }
  }
  return pieces.filter(
    (one) => !isListed(one) || placeIn(one) <= (lists.get(one.ownerId)?.count ?? 0),
  )
}

const isListed = ({ statement }: Piece): boolean =>
  statement.kind === 'RelatedPerson' && /^NK1\/\d+$/.test(statement.sourceId)

const placeIn = ({ statement }: Piece): number => Number(statement.sourceId.slice(4))

/** The relatives of a patient with whom care is asked for would tell where the patient is. */
export function restricted(statement: Statement): Statement {
  if (statement.kind !== 'RelatedPerson') return statement
  return { ...statement, labels: [...new Set([...(statement.labels ?? []), 'restricted'])].sort() }
}
