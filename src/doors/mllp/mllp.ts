/** The door for HL7 v2: a socket for many senders, with TLS and client certificates if configured. */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { type Arrival, feedNameOf, type Receipt } from '#journeys'
import { type Connection, type ConnectionNeeds, type MllpLimits, serve } from './connection.ts'
import { GroupCommit } from './group-commit.ts'

export interface MllpNeeds {
  readonly port: number
  readonly host: string
  readonly receiveMessages: (arrivals: readonly Arrival[]) => Promise<Receipt[]>
  /** Called after each commit: there is something to file. */
  readonly received: () => void
  readonly clock: { now(): number }
  readonly limits?: Partial<MllpLimits>
  /** PEM texts. With them only senders with a certificate of this authority may connect (RL-11). */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string }
}

export interface MllpDoor {
  readonly port: number
  /** Takes no more, finishes what has begun, closes. */
  close(): Promise<void>
}

const mllpLimits: MllpLimits = {
  messageBytesMax: 64 * 1024 * 1024,
  unansweredMax: 64,
  stalledMs: 60_000,
  idleMs: 24 * 3_600_000,
}

/** A sender that closes its side after its last message still gets the answer. */
const halfOpen = { allowHalfOpen: true }

/** Messages in one commit: enough for many senders, small enough to be quick. */
const arrivalsMax = 256
const groupBytesMax = 64 * 1024 * 1024

export async function openMllp(needs: MllpNeeds): Promise<MllpDoor> {
  const commits = new GroupCommit<Arrival, Receipt>((arrivals) => needs.receiveMessages(arrivals), {
    arrivalsMax,
    commitsMax: 1,
    bytesMax: groupBytesMax,
    bytesOf: ({ bytes }) => bytes.length,
  })
  let sequence = 0
  const serving: ConnectionNeeds = {
    clock: needs.clock,
    limits: { ...mllpLimits, ...needs.limits },
    newControlId: () => `${needs.clock.now().toString(36)}${(sequence++).toString(36)}`,
    receive: async ({ envelope, bytes, peer, certificate }) => {
      const receipt = await commits.add({
        feed: feedNameOf(envelope),
        form: 'hl7v2',
        ...(envelope && { controlId: envelope.controlId }),
        bytes,
        receivedAt: needs.clock.now(),
        peer: certificate ? `${peer} ${certificate}` : peer,
      })
      needs.received()
      return receipt
    },
  }
  const open = new Map<Socket, Connection>()
  const accept = (socket: Socket, certificate?: string): void => {
    open.set(socket, serve(socket, serving, certificate))
    socket.on('close', () => open.delete(socket))
  }
  const server: Server = needs.tls
    ? createTlsServer(
        {
          ...needs.tls,
          ...halfOpen,
          requestCert: true,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
        },
        (socket: TLSSocket) => accept(socket, socket.getPeerCertificate().fingerprint256),
      )
    : createServer(halfOpen, (socket) => accept(socket))
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(needs.port, needs.host, () => resolve())
  })
  server.on('error', () => {})
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : needs.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of open.values()) connection.finish()
      const force = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy()
      }, 2_000)
      await closed
      clearTimeout(force)
    },
  }
}
