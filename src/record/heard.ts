/** Which feeds have said something of whom: for their silence to mean something (HZ-03). */
import type { Tx } from '#database'
import type { Filing } from './supersede.ts'

export interface NewlyHeard {
  readonly filing: Filing
  readonly isRestricted: boolean
}

const restricted = 'restricted'

/** Those of these filings by which a feed is heard about somebody for the first time. */
export async function noteHeard(tx: Tx, filings: readonly Filing[]): Promise<NewlyHeard[]> {
  const first = new Map<string, NewlyHeard>()
  for (const filing of filings) {
    if (filing.statements.length === 0) continue
    const isRestricted = filing.statements.every((one) => one.labels?.includes(restricted))
    const name = nameOf(filing.sourcePatientId, filing.provenance, isRestricted)
    if (!first.has(name)) first.set(name, { filing, isRestricted })
  }
  if (first.size === 0) return []
  const rows = [...first.values()]
  const noted = await tx.query<{
    source_patient_id: number
    organisation: string
    feed: string
    restricted: boolean
  }>({
    name: 'record-note-heard',
    text: `INSERT INTO record.heard (person_id, source_patient_id, organisation, feed, restricted,
        received_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::boolean[],
        $6::timestamptz[])
      ON CONFLICT DO NOTHING RETURNING source_patient_id, organisation, feed, restricted`,
    values: [
      rows.map((one) => one.filing.personId),
      rows.map((one) => one.filing.sourcePatientId),
      rows.map((one) => one.filing.provenance.organisation),
      rows.map((one) => one.filing.provenance.feed),
      rows.map((one) => one.isRestricted),
      rows.map((one) => one.filing.provenance.receivedAt),
    ],
  })
  return noted.rows.flatMap(
    (row) => first.get(nameOf(row.source_patient_id, row, row.restricted)) ?? [],
  )
}

const nameOf = (
  sourcePatientId: number,
  { organisation, feed }: { readonly organisation: string; readonly feed: string },
  isRestricted: boolean,
): string => `${sourcePatientId}|${isRestricted}|${organisation}|${feed}`
