/** The 64-bit numbers, as decimal text, by which entries are known and compared. */
import { hash } from 'node:crypto'
import type { SourcePatientKey } from '#vocabulary'

/** Which statement it is: the same for each version of it, whoever the person is. */
export function entryKey(patient: SourcePatientKey, kind: string, sourceId: string): string {
  return hash64(`${patient.namespace}\u001f${patient.value}\u001f${kind}\u001f${sourceId}`)
}

/** What it says: equal content is no new version. */
export const contentHash = (original: string): string => hash64(original)

/** An entry's id in the record as served: stable, and says nothing by itself. */
export function itemId(key: string): string {
  const bytes = Buffer.allocUnsafe(8)
  bytes.writeBigInt64BE(BigInt(key))
  return bytes.toString('base64url')
}

/** As decimal text: 64 bits do not fit a JavaScript number. */
function hash64(text: string): string {
  return hash('sha256', text, 'buffer').readBigInt64BE(0).toString()
}
