/**
 * Whom objections in force hide: by every number ever known of somebody, and along every way in
 * which what is held of one person comes to another. Only a human lets anybody go again.
 */
import { byteaArray, type Tx } from '#database'
import { noteChanges } from './changes.ts'

export interface SeenIdentifier {
  readonly personId: number
  /** As `identifierHash` makes it. */
  readonly identifier: Buffer
}

export interface NewBinding {
  readonly personId: number
  readonly objectionId: string
  /** By a number that was not said with the objection, but seen since with whom it hides. */
  readonly isIndirect: boolean
}

export interface OpenRegister {
  /** For `identifierHash`. */
  readonly key: Uint8Array
  /** Nobody has objected: filing asks nothing else then. */
  readonly isEmpty: boolean
  /** The law has lifted some: what is said meanwhile is put into the record, and deleted after. */
  readonly isSuspended: boolean
  /** Another transaction brings a register over: what is changed of anybody is noted for it. */
  readonly isBrought: boolean
}

/** While this transaction runs no import begins, unless one has begun already. */
export async function openRegister(tx: Tx): Promise<OpenRegister> {
  const { rows } = await tx.query<{
    key: Buffer
    is_empty: boolean
    is_suspended: boolean
    is_brought: boolean
  }>({
    name: 'access-open-register',
    text: `SELECT key, NOT EXISTS (SELECT FROM access.objection) AS is_empty,
        cardinality(access.suspended_kinds()) > 0 AS is_suspended,
        NOT pg_try_advisory_xact_lock_shared(7411, 25) AS is_brought
      FROM access.register_key`,
  })
  const row = rows[0]!
  return {
    key: row.key,
    isEmpty: row.is_empty,
    isSuspended: row.is_suspended,
    isBrought: row.is_brought,
  }
}

/** Persons of whom a number is known that an objection in force is bound to (OO-03, OO-08). */
export async function bindByIdentifiers(
  tx: Tx,
  seen: readonly SeenIdentifier[],
  at: number,
): Promise<NewBinding[]> {
  if (seen.length === 0) return []
  const { rows } = await tx.query<{ person_id: number; objection_id: string; indirect: boolean }>({
    name: 'access-bind-by-identifiers',
    text: `WITH bound AS (
        SELECT s.person_id, i.objection_id, bool_and(i.how = 'seen') AS indirect
        FROM unnest($1::bigint[], $2::bytea[]) AS s (person_id, identifier)
        JOIN access.objection_identifier i USING (identifier)
        WHERE i.released_at IS NULL AND access.is_in_force(i.objection_id)
        GROUP BY 1, 2
      ), saved AS (
        INSERT INTO access.objection_person (person_id, objection_id, how, since)
        SELECT person_id, objection_id, 'identifier', $3 FROM bound
        ON CONFLICT DO NOTHING RETURNING person_id, objection_id
      )
      SELECT person_id, objection_id, indirect FROM saved JOIN bound USING (person_id, objection_id)`,
    values: [
      seen.map((one) => one.personId),
      byteaArray(seen.map((one) => one.identifier)),
      new Date(at).toISOString(),
    ],
  })
  noteBound(tx, rows)
  return rows.map((row) => ({
    personId: row.person_id,
    objectionId: row.objection_id,
    isIndirect: row.indirect,
  }))
}

/**
 * What was held of one person is now held of another: whoever objected, the other is hidden too,
 * and the first is not let go (OO-04, OO-05).
 */
export async function carryBindings(
  tx: Tx,
  moves: readonly { readonly from: number; readonly to: number }[],
  at: number,
): Promise<NewBinding[]> {
  if (moves.length === 0) return []
  const { rows } = await tx.query<{ person_id: number; objection_id: string }>({
    name: 'access-carry-bindings',
    text: `INSERT INTO access.objection_person AS p (person_id, objection_id, how, since)
      SELECT DISTINCT m.target, b.objection_id, 'merged', $3::timestamptz
      FROM unnest($1::bigint[], $2::bigint[]) AS m (origin, target)
      JOIN access.objection_person b ON b.person_id = m.origin AND b.released_at IS NULL
      WHERE access.is_in_force(b.objection_id)
      ON CONFLICT (person_id, objection_id) DO UPDATE
        SET how = 'merged', since = excluded.since, released_at = NULL, released_by = NULL
        WHERE p.released_at IS NOT NULL
      RETURNING person_id, objection_id`,
    values: [moves.map((one) => one.from), moves.map((one) => one.to), new Date(at).toISOString()],
  })
  noteBound(tx, rows)
  return rows.map((row) => ({
    personId: row.person_id,
    objectionId: row.objection_id,
    isIndirect: false,
  }))
}

const portion = 5_000

/** Whoever turns up with one of these later is hidden too: the chain is followed both ways (OO-06). */
export async function addIdentifiers(tx: Tx, seen: readonly SeenIdentifier[]): Promise<void> {
  for (let from = 0; from < seen.length; from += portion) {
    const some = seen.slice(from, from + portion)
    const { rows } = await tx.query<AddedIdentifier>({
      name: 'access-add-identifiers',
      text: `WITH bound AS (
          SELECT person_id, objection_id FROM access.objection_person
          WHERE person_id = ANY ($3) AND released_at IS NULL
        ), newest AS (
          SELECT DISTINCT ON (objection_id) objection_id, what FROM access.objection_event
          WHERE objection_id IN (SELECT objection_id FROM bound)
            AND what NOT IN ('error-proposed', 'error-declined')
          ORDER BY objection_id, number DESC
        )
        INSERT INTO access.objection_identifier (identifier, objection_id, how)
        SELECT DISTINCT s.identifier, b.objection_id, 'seen'
        FROM unnest($1::bigint[], $2::bytea[]) AS s (person_id, identifier)
        JOIN bound b USING (person_id) JOIN newest n USING (objection_id)
        WHERE n.what IN ('received', 'upheld')
        ON CONFLICT DO NOTHING RETURNING identifier, objection_id`,
      values: [
        some.map((one) => one.personId),
        byteaArray(some.map((one) => one.identifier)),
        [...new Set(some.map((one) => one.personId))],
      ],
    })
    noteAdded(tx, rows)
  }
}

/** By which numbers else those are known whom new objections of this transaction hide. */
export async function addSeen(
  tx: Tx,
  seen: readonly { readonly objectionId: string; readonly identifier: Buffer }[],
): Promise<void> {
  for (let from = 0; from < seen.length; from += portion) {
    const some = seen.slice(from, from + portion)
    const { rows } = await tx.query<AddedIdentifier>({
      name: 'access-add-seen',
      text: `INSERT INTO access.objection_identifier (identifier, objection_id, how)
        SELECT i, o, 'seen' FROM unnest($1::bytea[], $2::uuid[]) AS s (i, o)
        ON CONFLICT DO NOTHING RETURNING identifier, objection_id`,
      values: [byteaArray(some.map((one) => one.identifier)), some.map((one) => one.objectionId)],
    })
    noteAdded(tx, rows)
  }
}

interface AddedIdentifier {
  identifier: Buffer
  objection_id: string
}

function noteAdded(tx: Tx, rows: readonly AddedIdentifier[]): void {
  noteChanges(
    tx,
    [...Map.groupBy(rows, (row) => row.objection_id)].map(([objectionId, own]) => ({
      what: 'bound' as const,
      objectionId,
      persons: [],
      identifiers: own.map((row) => row.identifier),
    })),
  )
}

/**
 * A human has found that this objection is not this person's. Their numbers lead to it no more,
 * but for those that were said with it or are somebody's whom it goes on hiding. False when it did
 * not hide them.
 */
export async function releaseBinding(
  tx: Tx,
  asked: {
    readonly objectionId: string
    readonly personId: number
    readonly own: readonly Buffer[]
    readonly others: readonly Buffer[]
    readonly by: string
    readonly at: number
  },
): Promise<boolean> {
  const { objectionId, personId, by } = asked
  const when = new Date(asked.at).toISOString()
  const released = await tx.query(
    `UPDATE access.objection_person SET released_at = $3, released_by = $4
     WHERE objection_id = $1 AND person_id = $2 AND released_at IS NULL`,
    [objectionId, personId, when, by],
  )
  if (released.rowCount === 0) return false
  await tx.query(
    `UPDATE access.objection_identifier SET released_at = $2
     WHERE objection_id = $1 AND how = 'seen' AND released_at IS NULL
       AND identifier = ANY ($3::bytea[]) AND NOT identifier = ANY ($4::bytea[])`,
    [objectionId, when, byteaArray(asked.own), byteaArray(asked.others)],
  )
  noteChanges(tx, [{ what: 'released', objectionId, personId }])
  return true
}

function noteBound(
  tx: Tx,
  rows: readonly { readonly person_id: number; readonly objection_id: string }[],
): void {
  noteChanges(
    tx,
    rows.map((row) => ({
      what: 'bound' as const,
      objectionId: row.objection_id,
      persons: [row.person_id],
      identifiers: [],
    })),
  )
}

/** As the journal says it was. */
export async function addBindings(
  tx: Tx,
  objectionId: string,
  personIds: readonly number[],
  at: number,
): Promise<void> {
  await tx.query(
    `INSERT INTO access.objection_person (person_id, objection_id, how, since)
     SELECT p, $1, 'merged', $3 FROM unnest($2::bigint[]) AS p ON CONFLICT DO NOTHING`,
    [objectionId, personIds, new Date(at).toISOString()],
  )
}

export async function addKnownIdentifiers(
  tx: Tx,
  objectionId: string,
  identifiers: readonly Buffer[],
): Promise<void> {
  await tx.query(
    `INSERT INTO access.objection_identifier (identifier, objection_id, how)
     SELECT i, $1, 'seen' FROM unnest($2::bytea[]) AS i ON CONFLICT DO NOTHING`,
    [objectionId, byteaArray(identifiers)],
  )
}

/** Those of these that the database knows. */
export async function keptObjections(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.query<{ objection_id: string }>(
    'SELECT objection_id FROM access.objection WHERE objection_id = ANY ($1)',
    [ids],
  )
  return rows.map((row) => row.objection_id)
}
