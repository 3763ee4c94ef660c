/** The bytes that statements bring: kept once for each source patient, by their hash. */
import { constants, zstdCompressSync } from 'node:zlib'
import { byteaArray, type Tx } from '#database'
import type { Attachment, Statement } from '#vocabulary'
import { labelSameBytes } from './keep-labels.ts'
import type { Filing } from './supersede.ts'

/** Bytes are as restricted as the entry that they belong to now is, whatever this message said. */
export async function saveAttachments(
  tx: Tx,
  filings: readonly Filing[],
  labelsOf: (filing: Filing, statement: Statement) => readonly string[],
): Promise<void> {
  const found = new Map<string, { filing: Filing; attachment: Attachment; labels: string[] }>()
  for (const filing of filings) {
    for (const statement of filing.statements) {
      for (const attachment of statement.attachments ?? []) {
        const name = `${filing.sourcePatientId}|${attachment.hash}`
        const own = [...labelsOf(filing, statement), ...(found.get(name)?.labels ?? [])]
        const labels = [...new Set(own)].sort()
        found.set(name, { filing, attachment, labels })
      }
    }
  }
  if (found.size === 0) return
  const rows = [...found.values()].map((one) => ({ ...one, ...keep(one.attachment) }))
  await tx.query({
    name: 'record-save-attachments',
    text: `INSERT INTO record.attachment (person_id, source_patient_id, hash, content_type, size,
        encoding, bytes, labels)
      SELECT p, s, decode(h, 'hex'), t, z, e, b, nullif(string_to_array(l, ','), '{}')
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::text[],
        $7::bytea[], $8::text[]) AS a (p, s, h, t, z, e, b, l)
      ON CONFLICT (person_id, source_patient_id, hash) DO UPDATE SET labels = ARRAY(
          SELECT DISTINCT l FROM unnest(attachment.labels || excluded.labels) AS l ORDER BY l)
        WHERE NOT coalesce(attachment.labels, '{}') @> excluded.labels`,
    values: [
      rows.map((row) => row.filing.personId),
      rows.map((row) => row.filing.sourcePatientId),
      rows.map((row) => row.attachment.hash),
      rows.map((row) => row.attachment.contentType),
      rows.map((row) => row.attachment.bytes.length),
      rows.map((row) => row.encoding),
      byteaArray(rows.map((row) => row.bytes)),
      rows.map((row) => row.labels.join(',')),
    ],
  })
  await labelSameBytes(
    tx,
    rows.map(({ filing, attachment }) => ({ personId: filing.personId, hash: attachment.hash })),
  )
}

function keep({ contentType, bytes }: Attachment): { encoding: string; bytes: Uint8Array } {
  if (!/^text\/|xml|rtf/.test(contentType)) return { encoding: 'identity', bytes }
  const smaller = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } })
  return smaller.length < bytes.length
    ? { encoding: 'zstd', bytes: smaller }
    : { encoding: 'identity', bytes }
}
