/** What the database holds after a run, said in the senders' own numbers and not in ours. */
import { zstdDecompressSync } from 'node:zlib'
import type { RecordView } from '#vocabulary'
import { openView } from '../../src/record/prepared-body.ts'

/** One statement as the superuser. */
export type Ask = <Row extends object = Record<string, unknown>>(text: string) => Promise<Row[]>

export interface Kept {
  readonly messageId: number
  readonly feed: string
  readonly control: string
  readonly bytes: Buffer
  readonly receivedAt: number
  readonly outcome: string | undefined
  readonly reasons: readonly string[]
}

export interface State {
  /** Of each person, by the numbers that are placed there: the prepared record as JSON. */
  readonly views: ReadonlyMap<string, RecordView>
  readonly relationships: string
  readonly oddities: string
}

/** Everything but what says which migrations were applied. */
export async function reset(ask: Ask): Promise<void> {
  await ask(await resetText(ask))
}

const resetTexts = new WeakMap<Ask, string>()

async function resetText(ask: Ask): Promise<string> {
  const known = resetTexts.get(ask)
  if (known !== undefined) return known
  const tables = await ask<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'database', 'simulation')
       AND schemaname NOT LIKE 'pg\\_%' ORDER BY 1`,
  )
  const sequences = await ask<{ name: string }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
     WHERE schemaname NOT LIKE 'pg\\_%' AND schemaname <> 'database'`,
  )
  const begun = []
  for (const [index, { name }] of tables.entries()) {
    // What migrations put there stays there.
    if ((await ask(`SELECT FROM ${name} LIMIT 1`)).length === 0) continue
    await ask(`CREATE TABLE simulation.begun_${index} AS TABLE ${name}`)
    begun.push(`INSERT INTO ${name} OVERRIDING SYSTEM VALUE TABLE simulation.begun_${index}`)
  }
  const text = [
    'SET session_replication_role = replica',
    ...tables.map(({ name }) => `DELETE FROM ${name}`),
    ...begun,
    ...sequences.map(({ name }) => `SELECT setval('${name}', 1, false)`),
  ].join(';')
  resetTexts.set(ask, text)
  return text
}

export async function keptMessages(ask: Ask): Promise<Kept[]> {
  const rows = await ask<{
    message_id: string
    feed: string
    control_id: string | null
    encoding: string
    bytes: Buffer
    received: string
    outcome: string | null
    reasons: string[] | null
  }>(
    `SELECT m.message_id, m.feed, m.control_id, m.encoding, m.bytes, o.outcome,
       (extract(epoch FROM m.received_at) * 1000)::bigint::text AS received,
       (SELECT array_agg(s.reason ORDER BY s.part) FROM inbox.set_aside s
        WHERE s.message_id = m.message_id) AS reasons
     FROM inbox.message m LEFT JOIN inbox.outcome o USING (message_id) ORDER BY m.message_id`,
  )
  return rows.map((row) => ({
    messageId: Number(row.message_id),
    feed: row.feed,
    control: row.control_id ?? '',
    bytes: row.encoding === 'zstd' ? zstdDecompressSync(row.bytes) : row.bytes,
    receivedAt: Number(row.received),
    outcome: row.outcome ?? undefined,
    reasons: row.reasons ?? [],
  }))
}

export async function stateOf(ask: Ask): Promise<State> {
  const prepared = await ask<{
    person_id: string
    version: number
    body: Buffer
    fresh: Buffer
  }>(
    `SELECT DISTINCT ON (person_id) person_id, version, body, fresh FROM record.prepared
     ORDER BY person_id, cardinality(labels) DESC`,
  )
  const placed = await ask<{ person_id: string; numbers: string }>(
    `SELECT l.person_id,
       string_agg(s.namespace || '|' || s.value, ' ' ORDER BY s.namespace, s.value) AS numbers
     FROM identity.link l JOIN identity.source_patient s USING (source_patient_id)
     WHERE l.until IS NULL GROUP BY l.person_id`,
  )
  const relationships = await ask(
    `SELECT s.namespace, s.value, r.kind, r.organisation, r.place, r.starts_at, r.ends_at
     FROM access.relationship r JOIN identity.source_patient s USING (source_patient_id)
     ORDER BY 1, 2, 3, 4, 5, 6, 7`,
  )
  const oddities = await ask(`SELECT feed, what, times FROM inbox.oddity ORDER BY 1, 2`)
  const numbersOf = new Map(placed.map((row) => [row.person_id, row.numbers]))
  const views = new Map<string, RecordView>()
  for (const row of prepared) {
    views.set(numbersOf.get(row.person_id) ?? `nobody ${row.person_id}`, openView(row))
  }
  for (const numbers of numbersOf.values()) {
    // A number that is only pointed at has no record, and its person must not have one.
    if (!views.has(numbers)) views.set(numbers, undefined as unknown as RecordView)
  }
  return {
    views: new Map([...views].sort(([a], [b]) => (a < b ? -1 : 1))),
    relationships: JSON.stringify(relationships),
    oddities: JSON.stringify(oddities),
  }
}

export interface Comparison {
  /** Messages that reach us anew reach us at another time. */
  readonly isDated: boolean
  /** What could not be filed for a fault delays somebody; elsewhere it was never sent. */
  readonly withDelays: boolean
}

/**
 * What is the same however the messages came. Left out: `version`, which counts the steps in which
 * they came; and, where it is not to be compared, when each reached us.
 */
export function withoutArrival(
  view: RecordView | undefined,
  { isDated, withDelays }: Comparison,
): unknown {
  if (!view) return undefined
  const sources = Object.entries(view.sources).map(([code, source]) => {
    const { lastReceived, delayedSince, ...rest } = source as typeof source & {
      delayedSince?: string
    }
    const delayed = withDelays ? delayedSince !== undefined : undefined
    return [code, { ...rest, delayed, ...(isDated && { lastReceived }) }]
  })
  const sections = Object.entries(view.sections).map(([name, items]) => [
    name,
    items.map(({ received, ...item }) => (isDated ? { received, ...item } : item)),
  ])
  return { ...view, version: 0, sources, sections }
}
