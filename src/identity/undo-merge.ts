/**
 * What a human decides of what senders said of their numbers: undone, the two are again whoever
 * they are without it (HL7-15); confirmed, what was held acts.
 */
import type { Tx } from '#database'
import { superseded } from './assertions.ts'
import { type Move, settle } from './settle.ts'
import { loadAround } from './store.ts'

export interface Decided {
  readonly moves: readonly Move[]
  /** Source patients whose record has to be told again: something no longer belongs there. */
  readonly toldAnew: readonly number[]
}

/** Undefined when there is nothing of that number, or it is undone. */
export async function undoMerge(
  tx: Tx,
  id: number,
  by: string,
  at: number,
): Promise<Decided | undefined> {
  const when = new Date(at).toISOString()
  const moved = await tx.query<{ from_id: number; to_id: number }>(
    `UPDATE identity.belonging_move SET undone_at = $2, undone_by = $3
     WHERE move_id = $1 AND undone_at IS NULL RETURNING from_id, to_id`,
    [id, when, by],
  )
  if (moved.rows[0]) return { moves: [], toldAnew: [moved.rows[0].from_id, moved.rows[0].to_id] }
  // The same said at another time would go on saying it.
  const undone = await tx.query<Pair>(
    `UPDATE identity.merge m SET undone_at = $2, undone_by = $3
     FROM identity.merge asked
     WHERE asked.merge_id = $1 AND asked.undone_at IS NULL AND m.undone_at IS NULL
       AND m.kind = asked.kind AND m.survivor_id = asked.survivor_id
       AND m.retired_id = asked.retired_id
     RETURNING m.survivor_id, m.retired_id`,
    [id, when, by],
  )
  return settlePair(tx, undone.rows[0], at)
}

/** Undefined when there is nothing of that number that is held. */
export async function confirmMerge(
  tx: Tx,
  id: number,
  by: string,
  at: number,
): Promise<Decided | undefined> {
  const confirmed = await tx.query<Pair>(
    `UPDATE identity.merge SET confirmed_at = $2, confirmed_by = $3
     WHERE merge_id = $1 AND undone_at IS NULL AND confirmed_at IS NULL AND held IS NOT NULL
     RETURNING survivor_id, retired_id`,
    [id, new Date(at).toISOString(), by],
  )
  return settlePair(tx, confirmed.rows[0], at)
}

interface Pair {
  readonly survivor_id: number
  readonly retired_id: number
}

async function settlePair(
  tx: Tx,
  pair: Pair | undefined,
  at: number,
): Promise<Decided | undefined> {
  if (!pair) return undefined
  const placed = await tx.query<{ person_id: number }>(
    `SELECT person_id FROM identity.link WHERE until IS NULL AND source_patient_id = ANY ($1)`,
    [[pair.survivor_id, pair.retired_id]],
  )
  const patients = await loadAround(
    tx,
    [],
    placed.rows.map((row) => row.person_id),
  )
  const { moves } = await settle(tx, patients, patients, at)
  return { moves, toldAnew: [] }
}

export interface MergeLine {
  readonly mergeId: number
  readonly kind: 'merge' | 'link' | 'unlink' | 'move'
  readonly state: 'applied' | 'held' | 'replaced' | 'undone'
  readonly survivor: string
  readonly retired: string
  /** When the sender says it was, when we took it over, and when a human decided (ms). */
  readonly eventTime: number
  readonly at: number
  readonly decidedAt: number | undefined
  readonly held: string | undefined
  /** What was moved, by the sender's name for it. */
  readonly what: string | undefined
}

/** The newest of what senders said of their numbers and what belongs to them. */
export async function listMerges(tx: Tx, linesMax: number): Promise<MergeLine[]> {
  const found = await tx.query<{
    merge_id: number
    kind: MergeLine['kind']
    survivor: string
    retired: string
    event_time: number
    applied_at: number
    confirmed_at: number | null
    undone_at: number | null
    held: string | null
    what: string | null
  }>(
    `SELECT m.merge_id, m.kind, a.namespace || '|' || a.value AS survivor,
       b.namespace || '|' || b.value AS retired, m.event_time, m.applied_at, m.confirmed_at,
       m.undone_at, m.held, m.what
     FROM (
       SELECT merge_id, kind, survivor_id, retired_id, event_time, applied_at, confirmed_at,
         undone_at, held, NULL AS what FROM identity.merge
       UNION ALL
       SELECT move_id, 'move', to_id, from_id, event_time, applied_at, NULL, undone_at, NULL,
         concat_ws(' as ', coalesce(what, 'everything'), as_what) FROM identity.belonging_move
     ) m
     JOIN identity.source_patient a ON a.source_patient_id = m.survivor_id
     JOIN identity.source_patient b ON b.source_patient_id = m.retired_id
     ORDER BY m.merge_id DESC LIMIT $1`,
    [linesMax],
  )
  return found.rows.map((row) => ({
    mergeId: row.merge_id,
    kind: row.kind,
    state: stateOf(row),
    survivor: row.survivor,
    retired: row.retired,
    eventTime: row.event_time,
    at: row.applied_at,
    decidedAt: row.undone_at ?? row.confirmed_at ?? undefined,
    held: row.confirmed_at === null ? (row.held ?? undefined) : undefined,
    what: row.what ?? undefined,
  }))
}

function stateOf(row: {
  undone_at: number | null
  confirmed_at: number | null
  held: string | null
}): MergeLine['state'] {
  if (row.undone_at !== null) return 'undone'
  if (row.confirmed_at !== null || row.held === null) return 'applied'
  return row.held === superseded ? 'replaced' : 'held'
}
