/**
 * How much of each table something reads: told by what the server counts, so that also what
 * functions ask, and every plan that a connection makes in time, is seen.
 */
import { connect, type Database, type Role, type Statement } from '#database'
import { sum } from '../figures.ts'
import type { Store } from '../store.ts'

export interface Scans {
  /** Rows and entries of indexes that were read for one asking. */
  readonly read: number
  /** Tables of which much was read each time. */
  readonly tables: readonly string[]
  /** The plans of the statements, where there are any. */
  readonly plans: readonly string[]
}

/** Smaller tables may be read as a whole. */
const rowsMin = 1_000
/** Of a table. */
const muchShare = 0.05

/** A statement gets its lasting plan when it is asked for the sixth time on one connection. */
const times = 8

export async function scansOf(
  store: Store,
  work: (database: Database) => Promise<unknown>,
): Promise<Scans> {
  const before = await counted(store)
  const asked = new Map<string, Asked>()
  const database = await connect({
    address: store.address,
    poolSizes: { filing: 1, serving: 1, reading: 1, register: 1 },
  })
  const watched = noting(database, asked)
  let plans: string[] = []
  try {
    for (let time = 0; time < times; time++) await work(watched)
  } finally {
    await database.close()
  }
  // What a connection counted is told when it ends.
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const after = await counted(store)
  const reads = [...after].map(([name, { rows, read }]) => ({
    name,
    rows,
    each: (read - (before.get(name)?.read ?? 0)) / times,
  }))
  const tables = reads
    .filter(({ rows, each }) => rows >= rowsMin && each > rows * muchShare)
    .map(({ name }) => name)
  if (tables.length > 0) plans = await plansOf(store, [...asked.values()])
  return { read: sum(reads.map(({ each }) => each)), tables, plans }
}

async function counted({ bare }: Store): Promise<Map<string, { rows: number; read: number }>> {
  const found = await bare.query<{ name: string; rows: number; read: string }>(
    `SELECT s.schemaname || '.' || s.relname AS name, c.reltuples AS rows,
       s.seq_tup_read + coalesce((SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i
         WHERE i.relid = s.relid), 0) AS read
     FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid`,
  )
  return new Map(found.rows.map(({ name, rows, read }) => [name, { rows, read: Number(read) }]))
}

interface Asked {
  readonly role: Role
  readonly text: string
  readonly values: readonly unknown[]
}

function noting(database: Database, asked: Map<string, Asked>): Database {
  const keep = (role: Role, statement: string | Statement, values?: readonly unknown[]): void => {
    const text = typeof statement === 'string' ? statement : statement.text
    const given = values ?? (typeof statement === 'string' ? [] : statement.values) ?? []
    asked.set(text, { role, text, values: given })
  }
  return {
    ...database,
    query(role, statement, values) {
      keep(role, statement, values)
      return database.query(role, statement, values)
    },
    transaction: (role, work) =>
      database.transaction(role, (tx) =>
        work({
          query(statement, values) {
            keep(role, statement, values)
            return tx.query(statement, values)
          },
        }),
      ),
  }
}

async function plansOf(store: Store, asked: readonly Asked[]): Promise<string[]> {
  const plans: string[] = []
  for (const { role, text, values } of asked) {
    const { rows } = await store.needs.database.transaction(role, (tx) =>
      tx.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values),
    )
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
  }
  return plans
}
