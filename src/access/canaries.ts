/**
 * Invented people who objected, one for each feed and each way by which an objection comes: what
 * shows one of them would show anybody (OO-40). What was filed of them before is kept, so that
 * there is always something to hide.
 */
import type { Tx } from '#database'
import type { Route } from './register/objection.ts'

export interface Canary {
  readonly canaryId: string
  readonly feed: string
  /** ODS code of the feed's organisation. */
  readonly organisation: string
  readonly route: Route
  readonly nhsNumber: string
  readonly birthDate: string
  /** SHA-256 of their letter, in hex. */
  readonly letter: string
  /** Undefined until their messages are filed. */
  readonly personId: number | undefined
  readonly plantedAt: number
}

/** False when one is there already for this feed and route, or has that number. */
export async function plantCanary(
  tx: Tx,
  canary: Omit<Canary, 'personId'>,
  by: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO access.canary (canary_id, feed, organisation, route, nhs_number, birth_date,
       letter, planted_at, planted_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      canary.canaryId,
      canary.feed,
      canary.organisation,
      canary.route,
      canary.nhsNumber,
      canary.birthDate,
      canary.letter,
      new Date(canary.plantedAt).toISOString(),
      by,
    ],
  )
  return rowCount > 0
}

export async function placeCanary(tx: Tx, canaryId: string, personId: number): Promise<void> {
  await tx.query(`UPDATE access.canary SET person_id = $2 WHERE canary_id = $1`, [
    canaryId,
    personId,
  ])
}

/** Those that were not taken away. */
export async function standingCanaries(tx: Tx): Promise<Canary[]> {
  const { rows } = await tx.query<{
    canary_id: string
    feed: string
    organisation: string
    route: Route
    nhs_number: string
    birth_date: string
    letter: string
    person_id: number | null
    planted_at: number
  }>({
    name: 'access-canaries',
    text: `SELECT canary_id, feed, organisation, route, nhs_number, birth_date, letter, person_id,
        planted_at
      FROM access.canary WHERE removed_at IS NULL ORDER BY feed, route`,
  })
  return rows.map((row) => ({
    canaryId: row.canary_id,
    feed: row.feed,
    organisation: row.organisation,
    route: row.route,
    nhsNumber: row.nhs_number,
    birthDate: row.birth_date,
    letter: row.letter,
    personId: row.person_id ?? undefined,
    plantedAt: row.planted_at,
  }))
}

/** They stay hidden, and what was filed of them is deleted like anybody's. */
export async function removeCanaries(
  tx: Tx,
  feed: string | undefined,
  by: string,
  at: number,
): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE access.canary SET removed_at = $3, removed_by = $2
     WHERE removed_at IS NULL AND ($1::text IS NULL OR feed = $1)`,
    [feed ?? null, by, new Date(at).toISOString()],
  )
  return rowCount
}

export interface ClosedChannel {
  readonly channel: string
  /** Epoch ms. */
  readonly since: number
  readonly because: string
}

/** False when it is closed already. */
export async function closeChannel(tx: Tx, closed: ClosedChannel): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO access.closed_channel (channel, since, because) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [closed.channel, new Date(closed.since).toISOString(), closed.because],
  )
  return rowCount > 0
}

/** False when it is not closed. */
export async function reopenChannel(tx: Tx, channel: string): Promise<boolean> {
  const text = `DELETE FROM access.closed_channel WHERE channel = $1`
  return (await tx.query(text, [channel])).rowCount > 0
}

export async function closedChannels(tx: Tx): Promise<ClosedChannel[]> {
  const { rows } = await tx.query<ClosedChannel>({
    name: 'access-closed-channels',
    text: `SELECT channel, since, because FROM access.closed_channel ORDER BY channel`,
  })
  return rows
}
