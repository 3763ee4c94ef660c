/**
 * What an opening is measured against, over the same driver and in the same process.
 *
 * rows floor: the same entries, selected as JSON rows by bare SQL and sent as they are; nothing
 * is decided, audited or gated.
 * hard floor: one durable one-row insert, then one row of the size of the prepared record fetched
 * by its key and sent.
 */
import type pg from 'pg'
import type { FhirResource } from '#vocabulary'

export async function makeFloors(bare: pg.Pool): Promise<void> {
  await bare.query(`CREATE SCHEMA floor`)
  await bare.query(
    `CREATE TABLE floor.entry (person int NOT NULL, n int NOT NULL, body jsonb NOT NULL,
       PRIMARY KEY (person, n))`,
  )
  await bare.query(
    `CREATE TABLE floor.event (event_id uuid PRIMARY KEY, at timestamptz NOT NULL,
       body text NOT NULL)`,
  )
  await bare.query(
    `CREATE TABLE floor.message (
       message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)`,
  )
  await bare.query(`CREATE TABLE floor.document (person int PRIMARY KEY, body bytea NOT NULL)`)
  await bare.query(`ALTER TABLE floor.document ALTER COLUMN body SET STORAGE EXTERNAL`)
}

export async function keepRows(
  bare: pg.Pool,
  person: number,
  resources: readonly FhirResource[],
): Promise<void> {
  await bare.query(
    `INSERT INTO floor.entry (person, n, body)
     SELECT $1, n, body::jsonb FROM unnest($2::text[]) WITH ORDINALITY AS e (body, n)`,
    [person, resources.map((resource) => JSON.stringify(resource))],
  )
}

export async function keepDocument(bare: pg.Pool, person: number, body: Buffer): Promise<void> {
  await bare.query(
    `INSERT INTO floor.document (person, body) VALUES ($1, $2)
     ON CONFLICT (person) DO UPDATE SET body = excluded.body`,
    [person, body],
  )
}

export async function rowsFloor(bare: pg.Pool, person: number): Promise<Buffer> {
  const found = await bare.query<{ body: string }>({
    name: 'floor-rows',
    text: `SELECT body::text AS body FROM floor.entry WHERE person = $1 ORDER BY n`,
    values: [person],
  })
  return Buffer.from(`[${found.rows.map((row) => row.body).join(',')}]`)
}

/** As many bytes as an audit event of an opening has. */
const event = 'x'.repeat(420)

/** One durable one-row insert. */
export async function noteEvent(bare: pg.Pool): Promise<void> {
  await bare.query({
    name: 'floor-event',
    text: `INSERT INTO floor.event (event_id, at, body) VALUES ($1, $2, $3)`,
    values: [crypto.randomUUID(), new Date(), event],
  })
}

export async function hardFloor(bare: pg.Pool, person: number): Promise<Buffer> {
  await noteEvent(bare)
  const found = await bare.query<{ body: Buffer }>({
    name: 'floor-document',
    text: `SELECT body FROM floor.document WHERE person = $1`,
    values: [person],
  })
  return found.rows[0]!.body
}
