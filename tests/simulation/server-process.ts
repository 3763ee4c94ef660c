/**
 * The server as the simulated world runs it: the real database driver, door, backlog, filing loop
 * and journeys, put together as src/main.ts and src/main/filing-worker.ts do it, on wires and
 * sockets that the seed holds in its hand. Filing has memory of its own, as it has in its thread.
 */
import { EventEmitter } from 'node:events'
import type { Server } from 'node:net'
import {
  type Address,
  connect,
  type Database,
  isTemporary,
  type Role,
  type Statement,
  type Tx,
} from '#database'
import { Backlog, Filing, openMllp } from '#doors'
import { measureBacklog, oldestPending } from '#inbox'
import {
  type Arrival,
  admission,
  fileMessages,
  foldWhileIdle,
  type Needs,
  ReadAhead,
  type Receipt,
  setAsideOldest,
} from '#journeys'
import { Failure } from '#vocabulary'
import { recover } from '../../src/main/recover.ts'
import { takeMessages } from '../../src/main/take-messages.ts'
import type { MemorySocket } from './memory-socket.ts'
import type { Postgres } from './postgres.ts'
import type { Owner, World } from './world.ts'

type Receive = (arrivals: readonly Arrival[]) => Promise<Receipt[]>

/** A deliberate fault of the code, put around what it calls: whoever looks must find it. */
export interface Mutation {
  readonly name: string
  /** Around every transaction of filing. */
  readonly tx?: (tx: Tx) => Tx
  readonly receive?: (receive: Receive) => Receive
}

export interface ProcessNeeds {
  readonly world: World
  readonly postgres: Postgres
  readonly address: Address
  readonly messagesPerBatch: number
  /** Messages with these bytes in them cannot be filed, whatever is tried. */
  readonly poison: string | undefined
  readonly mutation: Mutation | undefined
}

const unansweredMax = 3
const messageBytesMax = 60_000
const backlogMax = 1_000

export abstract class ServerPart implements Owner {
  readonly name: string
  isDead = false
  /** It has started, and does its work. */
  isUp = false
  protected readonly of: ProcessNeeds

  constructor(name: string, of: ProcessNeeds) {
    this.name = name
    this.of = of
  }

  /** `failed`: the database could not be reached, and whoever starts it has to try again. */
  start(failed: () => void, whenUp: () => void = () => {}): void {
    const { world } = this.of
    world.as(this, () => {
      this.run().then(
        () => {
          this.isUp = true
          world.note(`${this.name} is up`)
          whenUp()
        },
        (error: unknown) => {
          world.note(`${this.name} did not start: ${(error as Error).message}`)
          failed()
        },
      )
    })
  }

  protected abstract run(): Promise<void>

  protected connect(roles: readonly Role[]): Promise<Database> {
    return connect({
      address: this.of.address,
      roles,
      poolSizes: { filing: 3, serving: 2, reading: 1 },
      stream: this.of.postgres.connectionOf(this),
    })
  }
}

export class FilingProcess extends ServerPart {
  #filing: Filing | undefined
  /** What it says to the door's memory, when the seed lets it be heard. */
  readonly #tell: (heard: (backlog: Backlog) => void) => void
  readonly #isCareful: boolean

  constructor(
    name: string,
    of: ProcessNeeds,
    isCareful: boolean,
    tell: (heard: (backlog: Backlog) => void) => void,
  ) {
    super(name, of)
    this.#isCareful = isCareful
    this.#tell = tell
  }

  wake(): void {
    this.of.world.offer('is woken', () => this.#filing?.wake(), { owner: this })
  }

  protected async run(): Promise<void> {
    const { world, messagesPerBatch } = this.of
    const database = this.#altered(await this.connect(['filing']))
    const needs: Needs = { database, clock: world.clock }
    const onFault = (fault: unknown): void => {
      const { code, message } = fault as { code?: string; message: string }
      world.note(`${this.name} fault: ${code ?? ''} ${message}`)
    }
    const ahead = new ReadAhead(needs, { messagesMax: messagesPerBatch })
    let alone: number | undefined
    this.#filing = new Filing({
      async fileMessages(messagesMax) {
        if (messagesMax > 1) return fileMessages(needs, messagesMax, ahead)
        alone = await oldestPending(database)
        return fileMessages(needs, 1)
      },
      foldWhileIdle: (personsMax) => foldWhileIdle(needs, personsMax),
      setAsideOldest: (words) => setAsideOldest(needs, words, alone),
      isTemporary,
      onFault,
      onSettled: ({ messageIds, tookMs }) =>
        this.#tell((backlog) => backlog.settled(messageIds.length, tookMs)),
      limits: { messagesPerBatch, personsPerFold: 3 },
      isCareful: this.#isCareful,
    })
    if (!this.#isCareful) await recover(needs, messagesPerBatch, onFault)
    const { pending, oldestAt } = await measureBacklog(database, backlogMax)
    this.#tell((backlog) => backlog.measured(pending, oldestAt))
    this.#filing.start()
  }

  #altered(database: Database): Database {
    const { poison, mutation } = this.of
    const tx = (real: Tx): Tx => mutation?.tx?.(real) ?? real
    const mutated: Database = {
      ...database,
      transaction: (role, work) => database.transaction(role, (real) => work(tx(real))),
    }
    return poison === undefined ? mutated : poisoned(mutated, poison)
  }
}

export class DoorProcess extends ServerPart {
  needs: Needs | undefined
  readonly backlog: Backlog
  readonly #wake: () => void
  #accept: ((socket: MemorySocket) => void) | undefined

  constructor(name: string, of: ProcessNeeds, wake: () => void) {
    super(name, of)
    this.#wake = wake
    this.backlog = new Backlog({ pendingMax: backlogMax })
  }

  /** False when nobody listens. */
  accept(socket: MemorySocket): boolean {
    if (!this.#accept || this.isDead) return false
    this.#accept(socket)
    return true
  }

  protected async run(): Promise<void> {
    const needs = {
      database: await this.connect(['filing', 'serving', 'reading']),
      clock: this.of.world.clock,
    }
    this.needs = needs
    const receive = takeMessages(needs, this.backlog)
    const server = new MemoryServer()
    await openMllp({
      server: server as unknown as Server,
      host: '',
      port: 0,
      admit: admission(needs, { isProduction: false }),
      receiveMessages: this.of.mutation?.receive?.(receive) ?? receive,
      received: this.#wake,
      mayTake: () => this.backlog.mayTake(),
      isTemporary: (error) => isTemporary(error) || error instanceof Failure,
      clock: needs.clock,
      limits: { messageBytesMax, unansweredMax },
    })
    this.#accept = (socket) => void server.emit('connection', socket)
  }
}

/** What is taken from the inbox with this in it cannot be written into the record. */
function poisoned(database: Database, poison: string): Database {
  const messages = new Set<number>()
  /** True when one of the messages in these rows is the one. */
  const note = (rows: readonly object[]): boolean => {
    const found = rows as readonly { message_id?: number; bytes?: Buffer }[]
    for (const { message_id, bytes } of found) {
      if (message_id !== undefined && bytes?.includes(poison)) messages.add(message_id)
    }
    return found.some(({ message_id }) => messages.has(message_id ?? 0))
  }
  return {
    ...database,
    query: (async (role, statement, values) => {
      const result = await database.query<object>(role, statement, values)
      note(result.rows)
      return result
    }) as Database['query'],
    transaction: (role, work) =>
      database.transaction(role, (tx) => {
        let isTaken = false
        const query = async (statement: string | Statement, values?: readonly unknown[]) => {
          const text = typeof statement === 'string' ? statement : statement.text
          if (isTaken && /\b(?:identity|record)\./.test(text)) {
            throw Object.assign(new Error('injected: cannot be filed'), { code: '22P02' })
          }
          const result = await tx.query<object>(statement, values)
          isTaken ||= note(result.rows)
          return result
        }
        return work({ query: query as Tx['query'] })
      }),
  }
}

/** Listens to nothing: sockets are given to it. */
class MemoryServer extends EventEmitter {
  listen(_port: number, _host: string, done: () => void): this {
    done()
    return this
  }
  address(): null {
    return null
  }
  close(done: () => void): this {
    done()
    return this
  }
}
