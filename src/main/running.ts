/** The note of what runs on a data folder: how the command line finds the server. */
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Failure } from '#vocabulary'

const runningSchema = z.object({
  pid: z.int(),
  /** Tells the process from a later one of the same id. */
  started: z.string(),
  startedAt: z.string(),
  /** Missing until the doors are open. */
  origin: z.string().optional(),
  mllp: z.object({ host: z.string(), port: z.int(), tls: z.boolean() }).optional(),
})

export type Running = z.infer<typeof runningSchema>

export interface Claim {
  announce(open: Required<Pick<Running, 'origin' | 'mllp'>>): Promise<void>
  release(): Promise<void>
}

const noteIn = (dataFolder: string): string => path.join(dataFolder, 'running.json')
const claimsMax = 3

/** One server a folder: a second one fails, unless the first was killed. */
export async function claim(dataFolder: string, now: number): Promise<Claim> {
  await mkdir(dataFolder, { recursive: true, mode: 0o755 })
  const note = noteIn(dataFolder)
  const mine: Running = {
    pid: process.pid,
    started: await startOf(process.pid),
    startedAt: new Date(now).toISOString(),
  }
  for (let tries = 0; !(await createNote(note, mine)); tries++) {
    const other = await readNote(note)
    if ((other && (await isRunning(other))) || tries === claimsMax) {
      const where = other?.origin ? ` at ${other.origin}` : ''
      const words = `A server (process ${other?.pid}) already runs on ${dataFolder}${where}. Stop it first, or choose another folder with --data-folder.`
      throw new Failure('conflict', 'already-running', words)
    }
    await rm(note, { force: true })
  }
  return {
    async announce(doors) {
      const aside = `${note}.${process.pid}`
      await writeFile(aside, JSON.stringify({ ...mine, ...doors }), { mode: 0o600 })
      await rename(aside, note)
    },
    release: () => rm(note, { force: true }),
  }
}

/** What runs there now; undefined when nothing does. */
export async function findRunning(dataFolder: string): Promise<Running | undefined> {
  const running = await readNote(noteIn(dataFolder))
  return running && (await isRunning(running)) ? running : undefined
}

async function createNote(note: string, mine: Running): Promise<boolean> {
  const aside = `${note}.${process.pid}`
  await writeFile(aside, JSON.stringify(mine), { mode: 0o600 })
  try {
    // Unlike a file that is opened and written, a link is never seen half made.
    await link(aside, note)
    return true
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(aside, { force: true })
  }
}

async function readNote(note: string): Promise<Running | undefined> {
  const text = await readFile(note, 'utf8').catch(() => '')
  try {
    return runningSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function isRunning({ pid, started }: Running): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code === 'ESRCH') return false
  }
  return (await startOf(pid)) === started
}

/** When the process began, in the kernel's own count; elsewhere than on Linux ids must do. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
