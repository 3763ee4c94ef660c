/** One run: a world, its senders and processes, what goes wrong, and what is left afterwards. */
import pg from 'pg'
import { type FreshDatabase, freshDatabase } from '#test-support'
import { type Random, randomFrom } from '../../london/random.ts'
import { type Broken, checkRun } from './invariants.ts'
import { type FaultKind, Plan } from './plan.ts'
import { Postgres } from './postgres.ts'
import { Reader } from './reader.ts'
import { type Habits, Sender } from './sender.ts'
import {
  DoorProcess,
  FilingProcess,
  type Mutation,
  type ProcessNeeds,
  type ServerPart,
} from './server-process.ts'
import { type Ask, reset } from './state.ts'
import { type Workload, workload } from './workload.ts'
import { World } from './world.ts'

export interface Run {
  readonly seed: number
  readonly kinds: readonly FaultKind[]
  readonly messages: number
  readonly steps: number
  readonly kills: number
  readonly digest: number
  readonly broken: readonly Broken[]
  readonly trace: readonly string[]
}

export interface RunOptions {
  readonly without?: readonly FaultKind[]
  readonly mutation?: Mutation
  readonly personsMax?: number
}

/** After this many events nothing goes wrong any more: what was begun must come to an end. */
const troubledSteps = 1_500
const stepsMax = 30_000
const killsMax = 4

export class Simulation {
  readonly #fresh: FreshDatabase
  readonly #postgres: Postgres
  readonly #superuser: pg.Client
  readonly #ask: Ask = async (text) => (await this.#superuser.query(text)).rows

  private constructor(fresh: FreshDatabase, postgres: Postgres, superuser: pg.Client) {
    this.#fresh = fresh
    this.#postgres = postgres
    this.#superuser = superuser
  }

  static async open(): Promise<Simulation> {
    const fresh = await freshDatabase()
    const { address } = fresh
    const superuser = new pg.Client(
      'socket' in address ? { ...address.socket } : { connectionString: address.url },
    )
    await superuser.connect()
    return new Simulation(fresh, await Postgres.open(fresh), superuser)
  }

  async close(): Promise<void> {
    await this.#postgres.end()
    this.#postgres.close()
    await this.#superuser.end()
    await this.#fresh.close()
  }

  async run(seed: number, options: RunOptions = {}): Promise<Run> {
    await reset(this.#ask)
    const plan = new Plan(seed, options.without)
    const world = new World(seed, plan.startsAt + 3 * 86_400_000)
    const told = workload(randomFrom(seed, 'workload'), plan.startsAt, options.personsMax)
    const troubled = new TroubledRun(
      this.#ask,
      this.#fresh,
      this.#postgres,
      world,
      plan,
      told,
      options.mutation,
    )
    await world.withOwnTimers(() => troubled.play())
    await this.#postgres.end()
    const broken = [...troubled.broken]
    if (broken.length === 0) {
      broken.push(
        ...(await checkRun({
          ask: this.#ask,
          database: this.#fresh.database,
          now: world.clock.now(),
          told,
          senders: troubled.senders,
          reader: troubled.reader,
          poison: troubled.poison,
          kinds: plan.kinds,
        })),
      )
    }
    return {
      seed,
      kinds: [...plan.kinds],
      messages: [...told.feeds.values()].reduce((sum, feed) => sum + feed.length, 0),
      steps: world.steps,
      kills: troubled.kills,
      digest: world.digest,
      broken,
      trace: world.trace,
    }
  }
}

class TroubledRun {
  readonly #ask: Ask
  readonly #fresh: FreshDatabase
  readonly #postgres: Postgres
  readonly #world: World
  readonly #plan: Plan
  readonly #mutation: Mutation | undefined
  readonly #random: Random
  readonly poison: string | undefined
  readonly senders: Sender[] = []
  readonly reader: Reader
  readonly broken: Broken[] = []
  kills = 0
  #door: DoorProcess | undefined
  #filing: FilingProcess | undefined
  #second: FilingProcess | undefined
  #begun = 0
  #isAway = false
  #season: 'full' | 'read-only' | undefined

  constructor(
    ask: Ask,
    fresh: FreshDatabase,
    postgres: Postgres,
    world: World,
    plan: Plan,
    told: Workload,
    mutation: Mutation | undefined,
  ) {
    this.#ask = ask
    this.#fresh = fresh
    this.#postgres = postgres
    this.#world = world
    this.#plan = plan
    this.#mutation = mutation
    this.#random = randomFrom(world.seed, 'run')
    const all = [...told.feeds.values()].flat().filter(({ bytes }) => bytes.includes('ADT^A0'))
    const chosen = plan.has('poison') && all.length > 0 ? this.#random.pick(all) : undefined
    this.poison = chosen && `|${chosen.bytes.toString('latin1').split('|')[9]}|P|`
    for (const [feed, messages] of told.feeds) {
      this.senders.push(
        new Sender(feed, messages, {
          world,
          random: randomFrom(world.seed, feed),
          habits: this.#habitsOf(messages),
          door: () => this.#door,
          isCalm: () => this.#isCalm,
        }),
      )
    }
    this.reader = new Reader(world, told, () => this.#door, randomFrom(world.seed, 'reader'))
  }

  get #isCalm(): boolean {
    return this.#world.steps > troubledSteps
  }

  #habitsOf(messages: Workload['feeds'] extends ReadonlyMap<string, infer M> ? M : never): Habits {
    const plan = this.#plan
    // A control id that is used twice is understood only in the order in which it was said.
    const isOrdered = new Set(messages.map((one) => one.control)).size < messages.length
    const unansweredMax = plan.has('ahead') && !isOrdered ? plan.between(2, 6) : 1
    return {
      unansweredMax,
      isDeaf: plan.chance('deaf', 0.3),
      halfCloses: unansweredMax === 1 && plan.chance('half-close', 0.5),
      breaks: () => plan.chance('cut', 0.05),
      repeats: () => plan.chance('again', 0.15) && !isOrdered,
    }
  }

  async play(): Promise<void> {
    await this.#postgres.begin(this.#world, {
      isAway: () => this.#isAway,
      troubleFor: (request) =>
        this.#isCalm ? undefined : this.#plan.troubleFor(request, this.#season),
      delayMs: () => (this.#isCalm ? 0 : this.#plan.delayMs()),
      isGhost: () => this.#plan.chance('ghost', 0.7),
    })
    this.#startServer()
    if (this.#plan.has('two-filers')) this.#startSecond()
    for (;;) {
      if (this.#world.steps > stepsMax) {
        this.broken.push({
          law: 'I2',
          words: `not settled after ${stepsMax} steps: ${this.#unsettled()}`,
        })
        break
      }
      if (!this.#isCalm) await this.#trouble()
      else if (this.#isAway || this.#season) this.#clearUp()
      await this.#world.step()
      if (await this.#isSettled()) break
    }
    for (const one of [this.#door, this.#filing, this.#second]) if (one) one.isDead = true
  }

  get #needs(): ProcessNeeds {
    return {
      world: this.#world,
      postgres: this.#postgres,
      address: this.#fresh.address,
      messagesPerBatch: this.#plan.messagesPerBatch,
      poison: this.poison,
      mutation: this.#mutation,
    }
  }

  /** First what waited from before is filed, then the door opens (RL-14). */
  #startServer(): void {
    this.#startFiling(false, () => this.#openDoor())
  }

  #openDoor(): void {
    this.#begun += 1
    const name = `door${this.#begun}`
    const door = new DoorProcess(name, this.#needs, () => this.#filing?.wake())
    this.#door = door
    door.start(() => {
      door.isDead = true
      this.#world.offer(`${name} is started again`, () => this.#openDoor(), { afterMs: 1_000 })
    })
  }

  #startFiling(isCareful: boolean, whenUp: () => void = () => {}): void {
    this.#begun += 1
    const name = `filing${this.#begun}`
    const filing = new FilingProcess(name, this.#needs, isCareful, (heard) => {
      const door = this.#door
      if (door)
        this.#world.offer(`${name} tells the door`, () => heard(door.backlog), { owner: door })
    })
    this.#filing = filing
    filing.start(() => {
      filing.isDead = true
      const again = (): void => this.#startFiling(isCareful, whenUp)
      this.#world.offer(`${name} is started again`, again, { afterMs: 1_000 })
    }, whenUp)
  }

  /** A second server of which only the filing matters here. */
  #startSecond(): void {
    this.#begun += 1
    const second = new FilingProcess(`second${this.#begun}`, this.#needs, false, () => {})
    this.#second = second
    second.start(
      () => {
        second.isDead = true
        this.#world.offer('the second is started again', () => this.#startSecond(), {
          afterMs: 1_000,
        })
      },
      () => {},
    )
  }

  async #trouble(): Promise<void> {
    const { chance } = { chance: this.#plan.chance.bind(this.#plan) }
    if (this.kills < killsMax && chance('kill', 0.004)) {
      await this.#kill([this.#door, this.#filing], () => this.#startServer())
    }
    if (this.kills < killsMax && chance('kill', 0.001)) {
      await this.#kill([this.#filing], () => this.#startFiling(true))
    }
    if (this.kills < killsMax && chance('kill', 0.001)) {
      await this.#kill([this.#second], () => this.#startSecond())
    }
    if (chance('away', 0.002) && !this.#isAway) {
      this.#world.note('fault: the database is away')
      this.#isAway = true
      this.#postgres.breakAll()
      this.#world.offer('the database is back', () => this.#clearUp(), {
        afterMs: this.#plan.between(1, 4_000),
      })
    }
    for (const season of ['full', 'read-only'] as const) {
      if (!chance(season, 0.003) || this.#season) continue
      this.#world.note(`fault: the database is ${season}`)
      this.#season = season
      this.#world.offer(`the database is no longer ${season}`, () => this.#clearUp(), {
        afterMs: this.#plan.between(1, 4_000),
      })
    }
    if (chance('clock', 0.003)) {
      const hours = this.#plan.between(0, 1) === 0 ? -1 : 1
      this.#world.note(`fault: the clock is set by ${hours} h`)
      this.#world.setClock(hours * 3_600_000)
    }
    if (chance('rubbish', 0.004) && this.#door?.isUp) this.#speakRubbish(this.#door)
  }

  #clearUp(): void {
    this.#isAway = false
    this.#season = undefined
  }

  /** All of them, or none when one of them has not started: who starts it will try again. */
  async #kill(parts: readonly (ServerPart | undefined)[], startAgain: () => void): Promise<void> {
    if (!parts.every((one) => one?.isUp && !one.isDead)) return
    this.kills += 1
    for (const part of parts) {
      this.#world.note(`fault: ${part!.name} is killed`)
      part!.isDead = true
      for (const sender of this.senders) sender.dropped(part!)
      this.reader.dropped(part!)
      await this.#postgres.abandon(part!)
    }
    this.#world.offer('is started again', startAgain, { afterMs: this.#plan.between(1, 2_000) })
  }

  /** Somebody who does not speak HL7, or stops in the middle of it. */
  #speakRubbish(process: DoorProcess): void {
    const random = this.#random
    const bytes = Buffer.from(
      Array.from({ length: random.between(1, 300) }, () =>
        random.pick([0x0b, 0x1c, 0x0d, 0x00, 0x41, random.between(0, 255)]),
      ),
    )
    const rubbish = new Sender('rubbish', [{ feed: '', bytes, control: 'rubbish' }], {
      world: this.#world,
      random,
      habits: {
        unansweredMax: 1,
        isDeaf: true,
        halfCloses: true,
        breaks: () => true,
        repeats: () => false,
      },
      door: () => (process.isDead ? undefined : process),
      isCalm: () => this.#isCalm,
    })
    this.#world.offer('rubbish gives up', () => rubbish.giveUp(), { afterMs: 100 })
  }

  #unsettled(): string {
    const parts = [this.#door, this.#filing, this.#second]
    return [
      ...this.senders.filter((one) => !one.isDone).map((one) => `${one.name} is not done`),
      ...parts.filter((one) => one && !one.isUp).map((one) => `${one!.name} is not up`),
      ...(this.reader.isDone ? [] : ['the doctor still waits']),
    ].join(', ')
  }

  async #isSettled(): Promise<boolean> {
    if (!this.senders.every((one) => one.isDone) || this.#world.steps % 20 !== 0) return false
    if (!this.#door?.isUp || !this.#filing?.isUp || !this.reader.isDone) return false
    const [left] = await this.#ask<{ n: string }>(
      `SELECT (SELECT count(*) FROM inbox.pending) + (SELECT count(*) FROM record.unfolded) AS n`,
    )
    return Number(left!.n) === 0
  }
}
