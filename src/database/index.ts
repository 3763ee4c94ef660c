/** THE MEANS: the way to PostgreSQL, embedded or a server, migrated and ready. */
import { connect } from './connect.ts'
import type { Database } from './database.ts'
import { type Embedded, type EmbeddedSettings, startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'
import type { Address, ConnectSettings } from './settings.ts'

export { byteaArray } from './bytea-array.ts'
export { connect } from './connect.ts'
export type { Database, Result, Role, Statement, Tx } from './database.ts'
export { type Embedded, removeEmbedded, startEmbedded } from './embedded.ts'
export { type Migration, migrate, readMigrations } from './migrate.ts'
export type { Address, ConnectSettings, SocketAddress } from './settings.ts'
export { DatabaseUnavailable, isTemporary } from './unavailable.ts'

export interface OpenDatabase extends Omit<ConnectSettings, 'address'> {
  /** A PostgreSQL server, 15 to 18; without it the embedded one is started. */
  readonly url?: string
  /** Where the embedded server keeps its data. */
  readonly folder?: string
  /** Settings and programs of the embedded server. */
  readonly settings?: EmbeddedSettings['settings']
  readonly programs?: EmbeddedSettings['programs']
}

export interface OpenedDatabase extends Database {
  /** Where it is, for a thread that has connections of its own. */
  readonly address: Address
}

/** Starts the embedded server unless a URL is given, migrates, and connects. Closing undoes it. */
export async function openDatabase(wanted: OpenDatabase): Promise<OpenedDatabase> {
  const embedded = await embeddedFor(wanted)
  const address: Address = embedded ? { socket: embedded.address } : { url: wanted.url ?? '' }
  try {
    await migrate(address, { log: wanted.log })
    const database = await connect({ ...wanted, address })
    return {
      ...database,
      address,
      async close() {
        await database.close()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

async function embeddedFor(wanted: OpenDatabase): Promise<Embedded | undefined> {
  if (wanted.url) return undefined
  const { folder, settings, programs, log } = wanted
  if (!folder) throw new Error('Either the url of a database or a folder must be given.')
  return startEmbedded({ folder, settings, programs, log })
}
