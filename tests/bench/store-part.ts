/** Part 3: what is stored for what was received, indexes and TOAST included. */

import type { SocketAddress } from '#database'
import { feedNameOf, fileMessages, peek, receiveMessages } from '#journeys'
import { type Loaded, load, registerFeeds, usualShape } from './city/load.ts'
import { traffic } from './city/messages.ts'
import { numbers } from './city/populate.ts'
import { sum } from './figures.ts'
import { openStore, type Store, settle, tidy } from './store.ts'

export interface StoreRow {
  readonly what: string
  readonly entries: number
  readonly messages: number
  /** Bytes of one resource as compact JSON, or of one HL7 v2 message. */
  readonly received: number
  /** Bytes an entry. */
  readonly record: number
  readonly tables: Readonly<Record<string, number>>
  /** Bytes a message. */
  readonly inbox: number
  /** Bytes an entry. */
  readonly identity: number
  readonly access: number
}

const shapes = [
  { what: 'usual: half at once, then 10 at a time', shape: usualShape },
  { what: 'everything at once', shape: { first: 1, later: 1 } },
  { what: 'one resource at a time', shape: { first: 0, later: 1 } },
]

export async function storePart(
  server: SocketAddress,
  wanted: { readonly persons: number },
): Promise<StoreRow[]> {
  const rows: StoreRow[] = []
  for (const [index, { what, shape }] of shapes.entries()) {
    const store = await openStore(server, `sizes_${index}`)
    await registerFeeds(store)
    const before = await sizes(store)
    const loaded = await load(store, { persons: numbers(0, wanted.persons), entries: 300, shape })
    rows.push(await rowOf(store, before, what, loaded))
    await store.close()
  }
  const store = await openStore(server, 'sizes_hl7')
  const before = await sizes(store)
  rows.push(await rowOf(store, before, 'HL7 v2, a day of a hospital', await hl7(store, wanted)))
  await store.close()
  return rows
}

async function hl7(store: Store, { persons }: { readonly persons: number }): Promise<Loaded> {
  const known = numbers(0, persons)
  const from = Date.UTC(2026, 7, 1)
  const messages = traffic({ seed: 'sizes', messages: persons * 20, persons: known, from })
  for (let at = 0; at < messages.length; at += 200) {
    await receiveMessages(
      store.needs,
      messages.slice(at, at + 200).map(({ bytes, controlId }) => ({
        feed: feedNameOf(peek(bytes)),
        form: 'hl7v2' as const,
        controlId,
        bytes,
        receivedAt: store.clock.now(),
      })),
    )
    while ((await fileMessages(store.needs, 200)).messages > 0);
  }
  await settle(store)
  const entries = await store.bare.query<{ n: string }>('SELECT count(*) AS n FROM record.entry')
  const bytes = sum(messages.map((one) => one.bytes.length))
  return {
    persons: known,
    entries: Number(entries.rows[0]!.n),
    bytes,
    messages: messages.length,
    messageBytes: bytes,
  }
}

async function rowOf(
  store: Store,
  before: ReadonlyMap<string, number>,
  what: string,
  loaded: Loaded,
): Promise<StoreRow> {
  await tidy(store)
  const after = await sizes(store)
  const grown = [...after].map(([name, bytes]) => [name, bytes - (before.get(name) ?? 0)] as const)
  const of = (schema: string): number =>
    sum(grown.filter(([name]) => name.startsWith(`${schema}.`)).map(([, bytes]) => bytes))
  const { entries, messages } = loaded
  return {
    what,
    entries,
    messages,
    received: what.startsWith('HL7') ? loaded.bytes / messages : loaded.bytes / entries,
    record: of('record') / entries,
    tables: Object.fromEntries(
      grown
        .filter(([name]) => name.startsWith('record.'))
        .map(([name, bytes]) => [name.slice('record.'.length), bytes / entries]),
    ),
    inbox: of('inbox') / messages,
    identity: of('identity') / entries,
    access: of('access') / entries,
  }
}

async function sizes({ bare }: Store): Promise<Map<string, number>> {
  const found = await bare.query<{ name: string; bytes: string }>(
    `SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid) AS bytes
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname IN ('record', 'inbox', 'identity', 'access')`,
  )
  return new Map(found.rows.map((row) => [row.name, Number(row.bytes)]))
}
