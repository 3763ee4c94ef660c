/**
 * Objections are lifted by law for a while (COPI): dated, for named kinds of relationships,
 * approved by two, ended by the clock. They stay recorded, and hide again at the second (OO §3.2).
 */
import type { Tx } from '#database'
import type { By } from './objection.ts'

export interface Suspension {
  readonly suspensionId: string
  /** Epoch ms. */
  readonly fromAt: number
  readonly untilAt: number
  /** Kinds of relationships in which objections do not hide meanwhile. */
  readonly kinds: readonly string[]
  readonly instrument: string
  /** What the public is told. */
  readonly notice: string
  readonly proposedByKey: string
  readonly proposedBy: string
  readonly proposedAt: number
  readonly approvedBy?: string
  readonly approvedAt?: number
  readonly endedAt?: number
}

export interface ProposedSuspension
  extends Pick<Suspension, 'fromAt' | 'untilAt' | 'kinds' | 'instrument' | 'notice'> {}

export async function saveSuspension(
  tx: Tx,
  suspensionId: string,
  proposed: ProposedSuspension,
  by: By,
  at: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO access.suspension (suspension_id, from_at, until_at, kinds, instrument, notice,
       proposed_by, proposed_by_name, proposed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      suspensionId,
      new Date(proposed.fromAt).toISOString(),
      new Date(proposed.untilAt).toISOString(),
      proposed.kinds,
      proposed.instrument,
      proposed.notice,
      by.key,
      by.name,
      new Date(at).toISOString(),
    ],
  )
}

/** Only by another than who proposed it; false when there is nothing of it to approve. */
export async function approve(tx: Tx, suspensionId: string, by: By, at: number): Promise<boolean> {
  const done = await tx.query(
    `UPDATE access.suspension SET approved_by = $2, approved_by_name = $3, approved_at = $4
     WHERE suspension_id = $1 AND proposed_by <> $2 AND approved_at IS NULL AND ended_at IS NULL
       AND until_at > $4`,
    [suspensionId, by.key, by.name, new Date(at).toISOString()],
  )
  return done.rowCount > 0
}

export async function end(tx: Tx, suspensionId: string, by: By, at: number): Promise<boolean> {
  const done = await tx.query(
    `UPDATE access.suspension SET ended_at = $3, ended_by = $2
     WHERE suspension_id = $1 AND ended_at IS NULL`,
    [suspensionId, by.key, new Date(at).toISOString()],
  )
  return done.rowCount > 0
}

/** The newest first. */
export async function listSuspensions(tx: Tx): Promise<Suspension[]> {
  const { rows } = await tx.query<{
    suspension_id: string
    from_at: number
    until_at: number
    kinds: string[]
    instrument: string
    notice: string
    proposed_by: string
    proposed_by_name: string
    proposed_at: number
    approved_by_name: string | null
    approved_at: number | null
    ended_at: number | null
  }>(
    `SELECT suspension_id, from_at, until_at, kinds, instrument, notice, proposed_by,
       proposed_by_name, proposed_at, approved_by_name, approved_at, ended_at
     FROM access.suspension ORDER BY proposed_at DESC, suspension_id LIMIT 100`,
  )
  return rows.map((row) => ({
    suspensionId: row.suspension_id,
    fromAt: row.from_at,
    untilAt: row.until_at,
    kinds: row.kinds,
    instrument: row.instrument,
    notice: row.notice,
    proposedByKey: row.proposed_by,
    proposedBy: row.proposed_by_name,
    proposedAt: row.proposed_at,
    ...(row.approved_by_name !== null && { approvedBy: row.approved_by_name }),
    ...(row.approved_at !== null && { approvedAt: row.approved_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
  }))
}

export const isRunning = ({ fromAt, untilAt, approvedAt, endedAt }: Suspension, now: number) =>
  approvedAt !== undefined && endedAt === undefined && now >= fromAt && now < untilAt
