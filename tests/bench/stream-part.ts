/**
 * Part 5: the stream of many hospitals, for longer: at the most that is taken, at half of it, and
 * at three times of it. Senders, server and PostgreSQL share the machine.
 */

import type { City } from './city/populate.ts'
import { messageOf, type StreamOf } from './city/stream.ts'
import { median, now, quantile, sum } from './figures.ts'
import { serverProcessor } from './processor.ts'
import type { Store } from './store.ts'
import { startProbe } from './stream-probe.ts'
import type { Streamed, StreamJob } from './stream-senders.ts'
import type { ServerFigures, ServerJob } from './stream-server.ts'
import { startWorker, type Worker } from './worker.ts'

type Load = 'flood' | 'half' | 'three times' | 'soak'

/** One run, or the medians of several. */
interface StreamRun {
  readonly connections: number
  readonly seconds: number
  readonly messages: number
  /** Offered; of a flood what was acknowledged. */
  readonly offeredPerSecond: number
  readonly acknowledgedPerSecond: number
  /** From the first byte sent until everything is filed. */
  readonly filedPerSecond: number
  readonly acknowledgeP50: number
  readonly acknowledgeP99: number
  /** From the acknowledgement until a reader had a record that shows it; sampled. */
  readonly readableP50: number
  readonly readableP99: number
  readonly pendingMost: number
  /** Resident, in MB, as medians of a tenth of the time each. */
  readonly memoryStart: number
  readonly memoryMiddle: number
  readonly memoryEnd: number
  /** The same bytes in commits of as many messages, by bare inserts. */
  readonly floorPerSecond: number
  readonly ofFloor: number
  /** Processor time for a message, in ms. */
  readonly receivingMs: number
  readonly filingMs: number
  readonly otherMs: number
  readonly databaseMs: number
  readonly sendersMs: number
}

type StreamRow = StreamRun & { readonly load: Load }

export interface StreamPart {
  readonly rows: readonly StreamRow[]
}

interface Bench {
  readonly city: City
  readonly senders: Worker<StreamJob, Streamed>
  readonly server: Worker<ServerJob, ServerFigures>
  /** The number of the next message: none is sent twice. */
  next: number
}

interface Asked {
  readonly connections: number
  readonly seconds: number
  readonly perSecond?: number
}

const connections = 40
const drainMs = 300_000
const MB = 1_000_000

export async function streamPart(
  city: City,
  wanted: { readonly rounds: number; readonly seconds: number; readonly soakMinutes: number },
): Promise<StreamPart> {
  const bench: Bench = {
    city,
    senders: startWorker(new URL('./stream-senders.ts', import.meta.url)),
    server: startWorker(new URL('./stream-server.ts', import.meta.url)),
    next: 0,
  }
  const { seconds } = wanted
  const rows: StreamRow[] = []
  try {
    await bench.server.do({ open: city.store.address })
    await streamOnce(bench, { connections, seconds: Math.min(5, seconds) })
    const runs: Record<Exclude<Load, 'soak'>, StreamRun[]> = {
      flood: [],
      half: [],
      'three times': [],
    }
    for (let round = 0; round < wanted.rounds; round++) {
      const flood = await streamOnce(bench, { connections, seconds })
      runs.flood.push(flood)
      const carried = Math.min(flood.acknowledgedPerSecond, flood.filedPerSecond)
      runs.half.push(await streamOnce(bench, { connections, seconds, perSecond: carried / 2 }))
      const overload = { connections: connections * 3, seconds, perSecond: carried * 3 }
      runs['three times'].push(await streamOnce(bench, overload))
    }
    for (const [load, all] of Object.entries(runs)) {
      rows.push({ load: load as Load, ...mediansOf(all) })
    }
    if (wanted.soakMinutes > 0) {
      const long = { connections, seconds: wanted.soakMinutes * 60 }
      rows.push({ load: 'soak', ...(await streamOnce(bench, long)) })
    }
  } finally {
    await bench.server.do('close').catch(() => {})
    bench.senders.close()
    bench.server.close()
  }
  return { rows }
}

function mediansOf(runs: readonly StreamRun[]): StreamRun {
  const names = Object.keys(runs[0]!) as (keyof StreamRun)[]
  return Object.fromEntries(
    names.map((name) => [name, median(runs.map((run) => run[name]))]),
  ) as unknown as StreamRun
}

async function streamOnce(bench: Bench, asked: Asked): Promise<StreamRun> {
  const { city, server, senders } = bench
  const { store } = city
  const first = bench.next
  const stream: StreamOf = {
    seed: 'stream',
    persons: { from: city.known[0]!, count: city.known.length },
    from: city.time,
  }
  const before = await figuresOf(store, server)
  const beganAt = Date.now()
  const every = Math.max(20, Math.round((asked.perSecond ?? 1_000) / 10))
  const probe = startProbe(store, stream, first, every)
  const sent = await senders.do({
    port: before.server.port,
    connections: asked.connections,
    stream,
    first,
    seconds: asked.seconds,
    perSecond: asked.perSecond,
  })
  const whileSent = await server.do('figures')
  const messages = sent.sentAt.length
  bench.next += messages
  await probe.stop(messages)
  await drained(server)
  const after = await figuresOf(store, server)
  const wrong = Object.keys(sent.codes).filter((code) => code !== 'AA')
  if (wrong.length > 0) throw new Error(`Messages were answered ${wrong.join()}`)
  if (after.server.log.length > 0) throw new Error(after.server.log.join('\n'))

  const acknowledge = [...sent.acknowledgedAt].map((at, index) => at - sent.sentAt[index]!)
  const readable = [...probe.shownAt].map(([index, at]) =>
    Math.max(0, at - sent.acknowledgedAt[index - first]!),
  )
  const commits = whileSent.commits - before.server.commits
  const acknowledgedPerSecond = (messages / sent.ms) * 1_000
  const floorPerSecond = await floor(store, stream, first, messages / commits)
  const spent = (of: 'receivingMs' | 'filingMs' | 'otherMs'): number =>
    (after.server[of] - before.server[of]) / messages
  return {
    connections: asked.connections,
    seconds: asked.seconds,
    messages,
    offeredPerSecond: asked.perSecond ?? acknowledgedPerSecond,
    acknowledgedPerSecond,
    filedPerSecond: (messages / ((await lastFiledAt(store)) - beganAt)) * 1_000,
    acknowledgeP50: quantile(acknowledge, 0.5),
    acknowledgeP99: quantile(acknowledge, 0.99),
    readableP50: quantile(readable, 0.5),
    readableP99: quantile(readable, 0.99),
    pendingMost: Math.max(0, ...whileSent.pending),
    ...memoryOf(whileSent.memory),
    floorPerSecond,
    ofFloor: acknowledgedPerSecond / floorPerSecond,
    receivingMs: spent('receivingMs'),
    filingMs: spent('filingMs'),
    otherMs: spent('otherMs'),
    databaseMs: (after.database - before.database) / messages,
    sendersMs: sent.processorMs / messages,
  }
}

async function figuresOf(store: Store, server: Bench['server']) {
  return {
    server: await server.do('figures'),
    database: (await serverProcessor(store.bare)) ?? Number.NaN,
  }
}

/** When the last batch began (epoch ms): a quarter of a second less than all, at most. */
async function lastFiledAt({ bare }: Store): Promise<number> {
  const found = await bare.query<{ at: Date }>('SELECT max(filed_at) AS at FROM inbox.outcome')
  return found.rows[0]!.at.getTime()
}

/** At the start, in the middle and at the end. */
function memoryOf(samples: readonly number[]) {
  const length = Math.max(1, Math.ceil(samples.length / 10))
  const at = (share: number): number => {
    const from = Math.round((samples.length - length) * share)
    return median(samples.slice(from, from + length)) / MB
  }
  return { memoryStart: at(0), memoryMiddle: at(0.5), memoryEnd: at(1) }
}

async function drained(server: Bench['server']): Promise<void> {
  const until = now() + drainMs
  for (let empty = 0; empty < 3; ) {
    if (now() > until) throw new Error('Messages were acknowledged and not filed')
    await new Promise((resolve) => setTimeout(resolve, 600))
    const { pending } = await server.do('figures')
    empty = sum(pending.slice(-1)) === 0 ? empty + 1 : 0
  }
}

const floorMessages = 3_000

/** Bare inserts of the first messages of the stream, in groups as large as those received. */
async function floor(
  { bare }: Store,
  stream: StreamOf,
  first: number,
  perCommit: number,
): Promise<number> {
  const messages = Array.from({ length: floorMessages }, (_, n) => messageOf(stream, first + n))
  const client = await bare.connect()
  const began = now()
  for (let from = 0; from < floorMessages; ) {
    const to = Math.max(from + 1, Math.round((Math.round(from / perCommit) + 1) * perCommit))
    await client.query({
      name: 'floor-insert',
      text: `INSERT INTO floor.message (bytes) SELECT * FROM unnest($1::bytea[])`,
      values: [messages.slice(from, to)],
    })
    from = to
  }
  const took = now() - began
  client.release()
  return (floorMessages / took) * 1_000
}
