/**
 * Of whom something changes while a register is brought over: noted by whoever changes it, under
 * the filing lock, for the import to look for them once more before it commits (OO-10).
 */
import type { Tx } from '#database'

export interface Meanwhile {
  readonly personIds: readonly number[]
  /** Source patients of whom a number may be known now that was not before. */
  readonly renumbered: readonly number[]
  /** In the order in which they were made. */
  readonly moves: readonly {
    readonly sourcePatientId: number
    readonly from: number
    readonly to: number
  }[]
}

export async function noteMeanwhile(tx: Tx, noted: Partial<Meanwhile>): Promise<void> {
  const { personIds = [], renumbered = [], moves = [] } = noted
  await tx.query({
    name: 'access-note-meanwhile',
    text: `INSERT INTO access.import_meanwhile (source_patient_id, person_id, moved_from)
      SELECT p, NULL::bigint, NULL::bigint FROM unnest($1::bigint[]) AS p
      UNION ALL SELECT NULL, p, NULL::bigint FROM unnest($2::bigint[]) AS p
      UNION ALL (SELECT p, t, f FROM unnest($3::bigint[], $4::bigint[], $5::bigint[])
        WITH ORDINALITY AS m (p, t, f, n) ORDER BY n)`,
    values: [
      [...new Set(renumbered)],
      [...new Set(personIds)],
      moves.map((one) => one.sourcePatientId),
      moves.map((one) => one.to),
      moves.map((one) => one.from),
    ],
  })
}

/** What an import that failed left behind, or what was noted for this one; none of it is left. */
export async function takeMeanwhile(tx: Tx): Promise<Meanwhile> {
  const { rows } = await tx.query<{
    number: number
    source_patient_id: number | null
    person_id: number | null
    moved_from: number | null
  }>(
    'DELETE FROM access.import_meanwhile RETURNING number, source_patient_id, person_id, moved_from',
  )
  const inOrder = rows.sort((a, b) => a.number - b.number)
  return {
    personIds: [...new Set(inOrder.flatMap((row) => row.person_id ?? []))],
    renumbered: [...new Set(inOrder.flatMap((row) => row.source_patient_id ?? []))],
    moves: inOrder.flatMap((row) =>
      row.moved_from === null
        ? []
        : [
            {
              sourcePatientId: row.source_patient_id!,
              from: row.moved_from,
              to: row.person_id!,
            },
          ],
    ),
  }
}

/** Those of these whom a row of this file hides. */
export async function hiddenByImport(
  tx: Tx,
  importId: number,
  personIds: readonly number[],
): Promise<Set<number>> {
  if (personIds.length === 0) return new Set()
  const { rows } = await tx.query<{ person_id: number }>(
    `SELECT DISTINCT p.person_id FROM access.objection_person p
     JOIN access.import_row r USING (objection_id)
     WHERE p.person_id = ANY ($2) AND p.released_at IS NULL AND r.import_id = $1`,
    [importId, personIds],
  )
  return new Set(rows.map((row) => row.person_id))
}
