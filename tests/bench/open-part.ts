/** Part 1: opening a record, beside what the same bytes would cost without our rules. */
import { openRecord } from '#journeys'
import type { Asked, AskJob } from './browsers.ts'
import type { Opened } from './city/populate.ts'
import { clinician } from './clinician.ts'
import { median, now, quantile, sum } from './figures.ts'
import { hardFloor, keepDocument, rowsFloor } from './floors.ts'
import type { Store } from './store.ts'
import type { Timings } from './timed-database.ts'
import type { ViewerServer, Way } from './viewer-server.ts'
import { startWorker, type Worker } from './worker.ts'

export type Browsers = Worker<AskJob, Asked>

export const startBrowsers = (): Browsers =>
  startWorker<AskJob, Asked>(new URL('./browsers.ts', import.meta.url))

/** Times in ms. */
export interface Latency {
  readonly p50: number
  readonly p95: number
  readonly perSecond: number
}

/** `server`: the journey in this process. `whole`: a request over HTTP, by another process. */
export type Seen = 'server' | 'whole'

export interface OpenRow {
  readonly entries: number
  readonly seen: Seen
  readonly clients: number
  readonly record: Latency
  readonly rows: Latency
  readonly hard: Latency
  /** Of the p50, in the same round; the median of all rounds. */
  readonly ofRows: number
  readonly ofHard: number
  /** Bytes of an answer. */
  readonly bytes: number
  /** Mean ms of the steps of an opening. */
  readonly steps: Readonly<Record<string, number>>
}

export interface Opening {
  readonly store: Store
  readonly viewer: ViewerServer
  readonly browsers: Browsers
}

const ways: readonly Way[] = ['record', 'rows', 'hard']

/** The floors' documents are as large as the records that are compared with them. */
export async function prepareFloors(store: Store, persons: readonly Opened[]): Promise<number> {
  let bytes = 0
  for (const { number, personId } of persons) {
    const opened = await openRecord(store.needs, clinician, personId, { requestId: 'bench' })
    if (opened.outcome !== 'opened') throw new Error(`A record was ${opened.outcome}`)
    await keepDocument(store.bare, number, opened.body)
    bytes += opened.body.length
  }
  return bytes / persons.length
}

export async function openRow(
  opening: Opening,
  persons: readonly Opened[],
  wanted: {
    readonly entries: number
    readonly seen: Seen
    readonly clients: number
    readonly rounds: number
    readonly opens: number
    readonly bytes: number
  },
): Promise<OpenRow> {
  const rounds: Record<Way, Latency>[] = []
  const steps: Timings[] = []
  const means: number[] = []
  for (let round = -1; round < wanted.rounds; round++) {
    const measured: Partial<Record<Way, Latency>> = {}
    for (let turn = 0; turn < ways.length; turn++) {
      // Another one begins in each round: none always follows the same.
      const way = ways[(turn + round + ways.length) % ways.length]!
      opening.store.timed.take()
      const run = await openMany(opening, persons, way, wanted)
      measured[way] = run.latency
      if (way !== 'record' || round < 0) continue
      steps.push(opening.store.timed.take())
      means.push(run.mean)
    }
    // The first round warms up.
    if (round >= 0) rounds.push(measured as Record<Way, Latency>)
  }
  const of = (way: Way): Latency => ({
    p50: median(rounds.map((round) => round[way].p50)),
    p95: median(rounds.map((round) => round[way].p95)),
    perSecond: median(rounds.map((round) => round[way].perSecond)),
  })
  return {
    entries: wanted.entries,
    seen: wanted.seen,
    clients: wanted.clients,
    record: of('record'),
    rows: of('rows'),
    hard: of('hard'),
    ofRows: median(rounds.map((round) => round.record.p50 / round.rows.p50)),
    ofHard: median(rounds.map((round) => round.record.p50 / round.hard.p50)),
    bytes: wanted.bytes,
    steps: stepsOf(steps, means, wanted.opens * wanted.clients),
  }
}

export async function openMany(
  { store, viewer, browsers }: Opening,
  persons: readonly Opened[],
  way: Way,
  wanted: { readonly seen: Seen; readonly clients: number; readonly opens: number },
): Promise<{ latency: Latency; mean: number }> {
  const count = wanted.opens * wanted.clients
  const turns = Array.from({ length: count }, (_, index) => persons[index % persons.length]!)
  const { tookMs, ms } =
    wanted.seen === 'whole'
      ? await browsers.do({
          port: viewer.port,
          clients: wanted.clients,
          requests: turns.map((person) => viewer.request(way, person)),
        })
      : await openHere(store, way, turns, wanted.clients)
  return {
    latency: {
      p50: quantile(tookMs, 0.5),
      p95: quantile(tookMs, 0.95),
      perSecond: (count / ms) * 1_000,
    },
    mean: sum(tookMs) / count,
  }
}

async function openHere(
  store: Store,
  way: Way,
  turns: readonly Opened[],
  clients: number,
): Promise<{ tookMs: number[]; ms: number }> {
  const tookMs: number[] = []
  let next = 0
  const began = now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < turns.length) {
        const person = turns[next++]!
        const since = now()
        if (way === 'rows') await rowsFloor(store.bare, person.number)
        else if (way === 'hard') await hardFloor(store.bare, person.number)
        else await openRecord(store.needs, clinician, person.personId, { requestId: 'bench' })
        tookMs.push(now() - since)
      }
    }),
  )
  return { tookMs, ms: now() - began }
}

/** Statements of one step run side by side: the longest is what is waited for. */
const stepStatements: Readonly<Record<string, readonly string[]>> = {
  session: ['access-session-touch', 'access-session-find'],
  facts: ['access-facts', 'record-version'],
  audit: ['audit-note'],
  read: ['reading: gated read'],
}

/** The means of one opening; what is left is what no statement was waited for. */
function stepsOf(
  timings: readonly Timings[],
  means: readonly number[],
  opens: number,
): Record<string, number> {
  const steps: Record<string, number> = {}
  for (const [step, statements] of Object.entries(stepStatements)) {
    steps[step] = Math.max(
      ...statements.map((name) =>
        median(timings.map((timing) => (timing.get(name)?.ms ?? 0) / opens)),
      ),
    )
  }
  return { ...steps, rest: Math.max(0, median(means) - sum(Object.values(steps))) }
}
