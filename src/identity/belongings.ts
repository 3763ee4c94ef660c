/** What senders moved from one of their patients to another, and whom they deleted. */
import type { Tx } from '#database'

export interface Belongings {
  /** The source patients asked for, and everybody to or from whom something was moved. */
  readonly sourcePatientIds: readonly number[]
  /** Nobody has undone them; oldest first. */
  readonly moves: readonly MovedBelongings[]
  /** What these said of patients is not shown. */
  readonly withdrawn: ReadonlySet<number>
  readonly sensitive: ReadonlySet<number>
}

export interface MovedBelongings {
  readonly fromId: number
  readonly toId: number
  /** The sender's name for it; undefined: everything but who the patient is. */
  readonly what: string | undefined
  readonly as: string | undefined
  readonly eventTime: number
}

export async function belongingsAround(
  tx: Tx,
  sourcePatientIds: readonly number[],
): Promise<Belongings> {
  const ids = new Set(sourcePatientIds)
  for (;;) {
    const moves = await loadMoves(tx, [...ids])
    const partners = moves.flatMap((one) => [one.fromId, one.toId]).filter((id) => !ids.has(id))
    if (partners.length === 0)
      return { sourcePatientIds: [...ids], moves, ...(await marks(tx, ids)) }
    for (const id of partners) ids.add(id)
  }
}

/** Those that happened at one moment are put in order by what they say, never by when they came. */
async function loadMoves(tx: Tx, ids: readonly number[]): Promise<MovedBelongings[]> {
  const found = await tx.query<{
    from_id: number
    to_id: number
    what: string | null
    as_what: string | null
    event_time: number
  }>({
    name: 'identity-moves-around',
    text: `SELECT m.from_id, m.to_id, m.what, m.as_what, m.event_time
      FROM identity.belonging_move m
      JOIN identity.source_patient f ON f.source_patient_id = m.from_id
      JOIN identity.source_patient t ON t.source_patient_id = m.to_id
      WHERE m.undone_at IS NULL AND (m.from_id = ANY ($1) OR m.to_id = ANY ($1))
      ORDER BY m.event_time, m.what, m.as_what, f.namespace, f.value, t.namespace, t.value`,
    values: [ids],
  })
  return found.rows.map((row) => ({
    fromId: row.from_id,
    toId: row.to_id,
    what: row.what ?? undefined,
    as: row.as_what ?? undefined,
    eventTime: row.event_time,
  }))
}

/** A patient is deleted until its sender says something of it that is newer. */
async function marks(
  tx: Tx,
  ids: ReadonlySet<number>,
): Promise<Pick<Belongings, 'withdrawn' | 'sensitive'>> {
  const found = await tx.query<{
    source_patient_id: number
    withdrawn: boolean
    sensitive: boolean
  }>({
    name: 'identity-marks',
    text: `SELECT source_patient_id, coalesce(withdrawn_at >= event_time, false) AS withdrawn,
        sensitive
      FROM identity.source_patient WHERE source_patient_id = ANY ($1)`,
    values: [[...ids]],
  })
  const those = (is: 'withdrawn' | 'sensitive'): Set<number> =>
    new Set(found.rows.filter((row) => row[is]).map((row) => row.source_patient_id))
  return { withdrawn: those('withdrawn'), sensitive: those('sensitive') }
}
