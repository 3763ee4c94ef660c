/** What a decision is made of, as it is kept at this moment. */
import type { Database } from '#database'
import type {
  Declaration,
  DeclarationKind,
  PersonFacts,
  Relationship,
  RestrictionKind,
} from './decide.ts'
import { type Policy, type RelationshipKind, windowOf } from './policy.ts'
import type { User } from './user.ts'
import { codesOf } from './ways.ts'

export interface AccessFacts {
  readonly person: PersonFacts
  readonly relationships: Relationship[]
  readonly declarations: Declaration[]
  readonly suspendedKinds: readonly string[]
  readonly suspendedUntil: number | undefined
}

interface Row {
  is_objected: boolean
  suspended: string[]
  suspended_until: number | null
  is_user: boolean
  restrictions: RestrictionKind[]
  facts: {
    kind: string
    organisation: string
    place: string | null
    starts: number | null
    ends: number | null
    evidence: string
  }[]
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
  const found = await database.query<Row>('serving', {
    name: 'access-facts',
    text: `SELECT access.is_objected($1) AS is_objected, access.suspended_kinds() AS suspended,
        access.suspension_ends() AS suspended_until,
        EXISTS (SELECT FROM access.own_person WHERE user_key = $3 AND person_id = $1) AS is_user,
        ARRAY(SELECT DISTINCT kind FROM access.restriction WHERE person_id = $1
          AND lifted_at IS NULL AND (until_at IS NULL OR until_at > $5)) AS restrictions,
        (SELECT coalesce(json_agg(f), '[]') FROM (
          SELECT kind, organisation, place, (extract(epoch FROM starts_at) * 1000)::bigint AS starts,
            (extract(epoch FROM ends_at) * 1000)::bigint AS ends, evidence::text AS evidence
          FROM access.relationship
          WHERE person_id = $1 AND (kind IN ('gp-registration', 'death') OR (
            (organisation = ANY ($2::text[])
              OR (length(organisation) = 5 AND left(organisation, 3) = ANY ($2::text[])))
            AND (ends_at IS NULL OR ends_at > $4)))
          UNION ALL
          SELECT 'declared:' || kind, organisation, NULL,
            (extract(epoch FROM declared_at) * 1000)::bigint,
            (extract(epoch FROM ends_at) * 1000)::bigint, event_id::text
          FROM access.declaration WHERE person_id = $1 AND user_key = $3 AND ends_at > $5) f
        ) AS facts`,
    values: [
      personId,
      codesOf(user.organisation, policy, now),
      user.key,
      new Date(now - longestAfter(policy)).toISOString(),
      new Date(now).toISOString(),
    ],
  })
  const row = found.rows[0]!
  const relationships: Relationship[] = []
  const declarations: Declaration[] = []
  let diedAt: number | undefined
  for (const { kind, organisation, place, starts, ends, evidence } of row.facts) {
    const declared = /^declared:(.*)$/.exec(kind)?.[1]
    if (declared !== undefined) {
      declarations.push({
        kind: declared as DeclarationKind,
        userKey: user.key,
        organisation,
        declaredAt: starts ?? 0,
        endsAt: ends ?? 0,
      })
    } else if (kind === 'death') {
      diedAt = Math.min(diedAt ?? Number.POSITIVE_INFINITY, starts ?? 0)
    } else {
      relationships.push({
        kind: kind as RelationshipKind,
        organisation,
        place: place ?? undefined,
        startsAt: starts ?? undefined,
        endsAt: ends ?? undefined,
        evidence,
      })
    }
  }
  return {
    person: {
      isKnown: personId > 0,
      isObjected: row.is_objected,
      restrictions: row.restrictions,
      diedAt,
      isUser: row.is_user,
    },
    relationships,
    declarations,
    suspendedKinds: row.suspended,
    suspendedUntil: row.suspended_until ?? undefined,
  }
}

/**
 * What ended longer ago than this is no relationship of any kind any more; but a registration
 * that has ended still says that those before it are over.
 */
const longestAfter = (policy: Policy): number =>
  Math.max(...Object.keys(policy.windows).map((kind) => windowOf(policy, kind)!.after))
