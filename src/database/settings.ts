import type { Duplex } from 'node:stream'
import type { Role } from './database.ts'

/** A server on a Unix socket; host is the folder of the socket. */
export interface SocketAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly database: string
}

/** Where PostgreSQL is: a postgresql:// URL or a socket. */
export type Address = { readonly url: string } | { readonly socket: SocketAddress }

export interface ConnectSettings {
  readonly address: Address
  /** Only these are opened; all, unless a thread has no use for the others. */
  readonly roles?: readonly Role[]
  readonly poolSizes?: Readonly<Partial<Record<Role, number>>>
  readonly statementTimeoutMs?: number
  /** How long to wait for a free connection or a new one. */
  readonly connectTimeoutMs?: number
  /** What a connection speaks through; a socket of its own unless a test stands between. */
  readonly stream?: () => Duplex
  readonly log?: (line: string) => void
}
