/**
 * What production runs to take HL7 v2, in a process of its own: the door, the inbox and the thread
 * that files. It tells what its threads cost and how much memory it has.
 */
import { readdir, readFile } from 'node:fs/promises'
import { type Address, connect, type Database } from '#database'
import { type MllpDoor, openMllp } from '../../src/doors/mllp/mllp.ts'
import { type FilingThread, openFilingThread } from '../../src/main/filing-thread.ts'
import { takeMessages } from '../../src/main/take-messages.ts'
import { answerJobs } from './worker.ts'

export type ServerJob = { readonly open: Address } | 'figures' | 'close'

export interface ServerFigures {
  readonly port: number
  /** Of the threads since they began, in ms. */
  readonly receivingMs: number
  readonly filingMs: number
  readonly otherMs: number
  /** Commits of received messages. */
  readonly commits: number
  /** Since the last time it was asked, four times a second. */
  readonly memory: readonly number[]
  readonly pending: readonly number[]
  /** What went wrong, as the operator sees it. */
  readonly log: readonly string[]
}

const lookMs = 250

interface Open {
  readonly database: Database
  readonly filing: FilingThread
  readonly door: MllpDoor
  readonly looking: NodeJS.Timeout
}

let opened: Open | undefined
let commits = 0
let memory: number[] = []
let pending: number[] = []
const log: string[] = []

async function open(address: Address): Promise<Open> {
  const database = await connect({ address })
  const needs = { database, clock: { now: () => Date.now() } }
  const filing = await openFilingThread({
    address,
    messagesPerBatch: 400,
    backlogMax: 5_000,
    log: (line) => log.push(line),
  })
  const take = takeMessages(needs, filing.backlog)
  const door = await openMllp({
    port: 0,
    host: '127.0.0.1',
    clock: needs.clock,
    received: () => filing.wake(),
    receiveMessages: (arrivals) => {
      commits += 1
      return take(arrivals)
    },
  })
  const looking = setInterval(() => {
    memory.push(process.memoryUsage.rss())
    pending.push(filing.backlog.figures.pending)
  }, lookMs)
  return { database, filing, door, looking }
}

async function figures({ door }: Open): Promise<ServerFigures> {
  const threads = await threadTimes()
  const of = (name: string): number => threads.get(name) ?? 0
  const receivingMs = of('MainThread')
  const filingMs = of('filing')
  const told = { memory, pending }
  memory = []
  pending = []
  return {
    port: door.port,
    receivingMs,
    filingMs,
    otherMs: [...threads.values()].reduce((sum, ms) => sum + ms, 0) - receivingMs - filingMs,
    commits,
    ...told,
    log: [...log],
  }
}

/** By the thread's name, in ms; Linux counts in hundredths of a second. */
async function threadTimes(): Promise<Map<string, number>> {
  const times = new Map<string, number>()
  for (const thread of await readdir('/proc/self/task').catch(() => [])) {
    const text = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '')
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const ms = (Number(fields[11]) + Number(fields[12])) * 10
    if (ms >= 0) times.set(name, (times.get(name) ?? 0) + ms)
  }
  return times
}

answerJobs(async (job: ServerJob): Promise<ServerFigures | undefined> => {
  if (typeof job === 'object') opened = await open(job.open)
  if (!opened) return undefined
  const told = await figures(opened)
  if (job !== 'close') return told
  clearInterval(opened.looking)
  await opened.door.close()
  await opened.filing.stop()
  await opened.database.close()
  opened = undefined
  return told
})
