import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Account, giveTo, spawnAs } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'

/** The address of a Unix socket is at most 107 bytes long; PostgreSQL adds its own file name. */
const socketFolderBytesMax = 90

/** Where the sockets lie: in the data folder, or in a short temporary one noted there. */
export async function socketFolder(folder: string, account: Account): Promise<string> {
  const inside = path.join(folder, 'socket')
  if (Buffer.byteLength(inside) <= socketFolderBytesMax) {
    await mkdir(inside, { recursive: true, mode: 0o700 })
    await giveTo(account, inside)
    return inside
  }
  const note = path.join(folder, 'socket-folder')
  const noted = await readFile(note, 'utf8').catch(() => '')
  if (noted !== '' && (await isPrivate(noted))) return noted
  const made = await mkdtemp(path.join(os.tmpdir(), 'lcr-'))
  await giveTo(account, made)
  await writeFile(note, made)
  return made
}

/** Somebody else could have made a folder of the noted name after ours was tidied away. */
async function isPrivate(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory() || (found.mode & 0o077) !== 0) return false
  return found.uid === process.getuid?.() || process.getuid?.() === 0
}

/**
 * Makes the cluster under another name and renames it when it is whole, so that a killed start
 * leaves nothing that looks finished. Of two that do this at once, the first to finish wins.
 */
export async function ensureCluster(
  folder: string,
  account: Account,
  binaries: Binaries,
  durable: boolean,
): Promise<string> {
  const cluster = path.join(folder, 'postgresql')
  if (await hasCluster(cluster)) return cluster
  await removeAbandoned(folder)
  const unfinished = path.join(folder, `postgresql.new-${process.pid}-${randomUUID()}`)
  await mkdir(unfinished, { mode: 0o700 })
  await giveTo(account, unfinished)
  try {
    await runInitdb(unfinished, account, binaries, durable)
    await rename(unfinished, cluster)
    await syncFolder(folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await hasCluster(cluster))) throw error
  }
  return cluster
}

async function hasCluster(cluster: string): Promise<boolean> {
  const version = await readFile(path.join(cluster, 'PG_VERSION'), 'utf8').catch(() => '')
  return version !== ''
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = /^postgresql\.new-(\d+)-/.exec(name)?.[1]
    if (maker === undefined) continue
    if (isAlive(Number(maker))) continue
    await rm(path.join(folder, name), { recursive: true, force: true })
  }
}

async function runInitdb(
  cluster: string,
  account: Account,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  // Whoever reaches the socket, in a folder closed to others, is trusted: there is no password.
  const parameters = ['-D', cluster, '-U', 'lcr', '--auth=trust', '-E', 'UTF8', '--no-locale']
  parameters.push('--data-checksums')
  if (!durable) parameters.push('--no-sync')
  const child = spawnAs(account, binaries.initdb, parameters, {
    env: serverEnvironment(cluster),
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout?.on('data', (text) => (said += text))
  child.stderr?.on('data', (text) => (said += text))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`initdb failed (${code}) in ${cluster}:\n${said.slice(-2000)}`)
}

/** A HOME of its own: libpq inside the server looks for certificates there and fails on root's. */
export function serverEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: home, LC_ALL: 'C', TZ: 'UTC' }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** In a container whose first process takes no interest, orphans stay in the table when dead. */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}
