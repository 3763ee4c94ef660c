import type pg from 'pg'
import { asParameter } from './array-text.ts'
import type { Database, Result, Role, Statement, Tx } from './database.ts'
import { listenOn } from './listen.ts'
import { assertOpen, clientSettings, giveBack, openPool } from './pool.ts'
import type { ConnectSettings } from './settings.ts'
import { asDatabaseError } from './unavailable.ts'

const usualSizes: Readonly<Record<Role, number>> = {
  filing: 6,
  serving: 12,
  reading: 12,
  register: 3,
}

/** Opens the pools and makes sure that each of the roles wanted can be taken. */
export async function connect(settings: ConnectSettings): Promise<Database> {
  const sizes = { ...usualSizes, ...settings.poolSizes }
  const pools: Readonly<Record<Role, pg.Pool>> = {
    filing: openPool(settings, 'filing', sizes.filing),
    serving: openPool(settings, 'serving', sizes.serving),
    reading: openPool(settings, 'reading', sizes.reading),
    register: openPool(settings, 'register', sizes.register),
  }
  const preparedBy = new WeakMap<pg.PoolClient, Set<string>>()
  const endings = new Set<() => Promise<void>>()
  let closing: Promise<void> | undefined

  async function take(role: Role): Promise<pg.PoolClient> {
    assertOpen(closing !== undefined)
    return pools[role].connect().catch(rethrow)
  }

  const database: Database = {
    async transaction(role, work) {
      const client = await take(role)
      let failed = true
      let open = true
      try {
        await client.query('BEGIN')
        const result = await work(txOn(client, () => open))
        open = false
        const { command } = await client.query('COMMIT')
        // COMMIT of a transaction in which an error was swallowed answers ROLLBACK, not an error.
        if (command !== 'COMMIT') throw new Error('The transaction had failed and was rolled back.')
        failed = false
        return result
      } catch (error) {
        throw asDatabaseError(error)
      } finally {
        open = false
        await giveBack(client, failed)
      }
    },

    async query(role, statement, values) {
      assertOpen(closing !== undefined)
      return pools[role].query(asQuery(statement, values)).then(asResult, rethrow) as never
    },

    async simple(role, text, prepared) {
      const client = await take(role)
      const known = preparedBy.get(client) ?? new Set<string>()
      preparedBy.set(client, known)
      let failed = true
      try {
        if (prepared && !known.has(prepared)) {
          await client.query(`PREPARE ${prepared}`)
          known.add(prepared)
        }
        const results = (await client.query(text)) as pg.QueryResult | pg.QueryResult[]
        failed = false
        return (Array.isArray(results) ? results : [results]).map(asResult) as never
      } catch (error) {
        throw asDatabaseError(error)
      } finally {
        await giveBack(client, failed)
      }
    },

    async listen(channel, heard) {
      assertOpen(closing !== undefined)
      const end = await listenOn(clientSettings(settings, 'serving'), channel, heard).catch(rethrow)
      endings.add(end)
      return async () => {
        endings.delete(end)
        await end()
      }
    },

    close() {
      closing ??= Promise.all([
        ...[...endings].map((end) => end()),
        ...Object.values(pools).map((pool) => pool.end()),
      ]).then(() => {})
      return closing
    },
  }

  try {
    const roles = settings.roles ?? (['filing', 'serving', 'reading', 'register'] as const)
    await Promise.all(roles.map((role) => database.query(role, 'SELECT 1')))
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

function txOn(client: pg.PoolClient, isOpen: () => boolean): Tx {
  return {
    async query(statement, values) {
      // The connection may already be somebody else's.
      if (!isOpen()) throw new Error('A statement came after the end of its transaction.')
      return client.query(asQuery(statement, values)).then(asResult, rethrow) as never
    },
  }
}

function asQuery(statement: string | Statement, values?: readonly unknown[]): pg.QueryConfig {
  if (typeof statement === 'string') return { text: statement, values: values?.map(asParameter) }
  const { name, text } = statement
  return { name, text, values: (values ?? statement.values)?.map(asParameter) }
}

function asResult(result: pg.QueryResult): Result<unknown> {
  return { rows: result.rows, rowCount: result.rowCount ?? 0 }
}

function rethrow(error: unknown): never {
  throw asDatabaseError(error)
}
