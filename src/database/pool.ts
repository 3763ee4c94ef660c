import pg from 'pg'
import type { Role } from './database.ts'
import type { Address, ConnectSettings } from './settings.ts'
import { DatabaseUnavailable } from './unavailable.ts'
import { valueParsers } from './value-parsers.ts'

const idleInTransactionMs = 60_000

/** The settings of one connection; without a role it is the owner's, for migrations. */
export function clientSettings(settings: ConnectSettings, role?: Role): pg.ClientConfig {
  const options: Record<string, string | number> = { timezone: 'UTC', datestyle: 'ISO' }
  if (role !== undefined) {
    options.role = `lcr_${role}`
    const statementMs = settings.statementTimeoutMs ?? 30_000
    options.statement_timeout = statementMs
    // Who waits for a lock is told so, and not that the statement is too slow: filing would blame
    // the message that it had not yet begun to file.
    options.lock_timeout = Math.ceil(statementMs / 2)
    options.idle_in_transaction_session_timeout = idleInTransactionMs
    // Every question of the application is about a few rows. A statement planned while its table
    // was almost empty would otherwise go on reading all of it until the next ANALYZE.
    options.enable_seqscan = 'off'
  }
  const flags = Object.entries(options).map(([name, value]) => `-c ${name}=${value}`)
  return {
    ...addressed(settings.address, flags.join(' ')),
    application_name: `lcr ${role ?? 'owner'}`,
    connectionTimeoutMillis: settings.connectTimeoutMs ?? 15_000,
    keepAlive: true,
    types: valueParsers,
    ...(settings.stream && { stream: settings.stream }),
  }
}

/** The driver lets options inside a URL replace ours, and with them the role: so both are joined. */
function addressed(address: Address, options: string): pg.ClientConfig {
  if ('socket' in address) return { ...address.socket, options }
  const given = /[?&]options=([^&]*)/.exec(address.url)
  const joined = encodeURIComponent(
    [decodeURIComponent(given?.[1] ?? ''), options].join(' ').trim(),
  )
  const rest = given === null ? address.url : address.url.replace(given[0], given[0].slice(0, 1))
  return { connectionString: `${rest}${rest.includes('?') ? '&' : '?'}options=${joined}` }
}

export function openPool(settings: ConnectSettings, role: Role, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...clientSettings(settings, role),
    max: size,
    // Connections are kept: each holds the named statements that it has prepared.
    idleTimeoutMillis: 0,
    onConnect: ((client: pg.Client) => assertRole(client, role)) as never,
  })
  // A connection may break while nobody waits for its answer; the next query reports it.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** A connection pooler between us and the server may drop our options, and row security with it. */
async function assertRole(client: pg.Client, role: Role): Promise<void> {
  const { rows } = await client.query('SELECT current_user AS name')
  if (rows[0]?.name !== `lcr_${role}`) {
    throw new Error(
      `The connection acts as ${rows[0]?.name} and not as lcr_${role}: connect to PostgreSQL ` +
        'directly, or through a pooler that passes the startup option "role" on.',
    )
  }
}

/**
 * Gives the connection back, or ends it when it cannot be brought out of its transaction. After an
 * error the driver does not know yet whether a transaction is open, so it is rolled back anyway.
 */
export async function giveBack(client: pg.PoolClient, failed: boolean): Promise<void> {
  try {
    if (failed || client.getTransactionStatus() !== 'I') await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

export function assertOpen(closed: boolean): void {
  if (closed) throw new DatabaseUnavailable('The database has been closed.')
}
