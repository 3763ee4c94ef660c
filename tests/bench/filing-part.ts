/** Part 2: from a hospital's socket to readable, and the floor under it. */
import { type Sendable, traffic } from './city/messages.ts'
import { now, quantile } from './figures.ts'
import type { SendJob, Sent } from './senders.ts'
import { type Hl7Door, openHl7Door, type Store } from './store.ts'
import { startWorker, type Worker } from './worker.ts'

export type Senders = Worker<SendJob, Sent>

export const startSenders = (): Senders =>
  startWorker<SendJob, Sent>(new URL('./senders.ts', import.meta.url))

export interface FiledRound {
  readonly messages: number
  /** From the first byte sent until everything is filed. */
  readonly filedPerSecond: number
  readonly acknowledgedPerSecond: number
  readonly acknowledgeP50: number
  readonly acknowledgeP99: number
  readonly readableP50: number
  readonly readableP99: number
  readonly commits: number
  readonly floorPerSecond: number
  readonly codes: Readonly<Record<string, number>>
}

const giveUpMs = 120_000

export async function fileOnce(
  store: Store,
  senders: Senders,
  wanted: { connections: number; messages: number; persons: readonly number[]; seed: string },
): Promise<FiledRound> {
  const sendables = traffic({ ...wanted, from: Date.now() - wanted.messages * 1_000 })
  const door = await openHl7Door(store)
  const sent = await senders.do({
    port: door.port,
    connections: wanted.connections,
    messages: sendables.map((one) => one.bytes),
  })
  await filedAll(door, sendables)
  await door.close()
  const readable = sendables.map(({ controlId }) => door.readableAt.get(controlId)!)
  const began = Math.min(...sent.sentAt)
  const commits = door.commits.receiving + door.commits.filing
  const floorMs = await floor(store, sendables, commits)
  const acknowledge = sent.acknowledgedAt.map((at, index) => at - sent.sentAt[index]!)
  // A message may be filed before its sender has read the acknowledgement.
  const wait = readable.map((at, index) => Math.max(0, at - sent.acknowledgedAt[index]!))
  return {
    messages: sendables.length,
    filedPerSecond: (sendables.length / (Math.max(...readable) - began)) * 1_000,
    acknowledgedPerSecond: (sendables.length / (Math.max(...sent.acknowledgedAt) - began)) * 1_000,
    acknowledgeP50: quantile(acknowledge, 0.5),
    acknowledgeP99: quantile(acknowledge, 0.99),
    readableP50: quantile(wait, 0.5),
    readableP99: quantile(wait, 0.99),
    commits,
    floorPerSecond: (sendables.length / floorMs) * 1_000,
    codes: sent.codes,
  }
}

async function filedAll(door: Hl7Door, sendables: readonly Sendable[]): Promise<void> {
  const until = now() + giveUpMs
  while (sendables.some(({ controlId }) => !door.readableAt.has(controlId))) {
    if (now() > until) throw new Error('Messages were acknowledged and not filed')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The same bytes into a plain table, spread over the same number of durable commits; in ms. */
async function floor(
  { bare }: Store,
  sendables: readonly Sendable[],
  commits: number,
): Promise<number> {
  await bare.query(
    `CREATE TABLE IF NOT EXISTS public.message_floor (
       message_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes bytea NOT NULL)`,
  )
  const client = await bare.connect()
  const began = now()
  for (let commit = 0; commit < commits; commit++) {
    const from = Math.floor((commit * sendables.length) / commits)
    const to = Math.floor(((commit + 1) * sendables.length) / commits)
    await client.query({
      name: 'floor-insert',
      text: `INSERT INTO public.message_floor (bytes) SELECT * FROM unnest($1::bytea[])`,
      values: [sendables.slice(from, Math.max(to, from + 1)).map((one) => one.bytes)],
    })
  }
  const took = now() - began
  client.release()
  return took
}
