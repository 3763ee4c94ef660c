/** Source patients that are now placed with another person take everything with them. */
import { carryHiddenDocuments, moveEvidence, moveRestrictions } from '#access'
import type { Tx } from '#database'
import type { Move } from '#identity'
import { moveEntries, raiseVersions, settleMovedClaims } from '#record'
import { carryObjections } from './keep-objected-out.ts'
import { carryOwnPersons } from './keep-own-persons.ts'
import type { KnownFeeds } from './known-feeds.ts'
import { tellAnew } from './tell-anew.ts'

export async function movePatients(
  tx: Tx,
  moves: readonly Move[],
  at: number,
  feeds: KnownFeeds,
): Promise<void> {
  const touched = new Set(moves.flatMap((one) => [one.from, one.to]))
  const moved = await raiseVersions(tx, touched, at)
  await moveEntries(tx, moves, moved)
  const claimants = moves.map((one) => one.sourcePatientId)
  const versions = new Map([...moved, ...(await settleMovedClaims(tx, claimants, at))])
  await moveEvidence(tx, moves)
  await moveRestrictions(tx, moves, at)
  await carryHiddenDocuments(tx, moves)
  await carryObjections(tx, moves, at)
  await carryOwnPersons(tx, moves)
  await tellAnew(tx, versions, feeds)
}
