/** The same questions in a small and in a large register of objections and relationships, in turns. */
import { createHash } from 'node:crypto'
import {
  bindByIdentifiers,
  factsFor,
  objectedAmong,
  openRegister,
  relatedPersons,
  standingPolicy,
  type User,
} from '#access'
import { type Database, isTemporary, type SocketAddress, type Tx } from '#database'
import { figuresOfRegister } from '#journeys'
import { clinician } from '../clinician.ts'
import { median, now, quantile } from '../figures.ts'
import { chance } from '../random.ts'
import { openStore, type Store } from '../store.ts'
import { type Filled, fill, practice, sizeOf } from './fill.ts'
import { type Scans, scansOf } from './scans.ts'

interface SizeRow {
  readonly what: string
  readonly mayGrow: boolean
  /** In ms, p50 of the median round. */
  readonly small: number
  readonly large: number
  readonly largeP95: number
  /** Of the p50, in the same round; the median of all rounds. */
  readonly growth: number
  readonly scans: { readonly small: Scans; readonly large: Scans }
}

export interface SizePart {
  readonly small: Filled
  readonly large: Filled
  readonly buildSeconds: number
  readonly gigabytes: number
  readonly rows: readonly SizeRow[]
  /** What is looked at by people now and then: in seconds, once; NaN: it was given up. */
  readonly seldom: readonly {
    readonly what: string
    readonly small: number
    readonly large: number
  }[]
}

interface Sized {
  readonly store: Store
  readonly filled: Filled
}

/** Asked of one person, or of none. */
interface Question {
  readonly what: string
  /** How often in a round. */
  readonly share: number
  readonly persons: 'own' | 'anybody'
  /** Of these nothing is wanted but that they read little: hashes lie anywhere in a large index. */
  readonly mayGrow?: true
  ask(database: Database, personId: number, filled: Filled): Promise<unknown>
}

const gp: User = { ...clinician, organisation: practice, organisationName: 'A practice' }
const listMax = 201

const facts = (database: Database, personId: number) =>
  factsFor(database, clinician, personId, standingPolicy, Date.now())
const list = (user: User) => (database: Database) =>
  relatedPersons(database, user, standingPolicy, Date.now(), listMax)

const questions: readonly Question[] = [
  { what: 'facts of a patient of the hospital', share: 1, persons: 'own', ask: facts },
  { what: 'facts of anybody', share: 1, persons: 'anybody', ask: facts },
  {
    what: 'has anybody objected?',
    share: 1,
    persons: 'anybody',
    ask: (database, personId) =>
      database.query('serving', {
        name: 'bench-is-objected',
        text: 'SELECT access.is_objected($1) AS is',
        values: [personId],
      }),
  },
  { what: 'my patients, a hospital', share: 0.1, persons: 'own', ask: list(clinician) },
  { what: 'my patients, a practice', share: 0.1, persons: 'own', ask: list(gp) },
  {
    what: 'while 100 messages are filed',
    share: 0.2,
    persons: 'anybody',
    mayGrow: true,
    ask: (database, personId, filled) =>
      database.transaction('filing', (tx) => whileFiling(tx, personId, filled)),
  },
]

/** Of a hundred people two numbers each, none of which is in the register. */
async function whileFiling(tx: Tx, from: number, { persons }: Filled): Promise<void> {
  await openRegister(tx)
  const people = Array.from({ length: 100 }, (_, index) => 1 + ((from + index * 104_729) % persons))
  const seen = people.flatMap((one) =>
    [0, 1].map((which) => ({
      personId: one,
      identifier: createHash('sha256').update(`not in the register ${one} ${which}`).digest(),
    })),
  )
  await bindByIdentifiers(tx, seen, Date.now())
  await objectedAmong(tx, people)
}

export async function sizePart(
  server: SocketAddress,
  wanted: {
    readonly rounds: number
    readonly asked: number
    readonly objections: number
    readonly relationships: number
  },
): Promise<SizePart> {
  // Half of the small store, or as many as a large hospital and a large practice know.
  const own = Math.min(20_000, Math.floor(wanted.relationships / 400))
  const began = now()
  const large = await build(server, 'register_large', { ...wanted, own })
  const buildSeconds = (now() - began) / 1_000
  const small = await build(server, 'register_small', {
    objections: Math.ceil(wanted.objections / 100),
    relationships: Math.ceil(wanted.relationships / 100),
    own,
  })
  try {
    const rows: SizeRow[] = []
    for (const question of questions) rows.push(await grow(question, small, large, wanted))
    return {
      small: small.filled,
      large: large.filled,
      buildSeconds,
      gigabytes: (await sizeOf(large.store, 'access')) / 1e9,
      rows,
      seldom: [
        {
          what: 'figures of the register, all origins',
          small: await secondsOf(() => figuresOfRegister(small.store.needs)),
          large: await secondsOf(() => figuresOfRegister(large.store.needs)),
        },
      ],
    }
  } finally {
    for (const { store } of [small, large]) await store.close()
  }
}

async function build(
  server: SocketAddress,
  name: string,
  wanted: { readonly objections: number; readonly relationships: number; readonly own: number },
): Promise<Sized> {
  const began = now()
  const store = await openStore(server, name)
  const filled = await fill(store, wanted)
  const seconds = Math.round((now() - began) / 1_000)
  console.error(
    `${filled.objections} objections and ${filled.relationships} relationships in ${seconds} s`,
  )
  return { store, filled }
}

async function grow(
  question: Question,
  small: Sized,
  large: Sized,
  { rounds, asked }: { readonly rounds: number; readonly asked: number },
): Promise<SizeRow> {
  const count = Math.max(5, Math.round(asked * question.share))
  const runs: Record<'small' | 'large', { p50: number; p95: number }>[] = []
  for (let round = -1; round < rounds; round++) {
    const run = {} as (typeof runs)[number]
    for (const which of round % 2 === 0 ? (['small', 'large'] as const) : reversed) {
      const tookMs = await askMany(question, which === 'small' ? small : large, round, count)
      run[which] = { p50: quantile(tookMs, 0.5), p95: quantile(tookMs, 0.95) }
    }
    // The first round warms up.
    if (round >= 0) runs.push(run)
  }
  const scans = async ({ store, filled }: Sized): Promise<Scans> => {
    const luck = chance('scans', question.what)
    return scansOf(store, (database) =>
      question.ask(database, personOf(question, filled, luck.next()), filled),
    )
  }
  return {
    what: question.what,
    mayGrow: question.mayGrow ?? false,
    small: median(runs.map((run) => run.small.p50)),
    large: median(runs.map((run) => run.large.p50)),
    largeP95: median(runs.map((run) => run.large.p95)),
    growth: median(runs.map((run) => run.large.p50 / run.small.p50)),
    scans: { small: await scans(small), large: await scans(large) },
  }
}

const reversed = ['large', 'small'] as const

/** Other people in each round: who was asked about before is at hand. */
async function askMany(
  question: Question,
  { store, filled }: Sized,
  round: number,
  count: number,
): Promise<number[]> {
  const luck = chance('size', question.what, round)
  const tookMs: number[] = []
  for (let turn = 0; turn < count; turn++) {
    const personId = personOf(question, filled, luck.next())
    const since = now()
    await question.ask(store.needs.database, personId, filled)
    tookMs.push(now() - since)
  }
  return tookMs
}

const personOf = ({ persons }: Question, { own, persons: all }: Filled, luck: number): number =>
  1 + Math.floor(luck * (persons === 'own' ? own : all))

/** A statement is given up when it takes longer than anybody waits. */
async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const since = now()
  try {
    await work()
  } catch (error) {
    if (isTemporary(error)) return Number.NaN
    throw error
  }
  return (now() - since) / 1_000
}
