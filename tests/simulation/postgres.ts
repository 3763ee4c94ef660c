/**
 * PostgreSQL as the processes of a simulated world see it: the real one, but each request and each
 * answer is an event, connections break, and answers are lost. A process that dies leaves behind
 * what it had begun; the server rolls it back, or finishes what was on its way.
 */
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FreshDatabase } from '#test-support'
import { Backend, cutMessages, protocolMessage, type Request, ready, requestOf } from './backend.ts'
import { MemorySocket } from './memory-socket.ts'
import type { Owner, World } from './world.ts'

/** What goes wrong with one request. */
export type Trouble =
  | { readonly what: 'cut-before' | 'cut-after' }
  | { readonly what: 'fails'; readonly code: string }

export interface Weather {
  /** Connections are refused and broken for now. */
  readonly isAway: () => boolean
  readonly troubleFor: (request: Request) => Trouble | undefined
  readonly delayMs: () => number
  /** What was on its way when its process died is still done, later. */
  readonly isGhost: () => boolean
}

interface Wire {
  readonly number: number
  readonly owner: Owner
  readonly socket: MemorySocket
  backend: Backend | undefined
  options: string
  asked: Request | undefined
  isRunning: boolean
  isOver: boolean
}

/** So long an answer takes at least before one asks whether a lock is in its way. */
const patienceMs = 10

/** AuthenticationOk, BackendKeyData; the driver asks for no more. */
const welcome = Buffer.concat([
  protocolMessage('R', Buffer.alloc(4)),
  protocolMessage('K', Buffer.alloc(8)),
  ready('I'),
])

export class Postgres {
  readonly #fresh: FreshDatabase
  readonly #watch: Backend
  readonly #parked = new Map<string, Backend[]>()
  readonly #all: Backend[] = []
  #world!: World
  #weather!: Weather
  #wires: Wire[] = []
  #count = 0
  /** Requests that wait for a lock, and what is to be done once they have it. */
  readonly #locked = new Map<Backend, { isDone: boolean; then: () => Promise<void> | void }>()

  private constructor(fresh: FreshDatabase, watch: Backend) {
    this.#fresh = fresh
    this.#watch = watch
  }

  static async open(fresh: FreshDatabase): Promise<Postgres> {
    await fresh.superuserQuery(`CREATE SCHEMA simulation;
      CREATE TABLE simulation.clock (shows timestamptz NOT NULL);
      INSERT INTO simulation.clock VALUES (now());
      CREATE FUNCTION simulation.now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
        AS 'SELECT shows FROM simulation.clock'`)
    // The gate compares decisions with the server's clock, which here is the world's.
    const [gate] = await fresh.superuserQuery<{ text: string }>(
      `SELECT pg_get_functiondef('audit.granted()'::regprocedure) AS text`,
    )
    await fresh.superuserQuery(gate!.text.replaceAll('clock_timestamp()', 'simulation.now()'))
    await fresh.superuserQuery('GRANT USAGE ON SCHEMA simulation TO PUBLIC')
    return new Postgres(fresh, await Backend.open(fresh.address, ''))
  }

  close(): void {
    for (const backend of [...this.#all, this.#watch]) backend.close()
  }

  /** From now on part of this world; what was left of the last one is rolled back. */
  async begin(world: World, weather: Weather): Promise<void> {
    await this.end()
    this.#world = world
    this.#weather = weather
    this.#count = 0
  }

  async end(): Promise<void> {
    for (const wire of this.#wires) wire.isOver = true
    // All of them: some were left, and their rolling back was still to come when the run ended.
    for (const backend of this.#all) {
      if (!this.#locked.has(backend)) await this.#park(backend)
    }
    // Whoever held a lock has ended: those who waited for it come to an end too.
    for (const backend of this.#all) {
      while (this.#locked.get(backend)?.isDone === false) await sleep(1)
      if (this.#locked.delete(backend)) await this.#park(backend)
    }
    this.#wires = []
  }

  /** The stream of a new connection of this process. */
  connectionOf(owner: Owner): () => Duplex {
    return () => {
      this.#count += 1
      const number = this.#count
      const wire: Wire = {
        number,
        owner,
        backend: undefined,
        options: '',
        asked: undefined,
        isRunning: false,
        isOver: false,
        socket: new WireSocket({
          write: (bytes, taken) => {
            taken()
            hear(bytes)
          },
          end: () => {},
          closed: () => void this.#leave(wire),
          connect: () => this.#offer(wire, 'connects', () => this.#connect(wire)),
        }),
      }
      let unread: Buffer = Buffer.alloc(0)
      let hasStarted = false
      const hear = (bytes: Buffer): void => {
        unread = Buffer.concat([unread, bytes])
        if (!hasStarted) {
          if (unread.length < 4 || unread.length < unread.readInt32BE(0)) return
          const words = unread.toString('utf8', 8, unread.readInt32BE(0)).split('\0')
          unread = unread.subarray(unread.readInt32BE(0))
          hasStarted = true
          wire.options = words[words.indexOf('options') + 1]!
          this.#offer(wire, 'signs in', () => this.#signIn(wire))
        }
        const { messages, rest } = cutMessages(unread)
        const end = messages.findIndex((one) => 'QSX'.includes(String.fromCharCode(one[0]!)))
        if (end === -1) return
        unread = rest
        if (messages[end]![0] === 'X'.charCodeAt(0)) {
          wire.socket.destroy()
          return
        }
        this.#ask(wire, requestOf(messages))
      }
      this.#wires.push(wire)
      return wire.socket
    }
  }

  /** The process is gone: nobody hears what its connections still say. */
  async abandon(owner: Owner): Promise<void> {
    for (const wire of this.#wires.filter((one) => one.owner === owner && !one.isOver)) {
      const { asked } = wire
      if (wire.backend && asked && !wire.isRunning && this.#weather.isGhost()) {
        wire.isOver = true
        this.#world.note(`${owner.name} db${wire.number} leaves "${asked.label}" on its way`)
        this.#world.offer(
          `db${wire.number} does what the dead asked for: ${asked.label}`,
          async () => {
            const { backend } = wire
            if (!backend) return
            await this.#patiently(backend, backend.run(asked), async () => {
              await this.#park(backend)
            })
            wire.backend = undefined
          },
          { afterMs: this.#weather.delayMs() },
        )
        continue
      }
      await this.#leave(wire)
    }
  }

  /** Every connection breaks. */
  breakAll(): void {
    for (const wire of this.#wires) if (!wire.isOver && !wire.owner.isDead) wire.socket.reset()
  }

  #offer(wire: Wire, what: string, run: () => Promise<void> | void, afterMs = 0): void {
    const { owner } = wire
    this.#world.offer(`db${wire.number} ${what}`, run, { owner, lane: wire, afterMs })
  }

  #connect(wire: Wire): void {
    if (wire.isOver) return
    if (!this.#weather.isAway()) {
      wire.socket.emit('connect')
      return
    }
    wire.socket.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
  }

  async #signIn(wire: Wire): Promise<void> {
    if (wire.isOver) return
    const parked = this.#parked.get(wire.options)?.pop()
    wire.backend = parked ?? (await Backend.open(this.#fresh.address, wire.options))
    if (!parked) {
      this.#all.push(wire.backend)
      this.#optionsOf.set(wire.backend, wire.options)
    }
    wire.socket.arrive(welcome)
  }

  readonly #optionsOf = new Map<Backend, string>()

  #ask(wire: Wire, request: Request): void {
    wire.asked = request
    this.#offer(
      wire,
      `runs ${request.label}`,
      () => this.#run(wire, request),
      this.#weather.delayMs(),
    )
  }

  async #run(wire: Wire, request: Request): Promise<void> {
    const { backend } = wire
    if (wire.isOver || !backend) return
    const trouble = this.#weather.troubleFor(request)
    if (trouble) {
      const code = trouble.what === 'fails' ? ` with ${trouble.code}` : ''
      this.#world.note(`  fault: ${trouble.what}${code}: ${request.label}`)
    }
    if (trouble?.what === 'cut-before') {
      wire.socket.reset()
      return
    }
    wire.isRunning = true
    if (wire.options.includes('role=lcr_reading')) await this.#tellTime()
    const work =
      trouble?.what === 'fails' ? backend.fail(request, trouble.code) : backend.run(request)
    let answer: Buffer = Buffer.alloc(0)
    await this.#patiently(
      backend,
      work.then((said) => {
        answer = said
      }),
      async () => {
        wire.isRunning = false
        wire.asked = undefined
        if (wire.isOver || wire.owner.isDead) {
          await this.#park(backend)
          wire.backend = undefined
          return
        }
        if (trouble?.what === 'cut-after') wire.socket.reset()
        else {
          this.#offer(
            wire,
            `answers ${request.label}`,
            () => wire.socket.arrive(answer),
            this.#weather.delayMs(),
          )
        }
      },
    )
  }

  /** Waits for the answer, or until a lock is known to be in its way; then others go on. */
  async #patiently(
    backend: Backend,
    work: Promise<unknown>,
    then: () => Promise<void> | void,
  ): Promise<void> {
    const state = { isDone: false, then }
    const done = work.then(() => {
      state.isDone = true
    })
    while (!state.isDone) {
      await Promise.race([done, sleep(patienceMs)])
      if (state.isDone || !(await this.#isLocked(backend))) continue
      this.#world.note(`  waits for a lock`)
      this.#locked.set(backend, state)
      return
    }
    await then()
    if (backend.status === 'I') await this.#release()
  }

  /** A transaction has ended: some that waited may have got their lock. */
  async #release(): Promise<void> {
    for (const [backend, state] of [...this.#locked]) {
      while (!state.isDone && !(await this.#isLocked(backend))) await sleep(1)
      if (!state.isDone) continue
      this.#locked.delete(backend)
      await state.then()
      if (backend.status === 'I') await this.#release()
    }
  }

  async #tellTime(): Promise<void> {
    const now = new Date(this.#world.clock.now()).toISOString()
    const text = `UPDATE simulation.clock SET shows = '${now}'`
    await this.#watch.run({ messages: [protocolMessage('Q', `${text}\0`)], label: '' })
  }

  async #isLocked({ pid }: Backend): Promise<boolean> {
    const asked = `SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND wait_event_type = 'Lock'
      AND cardinality(pg_blocking_pids(pid)) > 0`
    const answer = await this.#watch.run({
      messages: [protocolMessage('Q', `${asked}\0`)],
      label: '',
    })
    return cutMessages(answer).messages.some((one) => one[0] === 'D'.charCodeAt(0))
  }

  async #leave(wire: Wire): Promise<void> {
    if (wire.isOver) return
    wire.isOver = true
    const { backend } = wire
    if (!backend || wire.isRunning) return
    wire.backend = undefined
    // The server notices before it does anything else for anybody.
    this.#world.offer(`db${wire.number} is rolled back`, () => this.#park(backend), { lane: wire })
  }

  async #park(backend: Backend): Promise<void> {
    const wasOpen = backend.status !== 'I'
    await backend.rollBack()
    const options = this.#optionsOf.get(backend)!
    const parked = this.#parked.get(options) ?? []
    this.#parked.set(options, parked)
    if (!parked.includes(backend)) parked.push(backend)
    if (wasOpen) await this.#release()
  }
}

/** What the driver needs of a socket before it is connected. */
class WireSocket extends MemorySocket {
  readonly #connect: () => void

  constructor(far: ConstructorParameters<typeof MemorySocket>[0] & { connect: () => void }) {
    super(far)
    this.#connect = far.connect
  }

  connect(): this {
    this.#connect()
    return this
  }
}
