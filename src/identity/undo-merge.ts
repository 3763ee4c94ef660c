/** Undoing a sender's merge: the two numbers are again whoever they are without it (HL7-15). */
import type { Tx } from '#database'
import { type Move, settle } from './identify.ts'
import { loadAround } from './store.ts'

/** The moves that undoing brings; undefined when there is no such merge, or it is undone. */
export async function undoMerge(
  tx: Tx,
  mergeId: number,
  by: string,
  at: number,
): Promise<readonly Move[] | undefined> {
  const undone = await tx.query<{
    survivor_id: number
    retired_id: number
    person_before: number | null
  }>(
    `UPDATE identity.merge SET undone_at = $2, undone_by = $3
     WHERE merge_id = $1 AND undone_at IS NULL RETURNING survivor_id, retired_id, person_before`,
    [mergeId, new Date(at).toISOString(), by],
  )
  const merge = undone.rows[0]
  if (!merge) return undefined
  const placed = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM identity.link WHERE until IS NULL AND source_patient_id = ANY ($1)`,
    [[merge.survivor_id, merge.retired_id]],
  )
  const patients = await loadAround(
    tx,
    [],
    placed.rows.map((row) => row.person_id),
  )
  const inUse = await tx.query(
    `SELECT FROM identity.link WHERE until IS NULL AND person_id = $1 LIMIT 1`,
    [merge.person_before],
  )
  const former = inUse.rowCount === 0 ? (merge.person_before ?? undefined) : undefined
  const { moves } = await settle(tx, patients, patients, at, former)
  return moves
}

export interface MergeLine {
  readonly mergeId: number
  readonly survivor: string
  readonly retired: string
  readonly at: number
  readonly held: string | undefined
}

/** The newest merges that are not undone, by the senders' numbers. */
export async function listMerges(tx: Tx, linesMax: number): Promise<MergeLine[]> {
  const found = await tx.query<{
    merge_id: number
    survivor: string
    retired: string
    applied_at: number
    held: string | null
  }>(
    `SELECT m.merge_id, a.namespace || '|' || a.value AS survivor,
       b.namespace || '|' || b.value AS retired, m.applied_at, m.held
     FROM identity.merge m
     JOIN identity.source_patient a ON a.source_patient_id = m.survivor_id
     JOIN identity.source_patient b ON b.source_patient_id = m.retired_id
     WHERE m.undone_at IS NULL ORDER BY m.merge_id DESC LIMIT $1`,
    [linesMax],
  )
  return found.rows.map((row) => ({
    mergeId: row.merge_id,
    survivor: row.survivor,
    retired: row.retired,
    at: row.applied_at,
    held: row.held ?? undefined,
  }))
}
