/** What is sensitive of a source patient, and what that names: kept, so that most news is judged by itself. */
import type { Tx } from '#database'
import type { Filing } from './supersede.ts'

export async function loadAround(
  tx: Tx,
  personIds: ReadonlySet<number>,
): Promise<Map<number, ReadonlySet<string>>> {
  const found = await tx.query<{ source_patient_id: number; keys: string }>({
    name: 'record-sensitive-keys',
    text: `SELECT source_patient_id, array_to_string(keys, ',') AS keys
      FROM record.sensitive_keys WHERE person_id = ANY ($1)`,
    values: [[...personIds]],
  })
  return new Map(found.rows.map((row) => [row.source_patient_id, new Set(row.keys.split(','))]))
}

export async function saveAround(
  tx: Tx,
  keys: ReadonlyMap<Filing, ReadonlySet<string>>,
): Promise<void> {
  if (keys.size === 0) return
  const rows = [...keys]
  await tx.query({
    name: 'record-save-sensitive-keys',
    text: `INSERT INTO record.sensitive_keys (person_id, source_patient_id, keys)
      SELECT p, s, string_to_array(k, ',')::bigint[]
      FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (p, s, k)
      ON CONFLICT (person_id, source_patient_id) DO UPDATE SET keys = excluded.keys`,
    values: [
      rows.map(([filing]) => filing.personId),
      rows.map(([filing]) => filing.sourcePatientId),
      rows.map(([, around]) => [...around].join(',')),
    ],
  })
}

/** Told or placed otherwise: looked for again when there is news. */
export async function forgetAround(tx: Tx, sourcePatientIds: readonly number[]): Promise<void> {
  await tx.query({
    name: 'record-forget-sensitive-keys',
    text: `DELETE FROM record.sensitive_keys WHERE source_patient_id = ANY ($1)`,
    values: [sourcePatientIds],
  })
}
