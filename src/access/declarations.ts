/** What users said themselves of their part in somebody's care, or others said for them. */
import type { Database, Tx } from '#database'
import type { DeclarationKind } from './decide.ts'

export interface NewDeclaration {
  readonly kind: DeclarationKind
  readonly personId: number
  readonly userKey: string
  readonly userName?: string
  readonly organisation: string
  readonly reason: string
  readonly words: string
  /** Epoch ms. */
  readonly at: number
  readonly endsAt: number
  /** The audit event that tells of it. */
  readonly event: string
  /** Who gave it to the user; absent: the user did. */
  readonly grantedBy?: { readonly key: string; readonly name: string }
  readonly doubts?: readonly string[]
}

export async function saveDeclaration(tx: Tx, one: NewDeclaration): Promise<void> {
  await tx.query(
    `INSERT INTO access.declaration (kind, person_id, user_key, organisation, reason, words,
       declared_at, ends_at, event_id, granted_by, granted_by_name, doubts, user_name)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      one.kind,
      one.personId,
      one.userKey,
      one.organisation,
      one.reason,
      one.words,
      instant(one.at),
      instant(one.endsAt),
      one.event,
      one.grantedBy?.key ?? null,
      one.grantedBy?.name ?? null,
      one.doubts ?? [],
      one.userName ?? null,
    ],
  )
}

/** What a user has declared of themselves of late: for quotas, and to see the same words again. */
export interface EarlierDeclaration {
  readonly personId: number
  readonly declaredAt: number
  readonly words: string
  readonly isExplained: boolean
}

/** One at a time for each user, until the transaction ends: a quota holds for two tabs as for one. */
export async function declaredBefore(
  tx: Tx,
  userKey: string,
  since: number,
): Promise<EarlierDeclaration[]> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('access.declaration ' || $1, 0))`, [
    userKey,
  ])
  const found = await tx.query<{
    person_id: number
    declared_at: number
    words: string
    is_explained: boolean
  }>(
    `SELECT person_id, declared_at, words, explained_at IS NOT NULL AS is_explained
     FROM access.declaration
     WHERE user_key = $1 AND declared_at > $2 AND kind IN ('self-declared', 'patient-consent')`,
    [userKey, instant(since)],
  )
  return found.rows.map((row) => ({
    personId: row.person_id,
    declaredAt: row.declared_at,
    words: row.words,
    isExplained: row.is_explained,
  }))
}

/** One that a privacy officer looks at; `reference` is all that an alert may say (LR-07). */
export interface DeclarationToReview {
  readonly declarationId: number
  readonly reference: string
  readonly kind: DeclarationKind
  readonly personId: number
  readonly userKey: string
  readonly userName: string | undefined
  readonly organisation: string
  readonly reason: string
  readonly words: string
  readonly declaredAt: number
  readonly endsAt: number
  readonly grantedByName: string | undefined
  readonly doubts: readonly string[]
  /** What came later and explains it: the kind of relationship. */
  readonly explainedBy: string | undefined
}

interface Row {
  declaration_id: number
  kind: DeclarationKind
  person_id: number
  user_key: string
  user_name: string | null
  organisation: string
  reason: string
  words: string
  declared_at: number
  ends_at: number
  event_id: string
  granted_by_name: string | null
  doubts: string[]
  explained_by: string | null
}

const columns = `declaration_id, kind, person_id, user_key, user_name, organisation, reason,
  words, declared_at, ends_at, event_id, granted_by_name, doubts, explained_by`

/** Of the users of one organisation, and nobody has looked at them; the oldest first. */
export async function unreviewed(
  tx: Tx,
  organisation: string,
  linesMax: number,
): Promise<DeclarationToReview[]> {
  const found = await tx.query<Row>(
    `SELECT ${columns} FROM access.declaration
     WHERE reviewed_at IS NULL AND organisation = $1 ORDER BY declared_at, declaration_id LIMIT $2`,
    [organisation, linesMax],
  )
  return found.rows.map(fromRow)
}

/** Declared before then, of whatever organisation, and nobody has looked; the oldest first. */
export async function longUnreviewed(
  tx: Tx,
  before: number,
  linesMax: number,
): Promise<DeclarationToReview[]> {
  const found = await tx.query<Row>(
    `SELECT ${columns} FROM access.declaration
     WHERE reviewed_at IS NULL AND declared_at < $1 ORDER BY declared_at, declaration_id LIMIT $2`,
    [instant(before), linesMax],
  )
  return found.rows.map(fromRow)
}

/** Undefined when there is none, it is another organisation's, or somebody has looked before. */
export async function reviewed(
  tx: Tx,
  declarationId: number,
  by: { readonly key: string; readonly organisation: string },
  said: { readonly outcome: string; readonly words: string },
  at: number,
): Promise<DeclarationToReview | undefined> {
  const found = await tx.query<Row>(
    `UPDATE access.declaration SET reviewed_at = $4, reviewed_by = $2, review_outcome = $5,
       review_words = $6
     WHERE declaration_id = $1 AND organisation = $3 AND reviewed_at IS NULL AND user_key <> $2
     RETURNING ${columns}`,
    [declarationId, by.key, by.organisation, instant(at), said.outcome, said.words],
  )
  return found.rows[0] && fromRow(found.rows[0])
}

/** Those since then that no evidence explains yet. */
export async function unexplained(
  database: Database,
  since: number,
  linesMax: number,
  after = 0,
): Promise<DeclarationToReview[]> {
  const found = await database.query<Row>(
    'serving',
    `SELECT ${columns} FROM access.declaration
     WHERE explained_at IS NULL AND declared_at > $1 AND declaration_id > $3
       AND kind IN ('self-declared', 'patient-consent')
     ORDER BY declaration_id LIMIT $2`,
    [instant(since), linesMax, after],
  )
  return found.rows.map(fromRow)
}

export async function explain(
  tx: Tx,
  declarationId: number,
  by: string,
  at: number,
): Promise<void> {
  await tx.query(
    `UPDATE access.declaration SET explained_at = $3, explained_by = $2
     WHERE declaration_id = $1 AND explained_at IS NULL`,
    [declarationId, by, instant(at)],
  )
}

/** Names it without saying of whom or by whom it is. */
export const alertReference = (event: string): string => `D-${event.slice(-8).toUpperCase()}`

const fromRow = (row: Row): DeclarationToReview => ({
  declarationId: row.declaration_id,
  reference: alertReference(row.event_id),
  kind: row.kind,
  personId: row.person_id,
  userKey: row.user_key,
  userName: row.user_name ?? undefined,
  organisation: row.organisation,
  reason: row.reason,
  words: row.words,
  declaredAt: row.declared_at,
  endsAt: row.ends_at,
  grantedByName: row.granted_by_name ?? undefined,
  doubts: row.doubts,
  explainedBy: row.explained_by ?? undefined,
})

const instant = (time: number): string => new Date(time).toISOString()
