/** Source patients were placed with another person: what two of them claim is settled anew. */
import type { Tx } from '#database'
import { resettleClaims } from './claims.ts'
import { endVersions, saveEntries } from './file-entries.ts'
import { retractDocuments } from './retraction.ts'
import { raiseVersions } from './versions.ts'

/** The versions of the persons whose entries are retracted by it, or hold again. */
export async function settleMovedClaims(
  tx: Tx,
  sourcePatientIds: readonly number[],
  at: number,
): Promise<ReadonlyMap<number, number>> {
  const { news, documents } = await resettleClaims(tx, sourcePatientIds)
  const versions = await raiseVersions(tx, new Set(news.map((one) => one.filing.personId)), at)
  const superseded = news.map((one) => one.ends).filter((one) => one !== undefined)
  await endVersions(tx, superseded, versions)
  await saveEntries(tx, news, versions)
  await retractDocuments(tx, documents)
  return versions
}
