/**
 * Who is objected now: derived from the objections in force and whom they are bound to, in the
 * same transaction as each change of either.
 */
import type { Tx } from '#database'
import { standingPolicy } from '../policy.ts'

export interface Settled {
  /** Whom something hides now and nothing did before, and the other way round. */
  readonly hidden: readonly number[]
  readonly shown: readonly number[]
}

/**
 * What is undecided may not be upheld: what was filed of them stays for some days, hidden,
 * and goes at once when it is upheld (OO-11).
 */
export async function settleObjected(
  tx: Tx,
  personIds: readonly number[],
  at: number,
): Promise<Settled> {
  if (personIds.length === 0) return { hidden: [], shown: [] }
  const { rows } = await tx.query<{ person_id: number; is_hidden: boolean }>({
    name: 'access-settle-objected',
    text: `WITH bound AS (
        SELECT b.person_id, min(o.created_at) AS since,
          min(CASE WHEN u.objection_id IS NULL THEN b.since + $3 * interval '1 day'
            ELSE $2::timestamptz END) AS delete_at
        FROM access.objection_person b JOIN access.objection o USING (objection_id)
        LEFT JOIN LATERAL (SELECT e.objection_id FROM access.objection_event e
          WHERE e.objection_id = b.objection_id AND e.what = 'upheld' LIMIT 1) u ON true
        WHERE b.person_id = ANY ($1) AND b.released_at IS NULL
          AND access.is_in_force(b.objection_id)
        GROUP BY b.person_id
      ), shown AS (
        DELETE FROM access.objected o WHERE o.person_id = ANY ($1)
          AND NOT EXISTS (SELECT FROM bound b WHERE b.person_id = o.person_id)
        RETURNING o.person_id
      ), restored AS (
        INSERT INTO access.to_restore (person_id, since) SELECT person_id, $2 FROM shown
        ON CONFLICT DO NOTHING
      ), not_restored AS (
        DELETE FROM access.to_restore t USING bound b WHERE t.person_id = b.person_id
      ), kept AS (
        UPDATE access.objected o SET since = b.since, delete_at = least(o.delete_at,
          CASE WHEN o.delete_at IS NOT NULL THEN b.delete_at END)
        FROM bound b WHERE b.person_id = o.person_id
          AND (o.since <> b.since OR o.delete_at > b.delete_at)
      ), hidden AS (
        INSERT INTO access.objected (person_id, since, delete_at, evidence_due)
        SELECT b.person_id, b.since, b.delete_at, false FROM bound b
        WHERE NOT EXISTS (SELECT FROM access.objected o WHERE o.person_id = b.person_id)
        ON CONFLICT DO NOTHING RETURNING person_id
      )
      SELECT person_id, true AS is_hidden FROM hidden
      UNION ALL SELECT person_id, false FROM shown`,
    values: [
      [...new Set(personIds)],
      new Date(at).toISOString(),
      standingPolicy.deleteProjectionDays,
    ],
  })
  const those = (isHidden: boolean): number[] =>
    rows.filter((row) => row.is_hidden === isHidden).map((row) => row.person_id)
  return { hidden: those(true), shown: those(false) }
}

const portion = 20_000

/**
 * Of objections that this transaction has received and upheld, both at this moment: whom they
 * hide that nothing hid before. As `settleObjected` would, without asking what is known.
 */
export async function hideUpheld(
  tx: Tx,
  personIds: readonly number[],
  at: number,
): Promise<number[]> {
  const hidden: number[] = []
  const persons = [...new Set(personIds)]
  for (let from = 0; from < persons.length; from += portion) {
    const { rows } = await tx.query<{ person_id: number }>({
      name: 'access-hide-upheld',
      text: `WITH sooner AS (
          UPDATE access.objected SET since = least(since, $2::timestamptz),
            delete_at = CASE WHEN delete_at IS NOT NULL THEN least(delete_at, $2::timestamptz) END
          WHERE person_id = ANY ($1) AND (since > $2 OR delete_at > $2)
        ), not_restored AS (
          DELETE FROM access.to_restore WHERE person_id = ANY ($1)
        )
        INSERT INTO access.objected (person_id, since, delete_at, evidence_due)
        SELECT p, $2, $2, false FROM unnest($1::bigint[]) AS p
        ON CONFLICT DO NOTHING RETURNING person_id`,
      values: [persons.slice(from, from + portion), new Date(at).toISOString()],
    })
    for (const row of rows) hidden.push(row.person_id)
  }
  return hidden
}

/** Who of these is hidden by an objection in force; a suspension does not count. */
export async function objectedAmong(tx: Tx, personIds: readonly number[]): Promise<Set<number>> {
  if (personIds.length === 0) return new Set()
  const { rows } = await tx.query<{ person_id: number }>({
    name: 'access-objected-among',
    text: `SELECT person_id FROM access.objected WHERE person_id = ANY ($1)`,
    values: [[...new Set(personIds)]],
  })
  return new Set(rows.map((row) => row.person_id))
}
