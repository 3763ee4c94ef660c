/** Documents that somebody took out of a person's record, such as one that is also about another (OO-17). */
import type { Database, Tx } from '#database'

/** What a document is called where nothing about it may be said: on its page, and at the desk. */
const documentReference = (hash: string): string => `DOC-${hash.slice(0, 10).toUpperCase()}`

/** The beginning of the hash (hex) that a reference means; undefined for what is none. */
export const readDocumentReference = (written: string): string | undefined =>
  /^(?:DOC)?([0-9A-F]{10})$/
    .exec(written.toUpperCase().replace(/[\s\u2010-\u2015-]/g, ''))?.[1]
    ?.toLowerCase()

export interface HiddenDocuments {
  /** SHA-256 in hex. */
  readonly hashes: ReadonlySet<string>
  /** A screen may still hold what was hidden, or lack what is shown again. */
  readonly everHidden: boolean
}

/** Asked anew with each opening (LR-01). */
export async function hiddenDocuments(
  database: Database,
  personId: number,
): Promise<HiddenDocuments> {
  const found = await database.query<{ hash: string; is_hidden: boolean }>('serving', {
    name: 'access-hidden-documents',
    text: `SELECT encode(hash, 'hex') AS hash, shown_at IS NULL AS is_hidden
      FROM access.hidden_document WHERE person_id = $1`,
    values: [personId],
  })
  return {
    hashes: new Set(found.rows.filter((row) => row.is_hidden).map((row) => row.hash)),
    everHidden: found.rows.length > 0,
  }
}

export interface HiddenDocument {
  readonly reference: string
  /** Epoch ms. */
  readonly hiddenAt: number
  readonly hiddenBy: string
  readonly because: string
}

/** The newest first. */
export async function listHiddenDocuments(tx: Tx, personId: number): Promise<HiddenDocument[]> {
  const found = await tx.query<{
    hash: string
    hidden_at: number
    hidden_by_name: string
    because: string
  }>(
    `SELECT encode(hash, 'hex') AS hash, hidden_at, hidden_by_name, because
     FROM access.hidden_document WHERE person_id = $1 AND shown_at IS NULL
     ORDER BY hidden_at DESC, number DESC`,
    [personId],
  )
  return found.rows.map((row) => ({
    reference: documentReference(row.hash),
    hiddenAt: row.hidden_at,
    hiddenBy: row.hidden_by_name,
    because: row.because,
  }))
}

interface Saying {
  readonly by: { readonly key: string; readonly name: string }
  readonly because: string
  /** Epoch ms. */
  readonly at: number
}

/** How many are hidden now that were not before. */
export async function saveHidden(
  tx: Tx,
  personId: number,
  hashes: readonly string[],
  { by, because, at }: Saying,
): Promise<number> {
  const hidden = await tx.query(
    `INSERT INTO access.hidden_document (person_id, hash, hidden_at, hidden_by, hidden_by_name,
       because)
     SELECT $1, decode(h, 'hex'), $3, $4, $5, $6 FROM unnest($2::text[]) AS h
     ON CONFLICT DO NOTHING`,
    [personId, hashes, instant(at), by.key, by.name, because],
  )
  return hidden.rowCount
}

/** How many are shown again of those whose hash begins so. */
export async function saveShownAgain(
  tx: Tx,
  personId: number,
  beginning: string,
  { by, because, at }: Saying,
): Promise<number> {
  const shown = await tx.query(
    `UPDATE access.hidden_document
     SET shown_at = $3, shown_by = $4, shown_by_name = $5, shown_because = $6
     WHERE person_id = $1 AND starts_with(encode(hash, 'hex'), $2) AND shown_at IS NULL`,
    [personId, beginning, instant(at), by.key, by.name, because],
  )
  return shown.rowCount
}

/**
 * A source patient is placed with another person, and brings its documents: what was hidden from
 * one record is hidden from both.
 */
export async function carryHiddenDocuments(
  tx: Tx,
  moves: readonly { readonly from: number; readonly to: number }[],
): Promise<void> {
  if (moves.length === 0) return
  await tx.query({
    name: 'access-hidden-document-carry',
    text: `INSERT INTO access.hidden_document (person_id, hash, hidden_at, hidden_by,
        hidden_by_name, because)
      SELECT m.target, h.hash, h.hidden_at, h.hidden_by, h.hidden_by_name, h.because
      FROM unnest($1::bigint[], $2::bigint[]) AS m (origin, target)
      JOIN access.hidden_document h ON h.person_id = m.origin AND h.shown_at IS NULL
      WHERE m.origin <> m.target
      ON CONFLICT DO NOTHING`,
    values: [moves.map((one) => one.from), moves.map((one) => one.to)],
  })
}

const instant = (time: number): string => new Date(time).toISOString()
