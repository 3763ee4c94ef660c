import pg from 'pg'
import type { SocketAddress } from './settings.ts'

/** Whether a server answers at this address, is there but not ready, or is not there. */
export async function probe(address: SocketAddress): Promise<'accepting' | 'starting' | 'absent'> {
  const client = new pg.Client({ ...address, database: 'postgres', connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return 'accepting'
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTSOCK') return 'absent'
    // 57P03: the server starts, recovers or stops. Too many connections is also a sign of life.
    if (code === '53300') return 'accepting'
    return 'starting'
  } finally {
    await client.end().catch(() => {})
  }
}

export async function ensureApplicationDatabase(address: SocketAddress): Promise<void> {
  const client = new pg.Client({ ...address, database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [
      address.database,
    ])
    if (found.rowCount === 0) {
      await client.query(`CREATE DATABASE ${pg.escapeIdentifier(address.database)}`)
    }
  } catch (error) {
    // Another process was faster: duplicate_database, or the same seen by the index.
    const { code } = error as { code?: string }
    if (code !== '42P04' && code !== '23505') throw error
  } finally {
    await client.end()
  }
}
