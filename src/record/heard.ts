/** Which feeds have said something of whom: for their silence to mean something (HZ-03). */
import type { Tx } from '#database'
import { classesOf } from './labels.ts'
import type { Filing } from './supersede.ts'

export interface NewlyHeard {
  readonly filing: Filing
  /** That everything which was said bears. */
  readonly labels: readonly string[]
}

/** Those of these filings by which a feed is heard about somebody for the first time. */
export async function noteHeard(tx: Tx, filings: readonly Filing[]): Promise<NewlyHeard[]> {
  const first = new Map<string, NewlyHeard>()
  for (const filing of filings) {
    if (filing.statements.length === 0) continue
    const labels = classesOf(filing.statements[0]?.labels ?? []).filter((label) =>
      filing.statements.every((one) => one.labels?.includes(label)),
    )
    const name = nameOf(filing.sourcePatientId, filing.provenance, labels)
    if (!first.has(name)) first.set(name, { filing, labels })
  }
  if (first.size === 0) return []
  const rows = [...first.values()]
  const noted = await tx.query<{
    source_patient_id: number
    organisation: string
    feed: string
    labels: string[]
  }>({
    name: 'record-note-heard',
    text: `INSERT INTO record.heard (person_id, source_patient_id, organisation, feed, labels,
        received_at)
      SELECT p, s, o, f, string_to_array(l, ','), r
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[],
        $6::timestamptz[]) AS h (p, s, o, f, l, r)
      ON CONFLICT DO NOTHING RETURNING source_patient_id, organisation, feed, labels`,
    values: [
      rows.map((one) => one.filing.personId),
      rows.map((one) => one.filing.sourcePatientId),
      rows.map((one) => one.filing.provenance.organisation),
      rows.map((one) => one.filing.provenance.feed),
      rows.map((one) => one.labels.join(',')),
      rows.map((one) => one.filing.provenance.receivedAt),
    ],
  })
  return noted.rows.flatMap(
    (row) => first.get(nameOf(row.source_patient_id, row, row.labels)) ?? [],
  )
}

const nameOf = (
  sourcePatientId: number,
  { organisation, feed }: { readonly organisation: string; readonly feed: string },
  labels: readonly string[],
): string => `${sourcePatientId}|${labels.join()}|${organisation}|${feed}`
