/** Part 4: the same work in a small and in a large city, in turns. */
import type { City } from './city/populate.ts'
import { median } from './figures.ts'
import { type Filed, fileOnce, mediansOf, type Senders } from './file-part.ts'
import { type Browsers, type Latency, type Opening, openMany, type Seen } from './open-part.ts'
import { openViewer } from './viewer-server.ts'

interface GrownOpening {
  readonly seen: Seen
  readonly clients: number
  readonly small: Latency
  readonly large: Latency
  /** Of the p50; the median of all rounds. */
  readonly growth: number
}

export interface GrowPart {
  readonly opening: readonly GrownOpening[]
  readonly filing: {
    readonly small: Filed
    readonly large: Filed
    /** How much longer a message takes, and how much more processor time. */
    readonly growth: number
    readonly processorGrowth: number
  }
}

interface Wanted {
  readonly rounds: number
  readonly opens: number
  readonly messages: number
}

export async function growPart(
  [small, large]: readonly [City, City],
  browsers: Browsers,
  senders: Senders,
  wanted: Wanted,
): Promise<GrowPart> {
  const opening = await growOpening([small, large], browsers, wanted)
  const runs: { small: Filed; large: Filed }[] = []
  for (let round = -1; round < wanted.rounds; round++) {
    const run = { connections: 40, messages: wanted.messages, seed: `grow-${round}` }
    const first = round % 2 === 0 ? small : large
    const filed = new Map<City, Filed>()
    for (const city of [first, first === small ? large : small]) {
      filed.set(city, (await fileOnce(city, senders, run)).filed)
    }
    if (round >= 0) runs.push({ small: filed.get(small)!, large: filed.get(large)! })
  }
  const spent = (filed: Filed): number => filed.applicationMs + filed.databaseMs
  return {
    opening,
    filing: {
      small: mediansOf(runs.map((run) => run.small)),
      large: mediansOf(runs.map((run) => run.large)),
      growth: median(runs.map((run) => run.small.filedPerSecond / run.large.filedPerSecond)),
      processorGrowth: median(runs.map((run) => spent(run.large) / spent(run.small))),
    },
  }
}

async function growOpening(
  cities: readonly [City, City],
  browsers: Browsers,
  wanted: Wanted,
): Promise<GrownOpening[]> {
  const openings = await Promise.all(
    cities.map(
      async ({ store }): Promise<Opening> => ({ store, browsers, viewer: await openViewer(store) }),
    ),
  )
  const grown: GrownOpening[] = []
  for (const seen of ['server', 'whole'] satisfies Seen[]) {
    for (const clients of [1, 8]) {
      const runs: [Latency, Latency][] = []
      for (let round = -1; round < wanted.rounds; round++) {
        const pair: Latency[] = []
        for (const turn of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const many = { seen, clients, opens: wanted.opens }
          const { latency } = await openMany(openings[turn]!, cities[turn]!.opened, 'record', many)
          pair[turn] = latency
        }
        if (round >= 0) runs.push(pair as [Latency, Latency])
      }
      grown.push({
        seen,
        clients,
        small: medianLatency(runs.map(([small]) => small)),
        large: medianLatency(runs.map(([, large]) => large)),
        growth: median(runs.map(([small, large]) => large.p50 / small.p50)),
      })
    }
  }
  for (const { viewer } of openings) await viewer.close()
  return grown
}

const medianLatency = (all: readonly Latency[]): Latency => ({
  p50: median(all.map((one) => one.p50)),
  p95: median(all.map((one) => one.p95)),
  perSecond: median(all.map((one) => one.perSecond)),
})
