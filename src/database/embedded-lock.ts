import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { isAlive } from './embedded-folder.ts'

export interface Postmaster {
  readonly pid: number
  readonly socketFolder: string
}

/** What the file postmaster.pid says, whether or not that server still runs. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) return undefined
  return { pid, socketFolder: lines[4] ?? '' }
}

/**
 * PostgreSQL refuses to start while the process named in a lock file is alive, whatever process
 * that is: after a restart of the machine or container it is often another one. Only call when
 * nobody answers on the socket.
 */
export async function removeStaleLock(cluster: string, socketFolder: string): Promise<void> {
  const postmaster = await readPostmaster(cluster)
  if (postmaster === undefined) return
  if (isAlive(postmaster.pid) && (await worksIn(postmaster.pid, cluster))) return
  await rm(path.join(cluster, 'postmaster.pid'), { force: true })
  await rm(path.join(socketFolder, '.s.PGSQL.5432.lock'), { force: true })
}

async function worksIn(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined)
    // Unreadable means another account's process, which no server of ours is.
    return folder !== undefined && folder === (await realpath(cluster))
  }
  const listed = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)])
  return listed.stdout.includes(cluster)
}

/**
 * Notes that somebody in this process uses the server of that process id, so that the last one to
 * leave stops it and nobody else does.
 */
export async function enter(folder: string, note: string, server: number): Promise<void> {
  await mkdir(path.join(folder, 'in-use'), { recursive: true, mode: 0o700 })
  await writeFile(path.join(folder, 'in-use', note), String(server))
}

/** One for each user of a server; it begins with the process id. */
export function newNote(): string {
  return `${process.pid}-${randomUUID()}`
}

/** True when nobody else alive uses that server. */
export async function leave(folder: string, note: string, server: number): Promise<boolean> {
  const notes = path.join(folder, 'in-use')
  await rm(path.join(notes, note), { force: true })
  let last = true
  for (const name of await readdir(notes).catch(() => [])) {
    const used = await readFile(path.join(notes, name), 'utf8').catch(() => '')
    if (used === String(server) && isAlive(Number.parseInt(name, 10))) last = false
    else await rm(path.join(notes, name), { force: true })
  }
  return last
}
