/** Relationships as they are kept: written when evidence is filed, asked when somebody opens. */
import type { Database, Tx } from '#database'
import type {
  Declaration,
  DeclarationKind,
  PersonFacts,
  Relationship,
  RestrictionKind,
} from './decide.ts'
import type { Evidence } from './evidence.ts'
import type { Policy, RelationshipKind } from './policy.ts'
import type { User } from './user.ts'

export interface FiledEvidence {
  readonly personId: number
  readonly sourcePatientId: number
  /** The entry that is the evidence: what it was evidence of before is replaced. */
  readonly entry: string
  /** There may be something to replace. */
  readonly isKnown: boolean
  readonly evidence: readonly Evidence[]
}

export async function saveEvidence(tx: Tx, filed: readonly FiledEvidence[]): Promise<void> {
  // A registration that is said again keeps the time from which it was first said: news of
  // something else must not make a practice look like the newest.
  const known = filed.filter(
    (one) => one.isKnown && !one.evidence.some((each) => each.kind === 'gp-registration'),
  )
  if (known.length > 0) {
    await tx.query({
      name: 'access-replace',
      text: `DELETE FROM access.relationship r
        USING unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (person, patient, entry)
        WHERE r.person_id = k.person AND r.source_patient_id = k.patient AND r.evidence = k.entry`,
      values: [
        known.map((one) => one.personId),
        known.map((one) => one.sourcePatientId),
        known.map((one) => one.entry),
      ],
    })
  }
  const rows = filed.flatMap((one) =>
    one.evidence.map((evidence, ordinal) => ({ one, evidence, ordinal })),
  )
  if (rows.length === 0) return
  await tx.query({
    name: 'access-evidence',
    text: `INSERT INTO access.relationship (person_id, source_patient_id, evidence, ordinal, kind,
        organisation, place, starts_at, ends_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::smallint[], $5::text[],
        $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[])
      ON CONFLICT (person_id, source_patient_id, evidence, ordinal) DO UPDATE
        SET kind = excluded.kind, organisation = excluded.organisation, place = excluded.place,
          starts_at = CASE WHEN excluded.kind = 'gp-registration'
              AND relationship.organisation = excluded.organisation
            THEN relationship.starts_at ELSE excluded.starts_at END,
          ends_at = excluded.ends_at`,
    values: [
      rows.map((row) => row.one.personId),
      rows.map((row) => row.one.sourcePatientId),
      rows.map((row) => row.one.entry),
      rows.map((row) => row.ordinal),
      rows.map((row) => row.evidence.kind),
      rows.map((row) => row.evidence.organisation),
      rows.map((row) => row.evidence.place ?? null),
      rows.map((row) => instant(row.evidence.startsAt)),
      rows.map((row) => instant(row.evidence.endsAt)),
    ],
  })
}

/** A source patient is placed with another person: its evidence goes with it. */
export async function moveEvidence(
  tx: Tx,
  moves: readonly { sourcePatientId: number; from: number; to: number }[],
): Promise<void> {
  for (const move of moves) {
    await tx.query(
      `UPDATE access.relationship SET person_id = $3
       WHERE person_id = $1 AND source_patient_id = $2`,
      [move.from, move.sourcePatientId, move.to],
    )
  }
}

interface Row {
  kind: RelationshipKind | 'declared'
  organisation: string
  place: string | null
  starts_at: number | null
  ends_at: number | null
  evidence: string
}

const fromRow = (row: Row, kind: RelationshipKind): Relationship => ({
  kind,
  organisation: row.organisation,
  place: row.place ?? undefined,
  startsAt: row.starts_at ?? undefined,
  endsAt: row.ends_at ?? undefined,
  evidence: row.evidence,
})

export interface AccessFacts {
  readonly person: PersonFacts
  readonly relationships: Relationship[]
  readonly declarations: Declaration[]
  readonly suspendedKinds: readonly string[]
}

interface PersonRow {
  is_objected: boolean
  suspended: string[]
  is_user: boolean
  restrictions: RestrictionKind[]
  died_at: number | null
  facts: (Omit<Row, 'starts_at' | 'ends_at'> & { starts: number | null; ends: number | null })[]
}

/**
 * What may be evidence for this user about this person: one statement, always asked anew (LR-01),
 * and always of the primary (OO-18). `isKnown`: the caller has found the person.
 */
export async function factsFor(
  database: Database,
  user: User,
  personId: number,
  policy: Policy,
  now: number,
): Promise<AccessFacts> {
  const found = await database.query<PersonRow>('serving', {
    name: 'access-facts',
    text: `SELECT access.is_objected($1) AS is_objected, access.suspended_kinds() AS suspended,
        EXISTS (SELECT FROM access.own_person WHERE user_key = $3 AND person_id = $1) AS is_user,
        ARRAY(SELECT DISTINCT kind FROM access.restriction WHERE person_id = $1
          AND lifted_at IS NULL AND (until_at IS NULL OR until_at > $5)) AS restrictions,
        (SELECT min(starts_at) FROM access.relationship
          WHERE person_id = $1 AND kind = 'death') AS died_at,
        (SELECT coalesce(json_agg(f), '[]') FROM (
          SELECT kind, organisation, place, (extract(epoch FROM starts_at) * 1000)::bigint AS starts,
            (extract(epoch FROM ends_at) * 1000)::bigint AS ends, evidence::text AS evidence
          FROM access.relationship
          WHERE person_id = $1 AND kind <> 'death' AND (kind = 'gp-registration' OR organisation = $2
            OR (length($2) = 3 AND length(organisation) = 5 AND left(organisation, 3) = $2))
            AND (ends_at IS NULL OR ends_at > $4 OR kind = 'gp-registration')
          UNION ALL
          SELECT 'declared:' || kind, organisation, NULL,
            (extract(epoch FROM declared_at) * 1000)::bigint,
            (extract(epoch FROM ends_at) * 1000)::bigint, event_id::text
          FROM access.declaration WHERE person_id = $1 AND user_key = $3 AND ends_at > $5) f
        ) AS facts`,
    values: [
      personId,
      user.organisation,
      user.key,
      instant(now - longestAfterMs(policy)),
      instant(now),
    ],
  })
  const [row] = found.rows as [PersonRow]
  const relationships: Relationship[] = []
  const declarations: Declaration[] = []
  for (const { starts, ends, ...fact } of row.facts) {
    const declared = /^declared:(.*)$/.exec(fact.kind)?.[1]
    if (declared !== undefined) {
      declarations.push({
        kind: declared as DeclarationKind,
        userKey: user.key,
        organisation: fact.organisation,
        declaredAt: starts ?? 0,
        endsAt: ends ?? 0,
      })
    } else {
      const one = { ...fact, starts_at: starts, ends_at: ends }
      relationships.push(fromRow(one, fact.kind as RelationshipKind))
    }
  }
  return {
    person: {
      isKnown: personId > 0,
      isObjected: row.is_objected,
      restrictions: row.restrictions,
      diedAt: row.died_at ?? undefined,
      isUser: row.is_user,
    },
    relationships,
    declarations,
    suspendedKinds: row.suspended,
  }
}

/**
 * What ended longer ago than this is no relationship of any kind any more; but a registration
 * that has ended still says that those before it are over.
 */
const longestAfterMs = (policy: Policy): number =>
  Math.max(...Object.values(policy.windows).map((window) => window.afterDays)) * 86_400_000

export interface RelatedPerson {
  readonly personId: number
  readonly relationship: Relationship | 'declared'
}

/**
 * Who may have a relationship with the user's organisation, those in its care at this moment
 * first. A list to choose from: each opening is decided by itself.
 */
export async function relatedPersons(
  database: Database,
  user: User,
  policy: Policy,
  now: number,
  personsMax: number,
): Promise<RelatedPerson[]> {
  const kinds = Object.keys(policy.windows) as RelationshipKind[]
  const found = await database.query<Row & { person_id: number }>('serving', {
    name: 'access-related',
    text: `WITH w AS (
        SELECT * FROM unnest($3::text[], $4::float8[], $5::float8[], $6::float8[])
          AS w (kind, before_days, after_days, open_days)
      ), active AS (
        SELECT r.*, row_number() OVER (PARTITION BY r.person_id ORDER BY
            array_position($8::text[], r.kind), r.starts_at DESC NULLS LAST) AS n
        FROM access.relationship r JOIN w USING (kind)
        WHERE (r.organisation = $1 OR (length($1) = 3 AND length(r.organisation) = 5
          AND left(r.organisation, 3) = $1))
          AND (r.starts_at IS NULL OR $2 >= r.starts_at - w.before_days * interval '1 day')
          AND CASE WHEN r.ends_at IS NOT NULL
              THEN $2 < r.ends_at + w.after_days * interval '1 day'
              ELSE w.open_days = 0 OR $2 < r.starts_at + w.open_days * interval '1 day' END
          AND (r.kind <> 'gp-registration' OR NOT EXISTS (
            SELECT FROM access.relationship o WHERE o.person_id = r.person_id
              AND o.kind = 'gp-registration' AND coalesce(o.starts_at, to_timestamp(0)) <= $2
              AND coalesce(o.starts_at, to_timestamp(0)) > coalesce(r.starts_at, to_timestamp(0))))
      ), declared AS (
        SELECT person_id, max(declared_at) AS starts_at, max(ends_at) AS ends_at
        FROM access.declaration WHERE user_key = $9 AND organisation = $1 AND ends_at > $2
        GROUP BY person_id
      )
      SELECT person_id, 'declared' AS kind, $1 AS organisation, NULL AS place, starts_at, ends_at,
        '' AS evidence, 0 AS rank
      FROM declared
      UNION ALL
      SELECT person_id, kind, organisation, place, starts_at, ends_at, evidence::text,
        CASE WHEN kind IN ('inpatient', 'emergency') AND ends_at IS NULL THEN 1 ELSE 2 END
      FROM active WHERE n = 1 AND person_id NOT IN (SELECT person_id FROM declared)
      ORDER BY rank, starts_at DESC NULLS LAST, person_id LIMIT $7`,
    values: [
      user.organisation,
      new Date(now).toISOString(),
      kinds,
      kinds.map((kind) => policy.windows[kind]!.beforeDays),
      kinds.map((kind) => policy.windows[kind]!.afterDays),
      kinds.map((kind) => policy.windows[kind]!.openDaysMax ?? 0),
      personsMax,
      [
        'inpatient',
        'emergency',
        'caseload',
        'gp-registration',
        'outpatient',
        'appointment',
        'referral',
      ],
      user.key,
    ],
  })
  const persons = new Map<number, RelatedPerson>()
  for (const row of found.rows) {
    if (persons.has(row.person_id)) continue
    persons.set(row.person_id, {
      personId: row.person_id,
      relationship: row.kind === 'declared' ? 'declared' : fromRow(row, row.kind),
    })
  }
  return [...persons.values()]
}

export async function saveDeclaration(
  tx: Tx,
  declaration: {
    personId: number
    user: User
    reason: string
    words: string
    at: number
    endsAt: number
    event: string
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO access.declaration (person_id, user_key, organisation, reason, words, declared_at,
       ends_at, event_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      declaration.personId,
      declaration.user.key,
      declaration.user.organisation,
      declaration.reason,
      declaration.words,
      instant(declaration.at),
      instant(declaration.endsAt),
      declaration.event,
    ],
  )
}

const instant = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()
