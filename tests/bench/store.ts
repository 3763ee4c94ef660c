/**
 * A store of one's own on the bench's server, with the real doors before it: what is measured is
 * what runs in production, reached over loopback by other processes.
 */
import pg from 'pg'
import {
  type Address,
  connect,
  type Database,
  isTemporary,
  migrate,
  type SocketAddress,
} from '#database'
import {
  type Clock,
  fileMessages,
  foldWhileIdle,
  type Needs,
  ReadAhead,
  receiveMessages,
  setAsideOldest,
} from '#journeys'
import { Filing } from '../../src/doors/filing/filing.ts'
import { openMllp } from '../../src/doors/mllp/mllp.ts'
import { now } from './figures.ts'
import { type TimedDatabase, timed } from './timed-database.ts'

export interface Store {
  readonly name: string
  readonly address: Address
  readonly needs: Needs
  readonly timed: TimedDatabase
  /** Connections without a role: for the floors, and for looking at sizes. */
  readonly bare: pg.Pool
  readonly clock: Clock
  close(): Promise<void>
}

export async function openStore(server: SocketAddress, name: string): Promise<Store> {
  await oneStatement(server, `CREATE DATABASE ${name}`)
  const address: Address = { socket: { ...server, database: name } }
  await migrate(address)
  const database: Database = await connect({ address })
  const clock = { now: () => Date.now() }
  const measured = timed(database)
  const bare = new pg.Pool({ ...address.socket, max: 12, idleTimeoutMillis: 0 })
  bare.on('error', () => {})
  return {
    name,
    address,
    needs: { database: measured.database, clock },
    timed: measured,
    bare,
    clock,
    async close() {
      await database.close()
      await bare.end()
    },
  }
}

async function oneStatement(socket: SocketAddress, text: string): Promise<void> {
  const client = new pg.Client(socket)
  await client.connect()
  await client.query(text).finally(() => client.end())
}

/** Files what is pending, and folds, until there is nothing left to do. */
export async function settle({ needs }: Store): Promise<void> {
  while ((await fileMessages(needs, 200)).messages > 0);
  while (await foldWhileIdle(needs, 100));
}

/** What autovacuum would come to in time, before it can come in the middle of a measurement. */
export async function tidy({ bare }: Store): Promise<void> {
  await bare.query('VACUUM (ANALYZE)')
  await bare.query('CHECKPOINT')
}

export interface Hl7Door {
  readonly port: number
  /** By control id (MSH-10), when its filing was committed (ms of `now`). */
  readonly readableAt: ReadonlyMap<string, number>
  /** Transactions in which messages were received, and in which they were filed. */
  readonly commits: { receiving: number; filing: number }
  close(): Promise<void>
}

export async function openHl7Door({ needs }: Store): Promise<Hl7Door> {
  const controlIds = new Map<number, string>()
  const readableAt = new Map<string, number>()
  const commits = { receiving: 0, filing: 0 }
  const faults: unknown[] = []
  const ahead = new ReadAhead(needs)
  const filing = new Filing({
    async fileMessages(messagesMax) {
      const batch = await fileMessages(needs, messagesMax, ahead)
      const at = now()
      for (const { messageId } of batch.filed) readableAt.set(controlIds.get(messageId)!, at)
      if (batch.messages > 0) commits.filing += 1
      return batch
    },
    foldWhileIdle: (personsMax) => foldWhileIdle(needs, personsMax),
    setAsideOldest: (words) => setAsideOldest(needs, words),
    isTemporary,
    onFault: (fault) => faults.push(fault),
  })
  filing.start()
  const door = await openMllp({
    port: 0,
    host: '127.0.0.1',
    clock: needs.clock,
    received: () => filing.wake(),
    async receiveMessages(arrivals) {
      const receipts = await receiveMessages(needs, arrivals)
      commits.receiving += 1
      for (const [index, receipt] of receipts.entries()) {
        controlIds.set(receipt.messageId, arrivals[index]?.controlId ?? '')
      }
      return receipts
    },
  })
  return {
    port: door.port,
    readableAt,
    commits,
    async close() {
      await door.close()
      await filing.stop()
      if (faults.length > 0)
        throw new Error(`Filing failed ${faults.length} times`, { cause: faults[0] })
    },
  }
}
