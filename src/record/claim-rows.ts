/** Who was named for what can be about one patient only, as it is kept. */
import { hash } from 'node:crypto'
import type { Tx } from '#database'
import type { Statement } from '#vocabulary'
import { type Claimant, type ClaimedPart, compareSaid, type Retraction } from './claim-verdicts.ts'
import type { Filing } from './supersede.ts'

export interface ClaimRow extends Claimant {
  readonly claim: string
  readonly sourcePatientId: number
  readonly parts: Map<string, ClaimedPart>
  personId: number
  replaces: boolean
  /** What is retracted in the store. */
  retracted: ReadonlyMap<string, Retraction>
  isChanged: boolean
}

/** Every claimant of these claims, and of all claims that these source patients have part in. */
export async function loadClaimants(
  tx: Tx,
  claims: readonly string[],
  sourcePatientIds: readonly number[],
): Promise<ClaimRow[]> {
  const found = await tx.query<{
    claim: string
    source_patient_id: number
    person_id: number
    said: number
    sent: number
    replaces: boolean
    keys: string[]
    parts: number[]
    keys_said: number[] | null
    keys_sent: number[] | null
    retracted: Record<string, Retraction> | null
  }>({
    name: sourcePatientIds.length > 0 ? 'record-claimants-of' : 'record-claimants',
    text: `SELECT claim::text AS claim, source_patient_id, person_id, said, sent, replaces,
        keys::text[] AS keys, parts, keys_said::float8[] AS keys_said,
        keys_sent::float8[] AS keys_sent, retracted
      FROM record.claim WHERE claim = ANY ($1::bigint[])
      ${sourcePatientIds.length > 0 ? 'OR claim IN (SELECT claim FROM record.claim WHERE source_patient_id = ANY ($2::bigint[]))' : ''}`,
    values: sourcePatientIds.length > 0 ? [claims, sourcePatientIds] : [claims],
  })
  return found.rows.map((row) => ({
    claim: row.claim,
    sourcePatientId: row.source_patient_id,
    personId: row.person_id,
    replaces: row.replaces,
    parts: new Map(
      row.keys.map((key, at) => {
        const said = [row.keys_said?.[at] ?? row.said, row.keys_sent?.[at] ?? row.sent] as const
        return [key, { part: row.parts[at]!, said }]
      }),
    ),
    retracted: new Map(Object.entries(row.retracted ?? {})),
    isChanged: false,
  }))
}

/** As decimal text. */
export const claimOf = (organisation: string, claim: string): string =>
  hash('sha256', `${organisation}\u001f${claim}`, 'buffer').readBigInt64BE(0).toString()

const partOf = ({ kind, sourceId }: Statement): number =>
  hash('sha256', `${kind}\u001f${sourceId}`, 'buffer').readInt32BE(0)

/** Adds what a batch says to what is kept. */
export function noteClaims(
  rows: ClaimRow[],
  filings: readonly Filing[],
  keys: ReadonlyMap<Statement, string>,
): void {
  const byName = new Map(rows.map((row) => [`${row.claim}|${row.sourcePatientId}`, row]))
  for (const filing of filings) {
    const { sourcePatientId, personId } = filing
    for (const statement of filing.statements) {
      if (statement.claim === undefined) continue
      const claim = claimOf(filing.provenance.organisation, statement.claim)
      const name = `${claim}|${sourcePatientId}`
      const row = byName.get(name) ?? {
        claim,
        sourcePatientId,
        personId,
        replaces: filing.resultsReplace,
        parts: new Map<string, ClaimedPart>(),
        retracted: new Map<string, Retraction>(),
        isChanged: true,
      }
      if (!byName.has(name)) rows.push(row)
      byName.set(name, row)
      const key = keys.get(statement)!
      const said = [Math.round(statement.eventTime), Math.round(filing.said)] as const
      const held = row.parts.get(key)
      if (held && compareSaid(held.said, said) >= 0) continue
      row.parts.set(key, { part: partOf(statement), said })
      row.replaces = filing.resultsReplace
      row.isChanged = true
    }
  }
}

export async function saveClaims(tx: Tx, rows: readonly ClaimRow[]): Promise<void> {
  const changed = rows.filter((row) => row.isChanged && row.parts.size > 0)
  const empty = rows.filter((row) => row.isChanged && row.parts.size === 0)
  if (changed.length > 0) {
    await tx.query({
      name: 'record-save-claims',
      text: `INSERT INTO record.claim (claim, source_patient_id, person_id, said, sent, replaces,
          keys, parts, keys_said, keys_sent, retracted)
        SELECT * FROM json_to_recordset($1::json) AS r (claim bigint, source_patient_id bigint,
          person_id bigint, said bigint, sent bigint, replaces boolean, keys bigint[], parts int[],
          keys_said bigint[], keys_sent bigint[], retracted jsonb)
        ON CONFLICT (claim, source_patient_id) DO UPDATE SET person_id = excluded.person_id,
          said = excluded.said, sent = excluded.sent, replaces = excluded.replaces,
          keys = excluded.keys, parts = excluded.parts, keys_said = excluded.keys_said,
          keys_sent = excluded.keys_sent, retracted = excluded.retracted`,
      values: [JSON.stringify(changed.map(written))],
    })
  }
  if (empty.length > 0) {
    await tx.query(
      `DELETE FROM record.claim c USING unnest($1::bigint[], $2::bigint[]) AS e (claim, patient)
       WHERE c.claim = e.claim AND c.source_patient_id = e.patient`,
      [empty.map((row) => row.claim), empty.map((row) => row.sourcePatientId)],
    )
  }
}

function written(row: ClaimRow): object {
  const parts = [...row.parts].sort(([a], [b]) => (a < b ? -1 : 1))
  const last = parts.map(([, { said }]) => said).reduce((a, b) => (compareSaid(a, b) < 0 ? b : a))
  const areAllLast = parts.every(([, { said }]) => compareSaid(said, last) === 0)
  return {
    claim: row.claim,
    source_patient_id: row.sourcePatientId,
    person_id: row.personId,
    said: last[0],
    sent: last[1],
    replaces: row.replaces,
    keys: parts.map(([key]) => key),
    parts: parts.map(([, { part }]) => part),
    keys_said: areAllLast ? null : parts.map(([, { said }]) => said[0]),
    keys_sent: areAllLast ? null : parts.map(([, { said }]) => said[1]),
    retracted: row.retracted.size > 0 ? Object.fromEntries(row.retracted) : null,
  }
}
