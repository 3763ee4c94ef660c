/** The door for HL7 v2: a socket for many senders, with TLS and client certificates if configured. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import {
  type Admit,
  type Arrival,
  acknowledge,
  anybody,
  type Certificate,
  type Receipt,
} from '#journeys'
import { BackPressure } from './back-pressure.ts'
import { Connection, type ConnectionLimits, type ConnectionNeeds } from './connection.ts'
import { Figures, type WireFigures } from './figures.ts'
import { GroupCommit } from './group-commit.ts'
import { Receiver } from './receiver.ts'
import { Room } from './room.ts'

export interface MllpNeeds {
  readonly port: number
  readonly host: string
  readonly receiveMessages: (arrivals: readonly Arrival[]) => Promise<Receipt[]>
  /** Whether a sender may send this; without it everybody may send anything that is HL7 v2. */
  readonly admit?: Admit
  /** False while nothing more should be taken: too much waits to be filed (RL-08). */
  readonly mayTake?: () => boolean
  /** Whether the same commit may work later; else each of its messages is tried by itself. */
  readonly isTemporary?: (error: unknown) => boolean
  /** Called after each commit: there is something to file. */
  readonly received: () => void
  /** Lines that an operator should read soon. They hold no patient data. */
  readonly tell?: (line: string) => void
  readonly clock: { now(): number }
  readonly limits?: Partial<MllpLimits>
  /** What listens; a TCP server unless a test brings sockets of its own. */
  readonly server?: Server
  /** PEM texts. With them only senders with a certificate of this authority may connect (RL-11). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string }
}

export interface MllpLimits extends ConnectionLimits {
  readonly connectionsMax: number
  /** Bytes of all connections together that are not durable. */
  readonly heldBytesMax: number
  /** Longer than this nobody waits for an answer: it is AE (RL-02). */
  readonly patienceMs: number
  /** What is not answered by then at a stop never is. */
  readonly stopMs: number
}

export interface MllpDoor {
  readonly port: number
  /** As it is now, and counted since the start. */
  figures(): WireFigures
  /** Takes no more, finishes what has begun, closes. */
  close(): Promise<void>
}

const mllpLimits: MllpLimits = {
  messageBytesMax: 64 * 1024 * 1024,
  unansweredMax: 64,
  stalledMs: 60_000,
  frameMs: 600_000,
  idleMs: 24 * 3_600_000,
  connectionsMax: 1_000,
  heldBytesMax: 256 * 1024 * 1024,
  patienceMs: 20_000,
  stopMs: 2_000,
}

/** A sender that closes its side after its last message still gets the answer. */
const halfOpen = { allowHalfOpen: true }
const handshakeTimeout = 20_000
/** Connections that are not accepted yet, beside those that are. */
const atTheDoorMax = 200

/** Messages in one commit: enough for many senders, small enough to be quick. */
const arrivalsMax = 256
const groupBytesMax = 64 * 1024 * 1024

export async function openMllp(needs: MllpNeeds): Promise<MllpDoor> {
  const limits: MllpLimits = { ...mllpLimits, ...needs.limits }
  const figures = new Figures(needs.tell ?? (() => {}))
  const room = new Room(limits.heldBytesMax)
  const open = new Map<Socket, Connection>()
  const pressure = new BackPressure({
    mayTake: needs.mayTake ?? (() => true),
    patienceMs: limits.patienceMs,
    onChange(now) {
      if (now === 'holding') {
        figures.alarm('back-pressure', 'too much waits to be filed; senders of HL7 v2 are held')
      }
      for (const connection of open.values()) {
        if (now === 'holding') connection.hold()
        else connection.release()
      }
    },
  })
  const commits = new GroupCommit<Arrival, Receipt>((arrivals) => needs.receiveMessages(arrivals), {
    arrivalsMax,
    commitsMax: 1,
    bytesMax: groupBytesMax,
    bytesOf: ({ bytes }) => bytes.length,
    isWorthApart: (error) => needs.isTemporary?.(error) === false,
  })
  const receiver = new Receiver({
    admit: needs.admit ?? anybody,
    commits,
    received: needs.received,
    isRefusing: () => pressure.look() === 'refusing',
    clock: needs.clock,
    figures,
    patienceMs: limits.patienceMs,
  })
  let sequence = 0
  const newControlId = () => `${needs.clock.now().toString(36)}${(sequence++).toString(36)}`
  const serving: ConnectionNeeds = {
    receive: (incoming) => receiver.receive(incoming),
    answer: (envelope, { code, reason }) =>
      acknowledge(envelope, code, {
        ...(reason && { reason }),
        at: needs.clock.now(),
        controlId: newControlId(),
      }),
    isHolding: () => pressure.look() === 'holding',
    room,
    figures,
    limits,
  }
  const accept = (socket: Socket, certificate?: Certificate): void => {
    if (!hasPlace(open, limits.connectionsMax, figures)) {
      socket.on('error', () => {}).destroy()
      return
    }
    open.set(socket, new Connection(socket, serving, certificate))
    socket.on('close', () => open.delete(socket))
  }
  const server = needs.server ?? listener(needs.tls, accept)
  if (needs.server) server.on('connection', (socket) => accept(socket))
  server.maxConnections = limits.connectionsMax + atTheDoorMax
  server.on('drop', () => figures.cutOff('too-many-connections'))
  server.on('tlsClientError', () => figures.cutOff('tls'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(needs.port, needs.host, () => resolve())
  })
  server.on('error', () => {})
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : needs.port,
    figures: () => ({
      connections: open.size,
      bytesHeld: room.held,
      oldestUnansweredMs: oldestMs(open.values()),
      backPressure: ['none', 'holding', 'refusing'].indexOf(pressure.look()),
      ...figures.counts,
    }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of open.values()) connection.finish()
      const force = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy()
      }, limits.stopMs)
      await closed
      clearTimeout(force)
      pressure.stop()
    },
  }
}

function listener(
  tls: MllpNeeds['tls'],
  accept: (socket: Socket, certificate?: Certificate) => void,
): Server {
  if (!tls) return createServer(halfOpen, (socket) => accept(socket))
  const demands = { requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
  return createTlsServer({ ...tls, ...halfOpen, ...demands, handshakeTimeout }, (socket) => {
    const certificate = certificateOf(socket)
    // Without one it would pass for a sender that need not show any.
    if (certificate) accept(socket, certificate)
    else socket.destroy()
  })
}

function certificateOf(socket: TLSSocket): Certificate | undefined {
  const { fingerprint256, subject } = socket.getPeerCertificate()
  if (!fingerprint256) return undefined
  const subjectCn: unknown = subject?.CN
  return { fingerprint: fingerprint256, ...(typeof subjectCn === 'string' && { subjectCn }) }
}

/** When all places are taken, whoever opened a connection and has said nothing gives way. */
function hasPlace(
  open: ReadonlyMap<Socket, Connection>,
  connectionsMax: number,
  figures: Figures,
): boolean {
  if (open.size < connectionsMax) return true
  figures.alarm('connections', 'there are more connections for HL7 v2 than are allowed')
  for (const [socket, connection] of open) {
    if (connection.hasSent) continue
    figures.cutOff('silent')
    socket.destroy()
    return true
  }
  figures.cutOff('too-many-connections')
  return false
}

function oldestMs(connections: Iterable<Connection>): number {
  const now = performance.now()
  let oldest = now
  for (const { oldestUnansweredAt } of connections) {
    if (oldestUnansweredAt !== undefined && oldestUnansweredAt < oldest) oldest = oldestUnansweredAt
  }
  return Math.round(now - oldest)
}
