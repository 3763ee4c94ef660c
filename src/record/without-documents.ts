/** A record without some of its documents, and the documents of which somebody knows a reference. */
import { zstdDecompressSync } from 'node:zlib'
import type { Tx } from '#database'
import type { RecordView } from '#vocabulary'
import { compressView } from './prepared-body.ts'
import { applyLines } from './prepared-lines.ts'

/** By the SHA-256 of their bytes; nothing tells where they stood (AC-23). */
function withoutDocuments(view: RecordView, hashes: ReadonlySet<string>): RecordView {
  const gone = Object.values(view.sections)
    .flat()
    .filter((item) => item.document !== undefined && hashes.has(item.document.hash))
    .map((item) => item.id)
  if (gone.length === 0) return view
  return { ...applyLines(view, [{ version: view.version, gone }]), someWithheld: true }
}

/** The same for a prepared record as it is served. */
export function servedWithoutDocuments(body: Buffer, hashes: ReadonlySet<string>): Buffer {
  const view = JSON.parse(zstdDecompressSync(body).toString()) as RecordView
  const left = withoutDocuments(view, hashes)
  return left === view ? body : compressView(left)
}

/** Of this person, the hashes (hex) that begin so. The caller shows nothing of them. */
export async function documentsBeginning(
  tx: Tx,
  personId: number,
  beginning: string,
): Promise<string[]> {
  const found = await tx.query<{ hash: string }>(
    `SELECT DISTINCT encode(hash, 'hex') AS hash FROM record.attachment
     WHERE person_id = $1 AND starts_with(encode(hash, 'hex'), $2)`,
    [personId, beginning],
  )
  return found.rows.map((row) => row.hash)
}
