/** A real door on a real socket and a fresh database, and senders that behave as they are told. */
import { once } from 'node:events'
import { connect as dial, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type ConnectionOptions, connect as dialTls } from 'node:tls'
import { isTemporary } from '#database'
import {
  admission,
  countMessages,
  fileMessages,
  foldWhileIdle,
  type Needs,
  receiveMessages,
  setAsideOldest,
} from '#journeys'
import { type FreshDatabase, freshDatabase } from '#test-support'
import { Filing } from '../../src/doors/filing/filing.ts'
import { Frames, frame } from '../../src/doors/mllp/frames.ts'
import { type MllpDoor, type MllpNeeds, openMllp } from '../../src/doors/mllp/mllp.ts'

/** Longer than anything here takes; whoever waits for it has failed. */
const patienceMs = 20_000

export interface Door {
  readonly port: number
  readonly needs: Needs
  readonly fresh: FreshDatabase
  readonly faults: unknown[]
  /** Lines for the operator. */
  readonly told: string[]
  figures(): ReturnType<MllpDoor['figures']>
  /** A sender that is connected. */
  sender(tls?: ConnectionOptions): Promise<Sender>
  /** Resolves when there is nothing left to file. */
  settled(withinMs?: number): Promise<void>
  /** Closes the socket door alone, as a stop of the server begins. */
  shut(): Promise<void>
  close(): Promise<void>
}

interface DoorOf extends Partial<MllpNeeds> {
  /** Asks the database who may send; without it everybody may. */
  readonly admits?: 'production' | 'demonstration'
}

export async function openDoor({ admits, ...of }: DoorOf = {}): Promise<Door> {
  const fresh = await freshDatabase()
  const clock = of.clock ?? { now: () => Date.now() }
  const needs: Needs = { database: fresh.database, clock }
  const told: string[] = []
  const faults: unknown[] = []
  const filing = new Filing({
    fileMessages: (messagesMax) => fileMessages(needs, messagesMax),
    foldWhileIdle: (personsMax) => foldWhileIdle(needs, personsMax),
    setAsideOldest: (words) => setAsideOldest(needs, words),
    isTemporary,
    onFault: (fault) => faults.push(fault),
    limits: { retryMs: 10 },
  })
  filing.start()
  const door = await openMllp({
    port: 0,
    host: '127.0.0.1',
    receiveMessages: (arrivals) => receiveMessages(needs, arrivals),
    received: () => filing.wake(),
    isTemporary,
    tell: (line) => told.push(line),
    clock,
    ...(admits && { admit: admission(needs, { isProduction: admits === 'production' }) }),
    ...of,
  })
  const senders: Sender[] = []
  const shut = (): Promise<void> => {
    for (const sender of senders) sender.socket.destroy()
    return door.close()
  }
  return {
    port: door.port,
    needs,
    fresh,
    faults,
    told,
    figures: () => door.figures(),
    async sender(tls) {
      const socket = tls
        ? dialTls({ ...tls, port: door.port, host: '127.0.0.1' })
        : dial({ port: door.port, host: '127.0.0.1', allowHalfOpen: true })
      const sender = new Sender(socket)
      senders.push(sender)
      await once(socket, tls ? 'secureConnect' : 'connect')
      return sender
    },
    settled: (withinMs) => until(async () => (await countMessages(needs)).pending === 0, withinMs),
    shut: () => door.close(),
    async close() {
      await shut()
      await filing.stop()
      await fresh.close()
    },
  }
}

export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = patienceMs,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('It was waited for, and did not come.')
    await pause(10)
  }
}

interface Answer {
  readonly code: string
  /** MSA-2. */
  readonly control: string
  readonly text: string
}

class Sender {
  readonly socket: Socket
  /** What was answered and nobody has looked at yet. */
  readonly answers: Answer[] = []
  isClosed = false

  constructor(socket: Socket) {
    this.socket = socket
    const frames = new Frames(1_000_000)
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.answers.push(...frames.push(chunk).map(readAnswer))
    })
    socket.on('error', () => {})
    // Nothing more comes from the door: the connection is over for a sender.
    for (const ending of ['end', 'close']) {
      socket.on(ending, () => {
        this.isClosed = true
      })
    }
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes)
  }

  /** Sends one message in a frame and waits for its answer; undefined when the door closed. */
  async send(message: string | Uint8Array): Promise<Answer | undefined> {
    this.write(frame(wire(message)))
    return this.answer()
  }

  async answer(): Promise<Answer | undefined> {
    await until(() => this.answers.length > 0 || this.isClosed)
    return this.answers.shift()
  }

  closed(): Promise<void> {
    return until(() => this.isClosed)
  }
}

/** With the segment terminators of the standard. */
export const wire = (message: string | Uint8Array): Uint8Array =>
  typeof message === 'string' ? Buffer.from(message.replaceAll('\n', '\r')) : message

function readAnswer(message: Buffer): Answer {
  const text = message.toString('latin1')
  const msa = text.split('\r').find((line) => line.startsWith('MSA')) ?? ''
  const [, code = '', control = ''] = msa.split(text[3] ?? '|')
  return { code, control, text }
}
