import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { clientSettings } from './pool.ts'
import type { Address } from './settings.ts'
import { asDatabaseError } from './unavailable.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** Any fixed number: whoever migrates this database takes this lock. */
const migrationLock = 7_206_151

/**
 * Brings the database forward to the newest schema that this program knows, one transaction for
 * each step. Any number of programs may do so at once. Refuses a database that a newer program
 * has migrated, or one whose steps were not these.
 */
export async function migrate(
  address: Address,
  { log = () => {}, migrations }: { log?: (line: string) => void; migrations?: Migration[] } = {},
): Promise<void> {
  const known = migrations ?? (await readMigrations())
  const client = new pg.Client(clientSettings({ address }))
  client.on('error', () => {})
  try {
    await client.connect()
    await inTransaction(client, () => createLedger(client))
    for (const migration of known) {
      const applied = await inTransaction(client, () => apply(client, migration, known))
      if (applied) log(`migrated the database: ${migration.name}`)
    }
  } catch (error) {
    throw asDatabaseError(error)
  } finally {
    await client.end().catch(() => {})
  }
}

/** The steps that lie in the folder migrations, in the order of their numbers. */
export async function readMigrations(
  folder = path.join(import.meta.dirname, 'migrations'),
): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = await Promise.all(names.map((name) => readMigration(folder, name)))
  for (const [index, { number, name }] of migrations.entries()) {
    if (number === migrations[index - 1]?.number) throw new Error(`${name}: its number is taken`)
  }
  return migrations
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1])
  if (Number.isNaN(number)) throw new Error(`${name} should be named NNNN-station-what.sql`)
  const text = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(text).digest('hex')
  return { number, name, text, checksum }
}

async function createLedger(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS database;
    CREATE TABLE IF NOT EXISTS database.migration (
      number int PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`)
}

async function apply(client: pg.Client, migration: Migration, known: Migration[]) {
  const { rows } = await client.query<Omit<Migration, 'text'>>(
    'SELECT number, name, checksum FROM database.migration ORDER BY number',
  )
  assertSameHistory(rows, known)
  if (rows.some(({ number }) => number === migration.number)) return false
  // The simple protocol takes a whole file of statements.
  await client.query(migration.text)
  await client.query(
    'INSERT INTO database.migration (number, name, checksum) VALUES ($1, $2, $3)',
    [migration.number, migration.name, migration.checksum],
  )
  return true
}

function assertSameHistory(applied: Omit<Migration, 'text'>[], known: Migration[]): void {
  for (const [index, { number, name, checksum }] of applied.entries()) {
    const ours = known[index]
    if (number > (known.at(-1)?.number ?? 0)) {
      throw new Error(
        `The database has migration ${name}, which this program does not know: a newer program ` +
          'has migrated it, and it would be unsafe to go on.',
      )
    }
    if (ours?.number !== number || ours.checksum !== checksum) {
      throw new Error(
        `The database was migrated by another ${name} than this program has. Migrations are never ` +
          'changed once they have been used: add a new one.',
      )
    }
  }
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock])
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}
