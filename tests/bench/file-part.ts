/** Part 2: from a hospital's socket to readable, and the floor under it. */
import { type Sendable, traffic } from './city/messages.ts'
import type { City } from './city/populate.ts'
import { median, now, quantile } from './figures.ts'
import { ownProcessor, serverProcessor } from './processor.ts'
import type { SendJob, Sent } from './senders.ts'
import { type Hl7Door, openHl7Door, type Store } from './store.ts'
import type { Timings } from './timed-database.ts'
import { startWorker, type Worker } from './worker.ts'

export type Senders = Worker<SendJob, Sent>

export const startSenders = (): Senders =>
  startWorker<SendJob, Sent>(new URL('./senders.ts', import.meta.url))

/** One run, or the medians of several. */
export interface Filed {
  readonly messages: number
  /** From the first byte sent until everything is filed. */
  readonly filedPerSecond: number
  readonly acknowledgedPerSecond: number
  readonly acknowledgeP50: number
  readonly acknowledgeP99: number
  /** From the acknowledgement until the filing is committed, in ms. */
  readonly readableP50: number
  readonly readableP99: number
  readonly commits: number
  readonly floorPerSecond: number
  /** Filed a second, as a share of the floor's. */
  readonly ofFloor: number
  /** Processor time for a message, in ms. */
  readonly applicationMs: number
  readonly databaseMs: number
  readonly sendersMs: number
}

export interface FiledRun {
  readonly filed: Filed
  readonly timings: Timings
}

const giveUpMs = 180_000

export async function fileOnce(
  city: City,
  senders: Senders,
  wanted: { readonly connections: number; readonly messages: number; readonly seed: string },
): Promise<FiledRun> {
  const { store } = city
  const sendables = traffic({ ...wanted, persons: city.known, from: city.time })
  city.time += wanted.messages * 1_000
  const door = await openHl7Door(store)
  store.timed.take()
  const before = { own: ownProcessor(), server: await serverProcessor(store.bare) }
  const sent = await senders.do({
    port: door.port,
    connections: wanted.connections,
    messages: sendables.map((one) => one.bytes),
  })
  await filedAll(door, sendables)
  const own = ownProcessor() - before.own
  const server = ((await serverProcessor(store.bare)) ?? Number.NaN) - (before.server ?? 0)
  const timings = store.timed.take()
  await door.close()
  const wrong = Object.keys(sent.codes).filter((code) => code !== 'AA')
  if (wrong.length > 0) throw new Error(`Messages were answered ${wrong.join()}`)

  const readable = sendables.map(({ controlId }) => door.readableAt.get(controlId)!)
  const began = Math.min(...sent.sentAt)
  const commits = door.commits.receiving + door.commits.filing
  const count = sendables.length
  const filedPerSecond = (count / (Math.max(...readable) - began)) * 1_000
  const floorPerSecond = (count / (await floor(store, sendables, commits))) * 1_000
  const acknowledge = sent.acknowledgedAt.map((at, index) => at - sent.sentAt[index]!)
  // A message may be filed before its sender has read the acknowledgement.
  const wait = readable.map((at, index) => Math.max(0, at - sent.acknowledgedAt[index]!))
  return {
    timings,
    filed: {
      messages: count,
      filedPerSecond,
      acknowledgedPerSecond: (count / (Math.max(...sent.acknowledgedAt) - began)) * 1_000,
      acknowledgeP50: quantile(acknowledge, 0.5),
      acknowledgeP99: quantile(acknowledge, 0.99),
      readableP50: quantile(wait, 0.5),
      readableP99: quantile(wait, 0.99),
      commits,
      floorPerSecond,
      ofFloor: filedPerSecond / floorPerSecond,
      applicationMs: own / count,
      databaseMs: server / count,
      sendersMs: sent.processorMs / count,
    },
  }
}

export function mediansOf(runs: readonly Filed[]): Filed {
  const names = Object.keys(runs[0]!) as (keyof Filed)[]
  return Object.fromEntries(
    names.map((name) => [name, median(runs.map((run) => run[name]))]),
  ) as unknown as Filed
}

export interface FilePart {
  readonly byConnections: readonly (Filed & { readonly connections: number })[]
  /** At the most connections: each statement of the filing and what it costs a message, in µs. */
  readonly statements: readonly { name: string; calls: number; usAMessage: number }[]
}

export async function filePart(
  city: City,
  senders: Senders,
  wanted: { readonly rounds: number; readonly messages: number },
): Promise<FilePart> {
  const connections = [1, 8, 40]
  const runs = new Map<number, FiledRun[]>(connections.map((each) => [each, []]))
  await fileOnce(city, senders, { connections: 8, messages: wanted.messages, seed: 'warm' })
  for (let round = 0; round < wanted.rounds; round++) {
    for (const each of connections) {
      // One connection waits for a commit with every message: fewer take as long.
      const messages = each === 1 ? Math.ceil(wanted.messages / 5) : wanted.messages
      const seed = `${each}-${round}`
      runs.get(each)!.push(await fileOnce(city, senders, { connections: each, messages, seed }))
    }
  }
  const most = runs.get(40)!
  return {
    byConnections: connections.map((each) => ({
      connections: each,
      ...mediansOf(runs.get(each)!.map((run) => run.filed)),
    })),
    statements: statementsOf(most),
  }
}

function statementsOf(runs: readonly FiledRun[]): FilePart['statements'] {
  const names = new Set(runs.flatMap((run) => [...run.timings.keys()]))
  return [...names]
    .map((name) => ({
      name,
      calls: median(runs.map((run) => run.timings.get(name)?.calls ?? 0)),
      usAMessage: median(
        runs.map((run) => ((run.timings.get(name)?.ms ?? 0) * 1_000) / run.filed.messages),
      ),
    }))
    .sort((a, b) => b.usAMessage - a.usAMessage)
}

async function filedAll(door: Hl7Door, sendables: readonly Sendable[]): Promise<void> {
  const until = now() + giveUpMs
  while (door.readableAt.size < sendables.length) {
    if (now() > until) throw new Error('Messages were acknowledged and not filed')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The same bytes into a plain table, spread over the same number of durable commits; in ms. */
async function floor(
  { bare }: Store,
  sendables: readonly Sendable[],
  commits: number,
): Promise<number> {
  const client = await bare.connect()
  const began = now()
  for (let commit = 0; commit < commits; commit++) {
    const from = Math.floor((commit * sendables.length) / commits)
    const to = Math.floor(((commit + 1) * sendables.length) / commits)
    await client.query({
      name: 'floor-insert',
      text: `INSERT INTO floor.message (bytes) SELECT * FROM unnest($1::bytea[])`,
      values: [sendables.slice(from, to).map((one) => one.bytes)],
    })
  }
  const took = now() - began
  client.release()
  return took
}
