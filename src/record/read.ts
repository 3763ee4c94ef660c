/**
 * Reading, for who has a permit. The committed decision is named in the reading transaction, and
 * row level security shows that person's rows and no others (trust.md §4.7).
 */
import { zstdDecompressSync } from 'node:zlib'
import type { Permit } from '#access'
import type { Database } from '#database'
import { foldedBody } from './prepared-body.ts'

/** The version at which a person's record is now; 0 while nothing is filed. Not clinical. */
export async function versionOf(database: Database, personId: number): Promise<number> {
  const found = await database.query<{ version: number }>('serving', {
    name: 'record-version',
    text: `SELECT version FROM record.person WHERE person_id = $1`,
    values: [personId],
  })
  return found.rows[0]?.version ?? 0
}

/** The version of what is shown where these labels are withheld: a number, and nothing of it. */
export async function versionShown(
  database: Database,
  personId: number,
  withhold: readonly string[],
): Promise<number> {
  const found = await database.query<{ version: number }>('filing', {
    name: 'record-version-shown',
    text: `SELECT version FROM record.prepared WHERE person_id = $1 AND NOT labels && $2::text[]
      ORDER BY cardinality(labels) DESC LIMIT 1`,
    values: [personId, withhold],
  })
  return found.rows[0]?.version ?? 0
}

export interface ServedRecord {
  readonly version: number
  /** One zstd frame of the JSON of a RecordView. */
  readonly body: Buffer
}

/** Of the rows that the decision shows, the one that holds most. */
const preparedRecord = `prepared_record(bigint) AS
  SELECT version, body, fresh FROM record.prepared WHERE person_id = $1
  ORDER BY cardinality(labels) DESC LIMIT 1`

/** Undefined when nothing has been filed about this person. */
export async function readRecord(
  database: Database,
  permit: Permit,
): Promise<ServedRecord | undefined> {
  // One round trip. What stands in the text is a checked UUID and a checked integer.
  const results = await database.simple(
    'reading',
    `BEGIN READ ONLY; SET LOCAL lcr.decision = '${decisionOf(permit)}';
     EXECUTE prepared_record(${personOf(permit)}); COMMIT`,
    preparedRecord,
  )
  const row = results[2]?.rows[0] as { version: number; body: Buffer; fresh: Buffer } | undefined
  return row && { version: row.version, body: foldedBody(row) }
}

export interface ServedDocument {
  readonly contentType: string
  readonly bytes: Buffer
}

/** A document of this person, by the SHA-256 of its bytes in hex. */
export async function readDocument(
  database: Database,
  permit: Permit,
  hash: string,
): Promise<ServedDocument | undefined> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return undefined
  const results = await database.simple(
    'reading',
    `BEGIN READ ONLY; SET LOCAL lcr.decision = '${decisionOf(permit)}';
     SELECT content_type, encoding, bytes FROM record.attachment
     WHERE person_id = ${personOf(permit)} AND hash = '\\x${hash}' LIMIT 1; COMMIT`,
  )
  const row = results[2]?.rows[0] as
    | { content_type: string; encoding: string; bytes: Buffer }
    | undefined
  if (!row) return undefined
  return {
    contentType: row.content_type,
    bytes: row.encoding === 'zstd' ? zstdDecompressSync(row.bytes) : row.bytes,
  }
}

function decisionOf(permit: Permit): string {
  if (!/^[0-9a-f-]{36}$/.test(permit.decision)) throw new TypeError('A decision is a UUID.')
  return permit.decision
}

function personOf(permit: Permit): number {
  if (!Number.isSafeInteger(permit.personId)) throw new TypeError('A person is an integer.')
  return permit.personId
}
