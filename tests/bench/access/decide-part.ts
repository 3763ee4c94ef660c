/** What a decision costs: the rules alone, the facts, and all of it until it is durably noted. */
import { type AccessRequest, decide, factsFor, type Relationship, standingPolicy } from '#access'
import { decideAccess } from '../../../src/journeys/decide-access.ts'
import type { City } from '../city/populate.ts'
import { clinician } from '../clinician.ts'
import { median, now, quantile } from '../figures.ts'
import { noteEvent } from '../floors.ts'

export interface DecidePart {
  readonly pure: readonly { readonly relationships: number; readonly nanoseconds: number }[]
  readonly steps: readonly DecideStep[]
}

interface DecideStep {
  readonly what: string
  /** In ms. */
  readonly p50: number
  readonly p95: number
  readonly floor: string
  readonly floorP50: number
  /** Of the p50, in the same round; the median of all rounds. */
  readonly ofFloor: number
}

export async function decidePart(
  city: City,
  wanted: { readonly rounds: number; readonly decisions: number; readonly asked: number },
): Promise<DecidePart> {
  return {
    pure: [0, 1, 4, 20].map((relationships) => ({
      relationships,
      nanoseconds: pure(relationships, wanted.rounds, wanted.decisions),
    })),
    steps: [await facts(city, wanted), await whole(city, wanted)],
  }
}

/** The median of the rounds; of half of the relationships it is over, or they are another's. */
function pure(relationships: number, rounds: number, decisions: number): number {
  const requests = Array.from({ length: 256 }, (_, index) => requestOf(index, relationships))
  const taken: number[] = []
  let permits = 0
  for (let round = -1; round < rounds; round++) {
    const since = now()
    for (let at = 0; at < decisions; at++) {
      if (decide(requests[at & 255]!).effect === 'permit') permits += 1
    }
    if (round >= 0) taken.push(((now() - since) * 1e6) / decisions)
  }
  if (permits > 0 !== relationships > 0) throw new Error('Decisions were not as they should be')
  return median(taken)
}

const dayMs = 86_400_000

function requestOf(index: number, count: number): AccessRequest {
  const at = Date.UTC(2026, 10, 22)
  const relationships = Array.from({ length: count }, (_, n): Relationship => {
    const isOver = n % 4 === 1
    return {
      kind: (['inpatient', 'outpatient', 'gp-registration', 'emergency'] as const)[n % 4]!,
      organisation: n % 4 === 2 ? `G85${100 + n}` : 'RJZ01',
      place: undefined,
      startsAt: at - (isOver ? 400 : 3 + (index % 3)) * dayMs,
      endsAt: isOver ? at - 390 * dayMs : undefined,
      evidence: String(index * 100 + n),
    }
  })
  return {
    user: clinician,
    personId: index + 1,
    purpose: 'direct-care',
    person: {
      isKnown: true,
      isObjected: false,
      restrictions: [],
      diedAt: undefined,
      isUser: false,
    },
    relationships,
    declarations: [],
    suspendedKinds: [],
    now: at,
    policy: standingPolicy,
  }
}

type Wanted = { readonly rounds: number; readonly asked: number }

function facts({ store, opened }: City, wanted: Wanted): Promise<DecideStep> {
  const { needs, bare } = store
  return inTurns(
    wanted,
    'facts of one person',
    (turn) =>
      factsFor(
        needs.database,
        clinician,
        opened[turn % opened.length]!.personId,
        standingPolicy,
        needs.clock.now(),
      ),
    'their relationships by key, bare',
    (turn) => bare.query(relationshipsOf(opened[turn % opened.length]!.personId)),
  )
}

function whole({ store, opened }: City, wanted: Wanted): Promise<DecideStep> {
  const { needs, bare } = store
  return inTurns(
    wanted,
    'decided and noted',
    async (turn) => {
      const { personId } = opened[turn % opened.length]!
      const { permit } = await decideAccess(needs, clinician, personId, 'open-record', 'bench')
      if (!permit) throw new Error('A decision refused')
    },
    'the same rows, and one durable insert',
    async (turn) => {
      await bare.query(relationshipsOf(opened[turn % opened.length]!.personId))
      await noteEvent(bare)
    },
  )
}

const relationshipsOf = (personId: number) => ({
  name: 'floor-relationships',
  text: `SELECT kind, organisation, place, starts_at, ends_at, evidence
    FROM access.relationship WHERE person_id = $1`,
  values: [personId],
})

async function inTurns(
  { rounds, asked }: Wanted,
  what: string,
  ours: (turn: number) => Promise<unknown>,
  floor: string,
  theirs: (turn: number) => Promise<unknown>,
): Promise<DecideStep> {
  const p50: number[] = []
  const p95: number[] = []
  const floorP50: number[] = []
  for (let round = -1; round < rounds; round++) {
    const took = { ours: [] as number[], theirs: [] as number[] }
    const ways = { ours, theirs }
    const order = round % 2 === 0 ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const)
    for (const way of order) {
      for (let turn = 0; turn < asked; turn++) {
        const since = now()
        await ways[way](turn)
        took[way].push(now() - since)
      }
    }
    // The first round warms up.
    if (round < 0) continue
    p50.push(quantile(took.ours, 0.5))
    p95.push(quantile(took.ours, 0.95))
    floorP50.push(quantile(took.theirs, 0.5))
  }
  return {
    what,
    p50: median(p50),
    p95: median(p95),
    floor,
    floorP50: median(floorP50),
    ofFloor: median(p50.map((one, round) => one / floorP50[round]!)),
  }
}
