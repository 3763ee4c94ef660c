import { open, readFile, rename, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, spawnAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'
import { isAlive, serverEnvironment } from './embedded-folder.ts'
import { readPostmaster, removeStaleLock } from './embedded-lock.ts'
import { probe } from './embedded-probe.ts'
import { serverSettings } from './embedded-settings.ts'
import type { SocketAddress } from './settings.ts'

/** Everything that is needed to start the server, ready. */
export interface Place {
  readonly folder: string
  readonly cluster: string
  readonly sockets: string
  readonly account: Account
  readonly binaries: Binaries
  readonly settings: Readonly<Record<string, string>>
}

const logBytesMax = 10 * 1024 * 1024
const startTimeoutMs = 30_000
const stopTimeoutMs = 60_000

export interface Running {
  readonly pid: number
  readonly address: SocketAddress
  readonly adopted: boolean
}

/**
 * Adopts whoever answers, else starts a server. When two processes start at once PostgreSQL's
 * own lock lets one through; the other's server ends, and its next look finds the first.
 */
export async function ensureRunning(place: Place): Promise<Running> {
  const giveUpAt = performance.now() + startTimeoutMs
  let ours: Launched | undefined
  for (;;) {
    const postmaster = await readPostmaster(place.cluster)
    const address = addressIn(postmaster?.socketFolder || place.sockets)
    const state = await probe(address)
    if (state === 'accepting' && postmaster !== undefined) {
      return { pid: postmaster.pid, address, adopted: ours?.pid !== postmaster.pid }
    }
    // Recovery after a crash may take minutes: only a server that does not answer is hurried.
    if (state === 'absent' && !ours?.running) {
      if (ours !== undefined) {
        const ending = await lastLines(place.folder)
        const hopeless = ours.failed !== undefined || !othersInTheWay.test(ending)
        if (hopeless || performance.now() > giveUpAt) throw startFailure(place, ours, ending)
        await sleep(100)
      }
      await removeStaleLock(place.cluster, place.sockets)
      ours = await launch(place)
    }
    await sleep(10)
  }
}

function addressIn(folder: string): SocketAddress {
  return { host: folder, port: 5432, user: 'lcr', database: 'lcr' }
}

interface Launched {
  readonly pid: number | undefined
  running: boolean
  /** Set when the program itself could not be run. */
  failed: Error | undefined
}

async function launch({ cluster, folder, sockets, account, binaries, settings }: Place) {
  const logFile = path.join(folder, 'postgresql.log')
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  )
  if (size > logBytesMax) await rename(logFile, `${logFile}.1`)
  const log = await open(logFile, 'a', 0o600)
  const parameters = Object.entries({ ...serverSettings(sockets), ...settings }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  )
  // Detached: an interrupt typed at the terminal is for the application, which then stops us.
  const child = spawnAs(account, binaries.postgres, ['-D', cluster, ...parameters], {
    env: serverEnvironment(cluster),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  const launched: Launched = { pid: child.pid, running: true, failed: undefined }
  child.once('error', (error) => {
    launched.failed = error
    launched.running = false
  })
  child.once('exit', () => {
    launched.running = false
  })
  child.unref()
  await log.close()
  return launched
}

/** Another server starts at this moment, or the processes of a killed one have not all ended. */
const othersInTheWay = /another postmaster|another server|pre-existing shared memory/

async function lastLines(folder: string): Promise<string> {
  const logged = await readFile(path.join(folder, 'postgresql.log'), 'utf8').catch(() => '')
  return logged.trimEnd().split('\n').slice(-10).join('\n')
}

function startFailure(place: Place, { failed }: Launched, ending: string): Error {
  const words = `PostgreSQL did not start in ${place.folder}. The end of its log:\n${ending}`
  return new Error(words, { cause: failed })
}

export async function shutDown(pid: number): Promise<void> {
  if (!isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  const giveUpAt = performance.now() + stopTimeoutMs
  while (isAlive(pid)) {
    if (performance.now() > giveUpAt) throw new Error(`PostgreSQL (${pid}) did not stop in time`)
    await sleep(5)
  }
}
