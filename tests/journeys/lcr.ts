/** The command line as an operator uses it: a process of its own each time. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeEmbedded } from '#database'
import { createDatabase, dropDatabase } from '#test-support'

const lcr = path.resolve(import.meta.dirname, '../../lcr')
const startMs = 60_000

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly pid: number
  readonly out: () => string
  readonly origin: string
  readonly mllp: { readonly host: string; readonly port: number }
  /** Its exit status, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>
}

/** A data folder, and the commands on it. */
export async function lcrHome() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-cli-'))
  // The second run of the tests, on the system's PostgreSQL, brings a server of its own.
  const isServer = Boolean(
    process.env.LCR_TEST_DATABASE_PROGRAMS ?? process.env.LCR_TEST_DATABASE_URL,
  )
  const address = isServer ? await createDatabase({ migrated: false }) : undefined
  const env = {
    ...process.env,
    LCR_DATA_FOLDER: folder,
    LCR_PORT: '0',
    LCR_MLLP_PORT: '0',
    ...(address && { DATABASE_URL: urlOf(address) }),
  }

  const run = async (given: readonly string[], input = ''): Promise<Ran> => {
    const child = spawn(lcr, given, { env, cwd: folder })
    const texts = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text))
    child.stdin.end(input)
    const [status] = await once(child, 'close')
    return { status, ...texts }
  }

  const start = async (options: readonly string[] = ['--empty']): Promise<Running> => {
    const child = spawn(lcr, ['start', ...options], { env, cwd: folder })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const exited = once(child, 'exit')
    const until = performance.now() + startMs
    while (!out.includes('\n')) {
      if (child.exitCode !== null || performance.now() > until) {
        child.kill('SIGKILL')
        throw new Error(`It did not start: ${err}`)
      }
      await sleep(20)
    }
    const note = JSON.parse(await readFile(path.join(folder, 'running.json'), 'utf8'))
    return {
      pid: note.pid,
      out: () => out,
      origin: note.origin,
      mllp: note.mllp,
      async end(signal) {
        process.kill(note.pid, signal)
        const [status, ended] = await exited
        return status ?? ended
      },
    }
  }

  const remove = async () => {
    if (address) await dropDatabase(address)
    await removeEmbedded(path.join(folder, 'database'))
    await rm(folder, { recursive: true, force: true })
  }
  return { folder, run, start, remove }
}

function urlOf(address: Awaited<ReturnType<typeof createDatabase>>): string {
  if ('url' in address) return address.url
  const { host, port, user, database } = address.socket
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
}
