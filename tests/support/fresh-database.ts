import { createHash } from 'node:crypto'
import pg from 'pg'
import { type Address, connect, type Database, migrate, readMigrations } from '#database'
import { testServer, withDatabaseName } from './test-server.ts'

export interface FreshDatabase {
  readonly database: Database
  readonly address: Address
  /** For looking at what no role of the application may see. */
  superuserQuery<Row extends pg.QueryResultRow = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]>
  close(): Promise<void>
}

const poolSizes = { filing: 5, serving: 5, reading: 5 }

/** A migrated, empty database of one's own, on the server of this test run. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const address = await createDatabase()
  const database = await connect({ address, poolSizes })
  return {
    database,
    address,
    superuserQuery: (text, values) => superuserQuery(address, text, values),
    async close() {
      await database.close()
      await dropDatabase(address)
    },
  }
}

/** The same, without a pool: for tests that start a whole application on it. */
export async function createDatabase({ migrated = true } = {}): Promise<Address> {
  const server = await testServer()
  const name = `lcr_test_${process.pid}_${crypto.randomUUID().slice(0, 8)}`
  await withClient(server, async (client) => {
    if (!migrated) {
      await client.query(`CREATE DATABASE ${name}`)
      return
    }
    // One at a time: a template can be neither made twice nor cloned while it is being made.
    await client.query("SELECT pg_advisory_lock(hashtext('lcr_template'))")
    const template = await ensureTemplate(client, server)
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`)
  })
  return withDatabaseName(server, name)
}

export async function dropDatabase(address: Address): Promise<void> {
  const name =
    'socket' in address ? address.socket.database : new URL(address.url).pathname.slice(1)
  await superuserQuery(await testServer(), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
}

/** One statement as the superuser (or the owner) over a connection of its own. */
export async function superuserQuery<Row extends pg.QueryResultRow = Record<string, unknown>>(
  address: Address,
  text: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  return withClient(address, async (client) => {
    return (await client.query<Row>(text, values as unknown[])).rows
  })
}

/** Migrated once; its name says by which migrations, so that a changed one makes another. */
async function ensureTemplate(client: pg.Client, server: Address): Promise<string> {
  const checksums = (await readMigrations()).map((migration) => migration.checksum).join()
  const name = `lcr_template_${createHash('sha256').update(checksums).digest('hex').slice(0, 12)}`
  const { rows } = await client.query<{ datname: string; datistemplate: boolean }>(
    "SELECT datname, datistemplate FROM pg_database WHERE datname LIKE 'lcr\\_template\\_%'",
  )
  if (rows.some((row) => row.datname === name && row.datistemplate)) return name
  for (const { datname } of rows) {
    await client.query(`ALTER DATABASE ${datname} IS_TEMPLATE false`)
    await client.query(`DROP DATABASE ${datname} WITH (FORCE)`)
  }
  await client.query(`CREATE DATABASE ${name}`)
  await migrate(withDatabaseName(server, name))
  await client.query(`ALTER DATABASE ${name} IS_TEMPLATE true ALLOW_CONNECTIONS false`)
  return name
}

async function withClient<T>(address: Address, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client(
    'socket' in address ? { ...address.socket } : { connectionString: address.url },
  )
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
