/** Labels as they are kept: past versions and documents are as withheld as their entry now is. */
import type { Tx } from '#database'
import { loadPacks } from './held-entries.ts'
import { documentsIn } from './links.ts'
import type { NewVersion } from './supersede.ts'

const changesLabels = ({ ends, labels }: NewVersion): boolean =>
  ends !== undefined && ends.labels.join() !== labels.join()

/** What was open before it was withheld is not to be had from what is past. */
export async function labelPast(tx: Tx, news: readonly NewVersion[]): Promise<void> {
  const changed = news.filter(changesLabels)
  if (changed.length === 0) return
  const values = [
    changed.map((one) => one.filing.personId),
    changed.map((one) => one.key),
    changed.map((one) => one.labels.join(',')),
  ]
  const past = await tx.query<PastEntry>({
    name: 'record-label-past',
    text: `UPDATE record.entry e SET labels = nullif(string_to_array(n.labels, ','), '{}')
      FROM unnest($1::bigint[], $2::bigint[], $3::text[]) AS n (person_id, key, labels)
      WHERE e.person_id = n.person_id AND e.key = n.key AND e.until IS NOT NULL
      RETURNING e.person_id, e.source_patient_id, e.pack_id, e.position, e.labels`,
    values,
  })
  await tx.query({
    name: 'record-label-packs',
    text: `UPDATE record.pack p SET labels = l.labels
      FROM (
        SELECT e.person_id, e.pack_id, array_agg(DISTINCT label ORDER BY label) AS labels
        FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, pack_id)
        JOIN record.entry e USING (person_id, pack_id), unnest(e.labels) AS label GROUP BY 1, 2
      ) l
      WHERE p.person_id = l.person_id AND p.pack_id = l.pack_id
        AND NOT coalesce(p.labels, '{}') @> l.labels`,
    values: [past.rows.map((row) => row.person_id), past.rows.map((row) => row.pack_id)],
  })
  await labelPastDocuments(tx, past.rows)
}

interface PastEntry {
  readonly person_id: number
  readonly source_patient_id: number
  readonly pack_id: number
  readonly position: number
  readonly labels: readonly string[] | null
}

/** What an earlier version of a letter said can be asked for by its hash. */
async function labelPastDocuments(tx: Tx, past: readonly PastEntry[]): Promise<void> {
  const labelled = past.filter((row) => row.labels !== null)
  const packs = await loadPacks(
    tx,
    labelled.map((row) => ({ personId: row.person_id, packId: row.pack_id })),
  )
  const documents = labelled.flatMap((row) => {
    const original = packs.get(row.pack_id)?.[row.position]
    return original
      ? documentsIn(original.retracted ?? original.resource).map((hash) => ({ row, hash }))
      : []
  })
  if (documents.length === 0) return
  await tx.query({
    name: 'record-label-past-documents',
    text: `UPDATE record.attachment a SET labels = ARRAY(
        SELECT DISTINCT l FROM unnest(a.labels || string_to_array(d.labels, ',')) AS l ORDER BY l)
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])
        AS d (person_id, source_patient_id, hash, labels)
      WHERE a.person_id = d.person_id AND a.source_patient_id = d.source_patient_id
        AND a.hash = decode(d.hash, 'hex')`,
    values: [
      documents.map(({ row }) => row.person_id),
      documents.map(({ row }) => row.source_patient_id),
      documents.map(({ hash }) => hash),
      documents.map(({ row }) => row.labels!.join(',')),
    ],
  })
}

/** A document whose entry's labels changed though no message brought it again. */
export interface LabelledDocument {
  readonly personId: number
  readonly sourcePatientId: number
  readonly hash: string
  readonly labels: readonly string[]
}

export async function labelDocuments(
  tx: Tx,
  documents: readonly LabelledDocument[],
): Promise<void> {
  if (documents.length === 0) return
  await tx.query({
    name: 'record-label-documents',
    text: `UPDATE record.attachment a SET labels = nullif(string_to_array(d.labels, ','), '{}')
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])
        AS d (person_id, source_patient_id, hash, labels)
      WHERE a.person_id = d.person_id AND a.source_patient_id = d.source_patient_id
        AND a.hash = decode(d.hash, 'hex')`,
    values: [
      documents.map((one) => one.personId),
      documents.map((one) => one.sourcePatientId),
      documents.map((one) => one.hash),
      documents.map((one) => one.labels.join(',')),
    ],
  })
  await labelSameBytes(tx, documents)
}

/** Documents of a source patient of whom something is sensitive, that an open entry names. */
export interface OpenDocuments {
  readonly personId: number
  readonly sourcePatientId: number
  readonly hashes: readonly string[]
}

/** What no open entry names is of an older version of some letter: nobody can tell of which. */
export async function labelUnnamed(tx: Tx, patients: readonly OpenDocuments[]): Promise<void> {
  if (patients.length === 0) return
  const named = patients.flatMap(({ sourcePatientId, hashes }) =>
    hashes.map((hash) => ({ sourcePatientId, hash })),
  )
  await tx.query({
    name: 'record-label-unnamed',
    text: `UPDATE record.attachment a SET labels = ARRAY(
        SELECT DISTINCT l FROM unnest(a.labels || '{sensitive}'::text[]) AS l ORDER BY l)
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, source_patient_id)
      WHERE a.person_id = w.person_id AND a.source_patient_id = w.source_patient_id
        AND NOT coalesce(a.labels, '{}') @> '{sensitive}'
        AND NOT EXISTS (SELECT FROM unnest($3::bigint[], $4::text[]) AS n (source_patient_id, hash)
          WHERE n.source_patient_id = a.source_patient_id AND decode(n.hash, 'hex') = a.hash)`,
    values: [
      patients.map((one) => one.personId),
      patients.map((one) => one.sourcePatientId),
      named.map((one) => one.sourcePatientId),
      named.map((one) => one.hash),
    ],
  })
}

const union = `UPDATE record.attachment a SET labels = l.labels
  FROM (
    SELECT b.person_id, b.hash, array_agg(DISTINCT label ORDER BY label) AS labels
    FROM wanted w JOIN record.attachment b ON b.person_id = w.person_id
      AND (w.hash IS NULL OR b.hash = w.hash), unnest(b.labels) AS label
    GROUP BY 1, 2
  ) l
  WHERE a.person_id = l.person_id AND a.hash = l.hash AND a.labels IS DISTINCT FROM l.labels`

/** The same bytes under another number of this person do not open what is withheld. */
export async function labelSameBytes(
  tx: Tx,
  documents: readonly { readonly personId: number; readonly hash: string }[],
): Promise<void> {
  await tx.query({
    name: 'record-label-same-bytes',
    text: `WITH wanted AS (
        SELECT p AS person_id, decode(h, 'hex') AS hash
        FROM unnest($1::bigint[], $2::text[]) AS d (p, h)
      ) ${union}`,
    values: [documents.map((one) => one.personId), documents.map((one) => one.hash)],
  })
}

export async function labelSameBytesOf(tx: Tx, personId: number): Promise<void> {
  await tx.query({
    name: 'record-label-same-bytes-of',
    text: `WITH wanted AS (SELECT $1::bigint AS person_id, NULL::bytea AS hash) ${union}`,
    values: [personId],
  })
}
