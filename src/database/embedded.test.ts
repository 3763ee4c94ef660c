import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { removeEmbedded, startEmbedded } from './embedded.ts'
import { closedAncestor } from './embedded-account.ts'
import { copyBinaries, findBinaries } from './embedded-binaries.ts'
import { isAlive } from './embedded-folder.ts'
import { readPostmaster } from './embedded-lock.ts'
import type { SocketAddress } from './settings.ts'

async function emptyFolder(t: TestContext, below = ''): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'lcr-embedded-'))
  const folder = path.join(made, below)
  t.after(async () => {
    const left = await serverOf(folder)
    if (left !== undefined && isAlive(left)) process.kill(left, 'SIGKILL')
    await removeEmbedded(folder)
    await removeEmbedded(made)
  })
  return folder
}

async function ask(address: SocketAddress, text: string): Promise<unknown[]> {
  const client = new pg.Client({ ...address })
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query({ text, rowMode: 'array' })
  await client.end()
  return rows.flat()
}

async function serverOf(folder: string): Promise<number | undefined> {
  return (await readPostmaster(path.join(folder, 'postgresql')))?.pid
}

/** Another process that starts the server in the folder, says whether it adopted it, and stays. */
async function otherProcess(folder: string, env = process.env): Promise<[ChildProcess, string]> {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(import.meta.resolve('./embedded.ts'))})
    const embedded = await startEmbedded({ folder: ${JSON.stringify(folder)}, settings: { fsync: 'off' } })
    console.log(embedded.adopted ? 'adopted' : 'started')
    process.stdin.on('end', () => embedded.stop()).resume()`
  const stdio = ['pipe', 'pipe', 'inherit'] as const
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env,
    stdio: [...stdio],
  })
  const said = await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])
  return [child, String(said[0]).trim()]
}

async function end(child: ChildProcess): Promise<void> {
  child.stdin?.end()
  await once(child, 'exit')
}

test('what was written is there after a stop and a start, and nothing is left running', async (t) => {
  const folder = await emptyFolder(t)
  const first = await startEmbedded({ folder })
  await ask(first.address, 'CREATE TABLE kept AS SELECT 7 AS value')
  const pid = await serverOf(folder)
  await first.stop()
  assert(pid !== undefined && !isAlive(pid))
  const second = await startEmbedded({ folder, settings: { work_mem: '5MB' } })
  assert.deepEqual(await ask(second.address, 'SELECT value FROM kept'), [7])
  assert.deepEqual(await ask(second.address, 'SHOW work_mem'), ['5MB'])
  assert.deepEqual(await ask(second.address, 'SHOW fsync'), ['on'])
  assert.deepEqual(await ask(second.address, 'SHOW listen_addresses'), [''])
  assert.equal((await stat(second.address.host)).mode & 0o777, 0o700)
  await second.stop()
})

// The following try the loss of processes, not of power.
const settings = { fsync: 'off' }

test('a server whose application was killed is adopted, with all it had acknowledged', async (t) => {
  const folder = await emptyFolder(t)
  const [killed, said] = await otherProcess(folder)
  assert.equal(said, 'started')
  const pid = await serverOf(folder)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const embedded = await startEmbedded({ folder, settings })
  assert(embedded.adopted)
  assert.equal(await serverOf(folder), pid)
  await embedded.stop()
  assert(!isAlive(pid!))
})

test('of processes that start at once on an empty folder one starts the server, and the last one to leave stops it', async (t) => {
  const folder = await emptyFolder(t)
  const others = await Promise.all([1, 2, 3].map(() => otherProcess(folder)))
  assert.deepEqual(others.map(([, said]) => said).sort(), ['adopted', 'adopted', 'started'])
  const pid = await serverOf(folder)
  await end(others[0]![0])
  await end(others[1]![0])
  assert(isAlive(pid!))
  await end(others[2]![0])
  assert(!isAlive(pid!))
})

test('a killed server comes back by itself with all that it had acknowledged', async (t) => {
  const folder = await emptyFolder(t)
  const embedded = await startEmbedded({ folder, settings })
  await ask(embedded.address, 'CREATE TABLE kept AS SELECT 7 AS value')
  const pid = await serverOf(folder)
  process.kill(pid!, 'SIGKILL')
  let kept: unknown[] = []
  for (let tries = 0; tries < 100 && kept.length === 0; tries++) {
    await sleep(100)
    kept = await ask(embedded.address, 'SELECT value FROM kept').catch(() => [])
  }
  assert.deepEqual(kept, [7])
  await embedded.stop()
  assert.equal(await serverOf(folder), undefined)
})

test('a lock file that names an unrelated living process does not prevent a start', async (t) => {
  const folder = await emptyFolder(t)
  await (await startEmbedded({ folder, settings })).stop()
  const lock = path.join(folder, 'postgresql', 'postmaster.pid')
  const unrelated = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const sockets = path.join(folder, 'socket')
  await writeFile(lock, `${unrelated.pid}\n${folder}/postgresql\n1\n5432\n${sockets}\n`)
  const embedded = await startEmbedded({ folder, settings })
  assert(!embedded.adopted)
  await embedded.stop()
  unrelated.kill()
})

test('a cluster whose making was interrupted is made again', async (t) => {
  const folder = await emptyFolder(t)
  await mkdir(path.join(folder, 'postgresql.new-999999999-x', 'base'), { recursive: true })
  const embedded = await startEmbedded({ folder, settings })
  await embedded.stop()
  const names = await readdir(folder)
  assert(!names.some((name) => name.startsWith('postgresql.new')))
})

test('a server that cannot start says why, at once', async (t) => {
  const folder = await emptyFolder(t)
  const wrong = startEmbedded({ folder, settings: { ...settings, shared_buffers: 'plenty' } })
  await assert.rejects(wrong, /did not start[\s\S]*shared_buffers/)
})

test('a folder with a long name keeps its socket elsewhere, in a folder closed to others', async (t) => {
  const folder = await emptyFolder(t, 'a-long-name/'.repeat(10))
  const first = await startEmbedded({ folder, settings })
  assert(first.address.host.length < 90)
  assert.equal((await stat(first.address.host)).mode & 0o777, 0o700)
  await first.stop()
  const second = await startEmbedded({ folder, settings })
  assert.equal(second.address.host, first.address.host)
  await second.stop()
})

test('root without user namespaces runs the server as nobody', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root needs another account')
  const folder = await emptyFolder(t)
  await chmod(folder, 0o755)
  // A search path without `unshare` stands for a container that forbids namespaces.
  const [child, said] = await otherProcess(folder, { PATH: folder })
  assert.equal(said, 'started')
  assert.equal((await stat(path.join(folder, 'postgresql'))).uid, 65534)
  await end(child)
  assert.equal(await serverOf(folder), undefined)
})

test('root without user namespaces is told which folder nobody cannot pass', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root needs another account')
  const folder = await emptyFolder(t)
  assert.equal(await closedAncestor('nobody', path.join(folder, 'postgresql')), folder)
  assert.equal(await closedAncestor('namespace', path.join(folder, 'postgresql')), undefined)
})

test('a copy of the programs, made where the package cannot be used, is whole', async (t) => {
  const folder = await emptyFolder(t)
  const { folder: source } = await findBinaries(folder)
  const copies = await Promise.all([copyBinaries(source, folder), copyBinaries(source, folder)])
  assert.deepEqual(copies[0], copies[1])
  assert.equal((await readdir(folder)).length, 1)
  const child = spawn(copies[0].initdb, ['--version'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  assert.match(String(said), /PostgreSQL/)
})
