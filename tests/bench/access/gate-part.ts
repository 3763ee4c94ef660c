/**
 * What the gate costs: the same rows, read after a decision that was durably noted and through
 * row level security, and read by who needs neither (trust.md §4.7).
 */
import { openRecord } from '#journeys'
import { decideAccess } from '../../../src/journeys/decide-access.ts'
import type { City, Opened } from '../city/populate.ts'
import { clinician } from '../clinician.ts'
import { median, now, quantile } from '../figures.ts'
import { noteEvent } from '../floors.ts'
import type { Store } from '../store.ts'

type What = 'all rows of the record' | 'the prepared row'

export interface GateRow {
  readonly what: What
  readonly clients: number
  /** In ms. */
  readonly gated: number
  readonly ungated: number
  /** Ungated, after one durable insert: no less will do where a decision is kept. */
  readonly durable: number
  /** Of the p50, in the same round; the median of all rounds. */
  readonly ofUngated: number
  readonly ofDurable: number
  readonly perSecond: number
  readonly ungatedPerSecond: number
}

const ways = ['gated', 'ungated', 'durable'] as const
type Way = (typeof ways)[number]
type Read = Readonly<Record<Way, (personId: number) => Promise<unknown>>>

export async function gatePart(
  { store, opened }: City,
  wanted: { readonly rounds: number; readonly opens: number },
): Promise<GateRow[]> {
  const reads: Readonly<Record<What, Read>> = {
    'all rows of the record': allRows(store),
    'the prepared row': preparedRow(store),
  }
  const rows: GateRow[] = []
  for (const what of Object.keys(reads) as What[]) {
    for (const clients of [1, 4]) {
      rows.push(await gateRow(what, reads[what], opened, { ...wanted, clients }))
    }
  }
  return rows
}

const rowsOf = (personId: number): string =>
  `SELECT key::text, kind, effective, event_time, since, pack_id, position FROM record.entry
     WHERE person_id = ${personId} AND until IS NULL;
   SELECT pack_id, encoding, organisation, feed, bytes FROM record.pack
     WHERE person_id = ${personId}`

function allRows({ needs, bare }: Store): Read {
  const ungated = (personId: number) => bare.query(rowsOf(personId))
  return {
    async gated(personId) {
      const { permit } = await decideAccess(needs, clinician, personId, 'open-record', 'bench')
      if (!permit) throw new Error('A decision refused')
      const results = await needs.database.simple(
        'reading',
        `BEGIN READ ONLY; SET LOCAL lcr.decision = '${permit.decision}';
         ${rowsOf(personId)}; COMMIT`,
      )
      if (results[2]?.rows.length === 0) throw new Error('The gate showed nothing')
    },
    ungated,
    async durable(personId) {
      await noteEvent(bare)
      await ungated(personId)
    },
  }
}

function preparedRow({ needs, bare }: Store): Read {
  const ungated = (personId: number) =>
    bare.query({
      name: 'floor-prepared',
      text: `SELECT version, body, fresh FROM record.prepared WHERE person_id = $1
        ORDER BY cardinality(labels) DESC LIMIT 1`,
      values: [personId],
    })
  return {
    async gated(personId) {
      const { outcome } = await openRecord(needs, clinician, personId, { requestId: 'bench' })
      if (outcome !== 'opened') throw new Error(`A record was ${outcome}`)
    },
    ungated,
    async durable(personId) {
      await noteEvent(bare)
      await ungated(personId)
    },
  }
}

async function gateRow(
  what: What,
  read: Read,
  persons: readonly Opened[],
  wanted: { readonly rounds: number; readonly opens: number; readonly clients: number },
): Promise<GateRow> {
  const rounds: Record<Way, { p50: number; perSecond: number }>[] = []
  for (let round = -1; round < wanted.rounds; round++) {
    const measured = {} as (typeof rounds)[number]
    for (let turn = 0; turn < ways.length; turn++) {
      // Another one begins in each round: none always follows the same.
      const way = ways[(turn + round + ways.length) % ways.length]!
      measured[way] = await readMany(read[way], persons, wanted)
    }
    // The first round warms up.
    if (round >= 0) rounds.push(measured)
  }
  const of = (way: Way) => median(rounds.map((round) => round[way].p50))
  return {
    what,
    clients: wanted.clients,
    gated: of('gated'),
    ungated: of('ungated'),
    durable: of('durable'),
    ofUngated: median(rounds.map((round) => round.gated.p50 / round.ungated.p50)),
    ofDurable: median(rounds.map((round) => round.gated.p50 / round.durable.p50)),
    perSecond: median(rounds.map((round) => round.gated.perSecond)),
    ungatedPerSecond: median(rounds.map((round) => round.ungated.perSecond)),
  }
}

async function readMany(
  read: (personId: number) => Promise<unknown>,
  persons: readonly Opened[],
  { opens, clients }: { readonly opens: number; readonly clients: number },
): Promise<{ p50: number; perSecond: number }> {
  const tookMs: number[] = []
  const count = opens * clients
  let next = 0
  const began = now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const { personId } = persons[next++ % persons.length]!
        const since = now()
        await read(personId)
        tookMs.push(now() - since)
      }
    }),
  )
  return { p50: quantile(tookMs, 0.5), perSecond: (count / (now() - began)) * 1_000 }
}
