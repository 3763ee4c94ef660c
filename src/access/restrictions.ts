/**
 * Reasons not to show a person whom one might otherwise see. They end by a human or by the clock,
 * never by a message: a source that falls silent about it has not said that it is safe.
 */
import type { Database, Tx } from '#database'
import type { RestrictionKind } from './decide.ts'

/**
 * A source asks for care with whom its patient is shown to. Said once of a source patient: who
 * lifted it has looked, and the next message that says the same does not undo that.
 */
export async function saveRestrictions(
  tx: Tx,
  patients: readonly { readonly sourcePatientId: number; readonly personId: number }[],
  at: number,
): Promise<void> {
  if (patients.length === 0) return
  await tx.query({
    name: 'access-restrict',
    text: `INSERT INTO access.restriction (person_id, kind, because, source_patient_id, set_at,
        set_by, set_by_name)
      SELECT DISTINCT ON (p.patient) p.person, 'whereabouts', 'A source says so', p.patient, $3,
        'source', 'A source'
      FROM unnest($1::bigint[], $2::bigint[]) AS p (person, patient)
      WHERE NOT EXISTS (SELECT FROM access.restriction r WHERE r.source_patient_id = p.patient)`,
    values: [
      patients.map((one) => one.personId),
      patients.map((one) => one.sourcePatientId),
      instant(at),
    ],
  })
}

/**
 * A source patient is placed with another person. What its source says goes with it; what somebody
 * set for the person holds for both from now on, because nobody can tell whom of them they meant.
 */
export async function moveRestrictions(
  tx: Tx,
  moves: readonly { sourcePatientId: number; from: number; to: number }[],
  at: number,
): Promise<void> {
  if (moves.length === 0) return
  await tx.query({
    name: 'access-restriction-copy',
    text: `INSERT INTO access.restriction (person_id, kind, because, set_at, set_by, set_by_name,
        until_at)
      SELECT DISTINCT ON (m.target, r.kind) m.target, r.kind, r.because, $3, r.set_by,
        r.set_by_name, r.until_at
      FROM unnest($1::bigint[], $2::bigint[]) AS m (origin, target)
      JOIN access.restriction r ON r.person_id = m.origin AND r.source_patient_id IS NULL
        AND r.lifted_at IS NULL AND (r.until_at IS NULL OR r.until_at > $3)
      WHERE m.origin <> m.target AND NOT EXISTS (SELECT FROM access.restriction held
        WHERE held.person_id = m.target AND held.kind = r.kind AND held.source_patient_id IS NULL
          AND held.lifted_at IS NULL AND (held.until_at IS NULL OR held.until_at >= r.until_at))
      ORDER BY m.target, r.kind, r.until_at DESC NULLS FIRST`,
    values: [moves.map((one) => one.from), moves.map((one) => one.to), instant(at)],
  })
  await tx.query({
    name: 'access-restriction-move',
    text: `UPDATE access.restriction r SET person_id = m.target
      FROM unnest($1::bigint[], $2::bigint[]) AS m (patient, target)
      WHERE r.source_patient_id = m.patient`,
    values: [moves.map((one) => one.sourcePatientId), moves.map((one) => one.to)],
  })
}

export interface NewRestriction {
  readonly personId: number
  readonly kind: RestrictionKind
  readonly because: string
  readonly by: { readonly key: string; readonly name: string }
  readonly at: number
  readonly until: number | undefined
}

export async function restrict(tx: Tx, one: NewRestriction): Promise<void> {
  await tx.query(
    `INSERT INTO access.restriction (person_id, kind, because, set_at, set_by, set_by_name, until_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      one.personId,
      one.kind,
      one.because,
      instant(one.at),
      one.by.key,
      one.by.name,
      one.until === undefined ? null : instant(one.until),
    ],
  )
}

/** How many there were to lift. */
export async function liftRestrictions(
  tx: Tx,
  personId: number,
  kind: RestrictionKind,
  by: { readonly key: string },
  because: string,
  at: number,
): Promise<number> {
  const lifted = await tx.query(
    `UPDATE access.restriction SET lifted_at = $4, lifted_by = $3, lifted_because = $5
     WHERE person_id = $1 AND kind = $2 AND lifted_at IS NULL
       AND (until_at IS NULL OR until_at > $4)`,
    [personId, kind, by.key, instant(at), because],
  )
  return lifted.rowCount
}

export interface Restricted {
  readonly personId: number
  readonly kind: RestrictionKind
  readonly because: string
  readonly setAt: number
  readonly setBy: string
  /** Epoch ms; undefined: until somebody lifts it. */
  readonly until: number | undefined
}

/** In force now, of one person or of all; the newest first. */
export async function restrictionsNow(
  database: Database,
  now: number,
  of: { readonly personId?: number; readonly linesMax: number },
): Promise<Restricted[]> {
  const found = await database.query<{
    person_id: number
    kind: RestrictionKind
    because: string
    set_at: number
    set_by_name: string
    until_at: number | null
  }>(
    'serving',
    `SELECT person_id, kind, because, set_at, set_by_name, until_at FROM access.restriction
     WHERE lifted_at IS NULL AND (until_at IS NULL OR until_at > $1)
       AND ($2::bigint IS NULL OR person_id = $2)
     ORDER BY set_at DESC, restriction_id DESC LIMIT $3`,
    [instant(now), of.personId ?? null, of.linesMax],
  )
  return found.rows.map((row) => ({
    personId: row.person_id,
    kind: row.kind,
    because: row.because,
    setAt: row.set_at,
    setBy: row.set_by_name,
    until: row.until_at ?? undefined,
  }))
}

/** How persons may stand in a list: those who objected not at all, those restricted without a place. */
export async function howListed(
  database: Database,
  personIds: readonly number[],
  now: number,
): Promise<{ readonly objected: ReadonlySet<number>; readonly placeless: ReadonlySet<number> }> {
  const found = await database.query<{ id: number; objected: boolean; placeless: boolean }>(
    'serving',
    {
      name: 'access-how-listed',
      text: `SELECT p.id, access.is_objected(p.id) AS objected,
          EXISTS (SELECT FROM access.restriction r WHERE r.person_id = p.id
            AND r.lifted_at IS NULL AND (r.until_at IS NULL OR r.until_at > $2)) AS placeless
        FROM unnest($1::bigint[]) AS p (id)`,
      values: [personIds, instant(now)],
    },
  )
  const those = (is: 'objected' | 'placeless') =>
    new Set(found.rows.filter((row) => row[is]).map((row) => row.id))
  return { objected: those('objected'), placeless: those('placeless') }
}

const instant = (time: number): string => new Date(time).toISOString()
