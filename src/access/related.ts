/**
 * Whom a user may see without being asked for a reason: those in the care of the user's
 * organisation at this moment first. A list to choose from: each opening is decided by itself,
 * and who stands here is permitted then (OO-14: nobody who objected stands in any list).
 */
import type { Database } from '#database'
import { has } from './activities.ts'
import type { Closest, DeclarationKind } from './decide.ts'
import { type Policy, type RelationshipKind, windowOf } from './policy.ts'
import type { User } from './user.ts'
import { byCloseness, codesOf } from './ways.ts'

export interface RelatedPerson {
  readonly personId: number
  readonly relationship: Closest
}

interface Row {
  person_id: number
  kind: string
  organisation: string
  place: string | null
  starts_at: number | null
  ends_at: number | null
  evidence: string | null
  rank: number
}

/** Of one code, one kind: only what its window can reach is read. */
const candidates = (kinds: string): string => `own CROSS JOIN w CROSS JOIN LATERAL (
    SELECT r.person_id, r.organisation, r.starts_at, r.ends_at FROM access.relationship r
    WHERE r.organisation COLLATE "C" = own.organisation COLLATE "C" AND r.kind = w.kind
      AND r.ends_at IS NULL AND r.starts_at > w.since AND r.starts_at <= w.until
    UNION ALL
    SELECT r.person_id, r.organisation, r.starts_at, r.ends_at FROM access.relationship r
    WHERE r.organisation COLLATE "C" = own.organisation COLLATE "C" AND r.kind = w.kind
      AND r.ends_at IS NULL AND r.starts_at IS NULL AND w.is_endless
    UNION ALL
    SELECT r.person_id, r.organisation, r.starts_at, r.ends_at FROM access.relationship r
    WHERE r.organisation COLLATE "C" = own.organisation COLLATE "C" AND r.kind = w.kind
      AND r.ends_at > w.ended AND (r.starts_at IS NULL OR r.starts_at <= w.until)) r
  WHERE ${kinds}`

/** No other practice says that the patient has been theirs for longer than the window. */
const standing = `(w.kind <> 'gp-registration' OR NOT EXISTS (
  SELECT FROM access.relationship o
  WHERE o.person_id = r.person_id AND o.kind = 'gp-registration'
    AND coalesce(o.starts_at, to_timestamp(0)) > coalesce(r.starts_at, to_timestamp(0))
    AND o.starts_at <= w.ended
    AND NOT (o.organisation = ANY ($1::text[])
      OR (length(o.organisation) = 5 AND left(o.organisation, 3) = ANY ($1::text[])))))`

/**
 * Asked only of as many as are listed: the rows come in the order of the list, and what is asked
 * of each is a question of its own, so that no table is read as a whole for it.
 */
const is = (from: string): string => `coalesce((SELECT true FROM ${from} LIMIT 1), false)`
const mayStand = `NOT access.is_objected(p.person_id)
  AND NOT ${is('access.own_person s WHERE s.user_key = $8 AND s.person_id = p.person_id')}
  AND ($9 OR NOT ${is(`access.relationship d
    WHERE d.person_id = p.person_id AND d.kind = 'death' AND d.starts_at <= $10`)})
  AND (NOT ${is(`access.restriction x WHERE x.person_id = p.person_id
      AND x.lifted_at IS NULL AND (x.until_at IS NULL OR x.until_at > $3)`)}
    OR ($12 AND ${is(`access.declaration b WHERE b.person_id = p.person_id
      AND b.user_key = $8 AND b.kind = 'seal-break' AND b.organisation = $1[1] AND b.ends_at > $3`)}))`

const byNewest = 'starts_at DESC NULLS LAST, person_id'

/** Of each person the closest care, the newest first. */
const closestOf = (kinds: string): string => `SELECT * FROM (
    SELECT DISTINCT ON (r.person_id) r.person_id, w.kind, r.organisation, r.starts_at, r.ends_at
    FROM ${candidates(kinds)} AND r.person_id NOT IN (SELECT person_id FROM declared)
    ORDER BY r.person_id, w.rank, r.starts_at DESC NULLS LAST) closest
  ORDER BY ${byNewest} OFFSET 0`

const text = `WITH RECURSIVE w AS (
    -- Of each kind: since when what is open began at the earliest, until when it began at the
    -- latest, and when it ended at the earliest.
    SELECT kind, rank, coalesce($3::timestamptz - open_ms * interval '1 millisecond', '-infinity') AS since,
      $3::timestamptz + before_ms * interval '1 millisecond' AS until,
      $3::timestamptz - after_ms * interval '1 millisecond' AS ended, open_ms IS NULL AS is_endless
    FROM unnest($4::text[], $5::float8[], $6::float8[], $7::float8[])
      WITH ORDINALITY AS w (kind, before_ms, after_ms, open_ms, rank)
  ), code (organisation, last) AS (
    -- The codes under which there is any evidence, the sites of each code among them: one step
    -- in the index for each, however many rows there are.
    SELECT c.first, c.last FROM unnest($1::text[], $2::text[]) AS c (first, last)
    UNION
    SELECT (SELECT r.organisation FROM access.relationship r
      WHERE r.organisation COLLATE "C" > c.organisation COLLATE "C"
        AND r.organisation COLLATE "C" <= c.last COLLATE "C"
      ORDER BY r.organisation COLLATE "C" LIMIT 1), c.last
    FROM code c WHERE c.organisation IS NOT NULL
  ), own AS MATERIALIZED (
    SELECT DISTINCT organisation FROM code
    WHERE organisation = ANY ($1::text[]) OR length(organisation) = 5
  ), declared AS MATERIALIZED (
    SELECT p.* FROM (SELECT DISTINCT ON (person_id) person_id, kind, declared_at AS starts_at, ends_at
      FROM access.declaration
      WHERE user_key = $8 AND organisation = $1[1] AND ends_at > $3 AND kind = ANY ($11::text[])
      ORDER BY person_id, array_position($11::text[], kind), ends_at DESC OFFSET 0) p
    WHERE ${mayStand}
  ), here AS MATERIALIZED (
    SELECT p.* FROM (${closestOf(`w.kind IN ('inpatient', 'emergency') AND r.ends_at IS NULL`)}) p
    WHERE ${mayStand} LIMIT $13
  ), others AS MATERIALIZED (
    SELECT p.* FROM (${closestOf(standing)}) p
    -- Where those who are here fill the list already, nobody else is looked for.
    WHERE (SELECT count(*) FROM here) < $13 AND p.person_id NOT IN (SELECT person_id FROM here)
      AND ${mayStand} LIMIT $13
  ), listed AS (
    SELECT person_id, kind, $1[1] AS organisation, starts_at, ends_at, 0 AS rank FROM declared
    UNION ALL SELECT *, 1 FROM here
    UNION ALL SELECT *, 2 FROM others
    ORDER BY rank, ${byNewest} LIMIT $13
  )
  SELECT l.*, e.place, e.evidence FROM listed l LEFT JOIN LATERAL (
    SELECT r.place, r.evidence::text FROM access.relationship r
    WHERE l.rank > 0 AND r.person_id = l.person_id AND r.kind = l.kind
      AND r.organisation = l.organisation AND r.starts_at IS NOT DISTINCT FROM l.starts_at
      AND r.ends_at IS NOT DISTINCT FROM l.ends_at
    ORDER BY r.evidence LIMIT 1) e ON true
  ORDER BY rank, ${byNewest}`

export async function relatedPersons(
  database: Database,
  user: User,
  policy: Policy,
  now: number,
  personsMax: number,
): Promise<RelatedPerson[]> {
  const codes = codesOf(user.organisation, policy, now)
  const windows = byCloseness.map((kind) => windowOf(policy, kind)!)
  const { activities } = policy
  const declared: DeclarationKind[] = ['colleague-granted', 'patient-consent']
  if (has(user, policy, activities.declare)) declared.push('self-declared')
  const instant = (time: number): string => new Date(time).toISOString()
  const found = await database.query<Row>('serving', {
    name: 'access-related',
    text,
    values: [
      codes,
      // Sites are two characters longer than the code of their trust (belongsTo).
      codes.map((code) => (code.length === 3 ? `${code}~` : code)),
      instant(now),
      byCloseness,
      windows.map((window) => window.before),
      windows.map((window) => window.after),
      windows.map((window) => window.open ?? null),
      user.key,
      has(user, policy, activities.examineDeaths),
      instant(now - policy.afterDeathDays * 86_400_000),
      declared,
      has(user, policy, activities.breakSeal),
      personsMax,
    ],
  })
  return found.rows.map((row) => ({ personId: row.person_id, relationship: closestIn(row) }))
}

function closestIn(row: Row): Closest {
  if (row.rank === 0) {
    const kind = row.kind as Exclude<DeclarationKind, 'seal-break'>
    return kind === 'self-declared' ? 'declared' : kind
  }
  return {
    kind: row.kind as RelationshipKind,
    organisation: row.organisation,
    place: row.place ?? undefined,
    startsAt: row.starts_at ?? undefined,
    endsAt: row.ends_at ?? undefined,
    evidence: row.evidence ?? '',
  }
}
