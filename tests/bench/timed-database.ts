/** A Database that remembers how long each of its statements took, by the statement's name. */
import type { Database, Result, Statement, Tx } from '#database'
import { now } from './figures.ts'

interface Timing {
  calls: number
  /** As the caller waits for it: the network, the server and, with others, the queue. */
  ms: number
}

export type Timings = ReadonlyMap<string, Timing>

export interface TimedDatabase {
  readonly database: Database
  /** What was timed since the last call. */
  take(): Timings
  /** Commits that were waited for since the last call: of `filing`, and of everybody else. */
  takeCommits(): { filing: number; others: number }
}

export function timed(database: Database): TimedDatabase {
  let timings = new Map<string, Timing>()
  let commits = { filing: 0, others: 0 }

  function note(name: string, since: number): void {
    const timing = timings.get(name) ?? { calls: 0, ms: 0 }
    timings.set(name, timing)
    timing.calls += 1
    timing.ms += now() - since
  }
  async function time<T>(name: string, work: () => Promise<T>): Promise<T> {
    const since = now()
    try {
      return await work()
    } finally {
      note(name, since)
    }
  }

  return {
    take() {
      const taken = timings
      timings = new Map()
      return taken
    },
    takeCommits() {
      const taken = commits
      commits = { filing: 0, others: 0 }
      return taken
    },
    database: {
      ...database,
      async transaction(role, work) {
        let worked = 0
        const began = now()
        const result = await database.transaction(role, (tx) => {
          note(`${role}: BEGIN`, began)
          return work(timedTx(tx, time)).finally(() => {
            worked = now()
          })
        })
        note(`${role}: COMMIT`, worked)
        commits[role === 'filing' ? 'filing' : 'others'] += 1
        return result
      },
      async query<Row>(
        role: Parameters<Database['query']>[0],
        statement: string | Statement,
        values?: readonly unknown[],
      ): Promise<Result<Row>> {
        const done = await time(nameOf(statement), () =>
          database.query<Row>(role, statement, values),
        )
        commits.others += 1
        return done
      },
      simple: (role, text, prepared) =>
        time(`${role}: gated read`, () => database.simple(role, text, prepared)),
    },
  }
}

function timedTx(tx: Tx, time: <T>(name: string, work: () => Promise<T>) => Promise<T>): Tx {
  return {
    query: (statement, values) => time(nameOf(statement), () => tx.query(statement, values)),
  }
}

function nameOf(statement: string | Statement): string {
  if (typeof statement !== 'string' && statement.name !== undefined) return statement.name
  const text = typeof statement === 'string' ? statement : statement.text
  return text.replace(/\s+/g, ' ').trim().slice(0, 44)
}
