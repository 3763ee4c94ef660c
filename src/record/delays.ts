/**
 * What could not be filed about a person. The record goes on, and says for that source that it
 * may be behind, until somebody has dealt with the message (RL-07).
 */
import type { Tx } from '#database'

export interface Delay {
  readonly personId: number
  readonly sourcePatientId: number
  readonly messageId: number
  /** ODS code of the source. */
  readonly organisation: string
  /** Epoch ms. */
  readonly receivedAt: number
}

/** These messages delay these records and no others; the persons for whom that is different. */
export async function replaceDelays(
  tx: Tx,
  messageIds: readonly number[],
  delays: readonly Delay[],
): Promise<number[]> {
  const settled = await tx.query<Row>(
    `DELETE FROM record.delay WHERE message_id = ANY ($1)
     RETURNING person_id, source_patient_id, message_id`,
    [messageIds],
  )
  const noted = await tx.query<Row>(
    `INSERT INTO record.delay (person_id, source_patient_id, message_id, organisation, received_at)
     SELECT DISTINCT ON (p, s, m) p, s, m, o, r
     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[])
       AS d (p, s, m, o, r)
     RETURNING person_id, source_patient_id, message_id`,
    [
      delays.map((one) => one.personId),
      delays.map((one) => one.sourcePatientId),
      delays.map((one) => one.messageId),
      delays.map((one) => one.organisation),
      delays.map((one) => new Date(one.receivedAt).toISOString()),
    ],
  )
  const before = new Set(settled.rows.map(rowText))
  const after = new Set(noted.rows.map(rowText))
  const different = [...settled.rows, ...noted.rows].filter(
    (row) => before.has(rowText(row)) !== after.has(rowText(row)),
  )
  return [...new Set(different.map((row) => row.person_id))]
}

interface Row {
  person_id: number
  source_patient_id: number
  message_id: number
}

const rowText = (row: Row): string => `${row.person_id}|${row.source_patient_id}|${row.message_id}`

/** By organisation, since when (ISO instant) something about this person waits for a human. */
export async function delaysOf(tx: Tx, personId: number): Promise<Map<string, string>> {
  const found = await tx.query<{ organisation: string; since: number }>({
    name: 'record-delays',
    text: `SELECT organisation, min(received_at) AS since FROM record.delay
      WHERE person_id = $1 GROUP BY organisation`,
    values: [personId],
  })
  return new Map(found.rows.map((row) => [row.organisation, new Date(row.since).toISOString()]))
}

/** Those of these persons about whom something waits for a human. */
export async function delayedAmong(
  tx: Tx,
  personIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (personIds.length === 0) return new Set()
  const found = await tx.query<{ person_id: number }>({
    name: 'record-delayed-among',
    text: `SELECT DISTINCT person_id FROM record.delay WHERE person_id = ANY ($1)`,
    values: [personIds],
  })
  return new Set(found.rows.map((row) => row.person_id))
}
