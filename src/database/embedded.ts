/**
 * A real PostgreSQL beside the application, from an npm package, for one machine without a
 * database server: data in one folder, a Unix socket, no account and no password to set up.
 * It outlives a killed application, and the next start adopts it.
 */
import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { chooseAccount, closedAncestor } from './embedded-account.ts'
import { copyBinaries, findBinaries, programsOf } from './embedded-binaries.ts'
import { ensureCluster, isAlive, socketFolder } from './embedded-folder.ts'
import { enter, leave, newNote } from './embedded-lock.ts'
import { ensureApplicationDatabase } from './embedded-probe.ts'
import { ensureRunning, type Place, type Running, shutDown } from './embedded-server.ts'
import type { SocketAddress } from './settings.ts'
import { isTemporary } from './unavailable.ts'

export interface EmbeddedSettings {
  readonly folder: string
  readonly log?: (line: string) => void
  /** Another PostgreSQL than the package's: the folder that holds its bin. */
  readonly programs?: string
  /** PostgreSQL settings that replace or add to the usual ones, such as shared_buffers. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface Embedded {
  readonly address: SocketAddress
  /** True when the server was already running. */
  readonly adopted: boolean
  /** A fast shutdown, unless another process still uses the server. */
  stop(): Promise<void>
}

const watchIntervalMs = 500

export async function startEmbedded(wanted: EmbeddedSettings): Promise<Embedded> {
  const log = wanted.log ?? (() => {})
  const place = await prepare(wanted)
  const note = newNote()
  let server = await takeServer(place, note)
  log(server.adopted ? 'adopted the running PostgreSQL' : 'started PostgreSQL')

  let reviving: Promise<void> | undefined
  const revive = async () => {
    log('PostgreSQL has gone; starting it again')
    server = await takeServer(place, note)
  }
  const watch = setInterval(() => {
    if (reviving !== undefined || isAlive(server.pid)) return
    reviving = revive()
      .catch((error: Error) => log(`PostgreSQL could not be started again: ${error.message}`))
      .finally(() => {
        reviving = undefined
      })
  }, watchIntervalMs).unref()

  return {
    address: server.address,
    adopted: server.adopted,
    async stop() {
      clearInterval(watch)
      await reviving
      if (await leave(place.folder, note, server.pid)) await shutDown(server.pid)
    },
  }
}

async function takeServer(place: Place, note: string): Promise<Running> {
  for (let tries = 1; ; tries++) {
    const server = await ensureRunning(place)
    await enter(place.folder, note, server.pid)
    try {
      await ensureApplicationDatabase(server.address)
      return server
    } catch (error) {
      // Whoever used it before may have begun to stop it just before our note was there.
      if (tries === 3 || !isTemporary(error)) throw error
    }
  }
}

async function prepare({ folder, programs, settings = {} }: EmbeddedSettings): Promise<Place> {
  const home = path.resolve(folder)
  const cache = path.join(home, 'postgresql-programs')
  await mkdir(home, { recursive: true, mode: 0o755 })
  const account = await chooseAccount()
  let binaries = programs ? programsOf(programs) : await findBinaries(cache)
  if (!programs && (await closedAncestor(account, binaries.postgres)) !== undefined) {
    binaries = await copyBinaries(binaries.folder, cache)
  }
  const closed = await closedAncestor(account, path.join(home, 'postgresql'))
  if (closed !== undefined) {
    throw new Error(
      `PostgreSQL runs as "nobody" here and cannot pass ${closed}. Choose a data folder that ` +
        'everybody can reach, run as another user than root, or set DATABASE_URL.',
    )
  }
  const sockets = await socketFolder(home, account)
  const cluster = await ensureCluster(home, account, binaries, settings.fsync !== 'off')
  return { folder: home, cluster, sockets, account, binaries, settings }
}

/** Removes everything that startEmbedded made in the folder; for tests and demonstrations. */
export async function removeEmbedded(folder: string): Promise<void> {
  const noted = await readFile(path.join(folder, 'socket-folder'), 'utf8').catch(() => '')
  if (noted !== '') await rm(noted, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
