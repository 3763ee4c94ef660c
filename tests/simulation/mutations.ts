/**
 * Deliberate faults, put around the code and never in it. A simulation that does not find them
 * would not find real ones either.
 */
import type { Statement, Tx } from '#database'
import type { Mutation } from './server-process.ts'

type Named = Statement & { readonly name: string }

/** Changes the named statement, or what it answers. */
function around(
  name: string,
  alter: (
    ask: (statement: Statement) => Promise<{ rows: object[] }>,
    statement: Named,
  ) => Promise<unknown>,
): (tx: Tx) => Tx {
  return (tx) => ({
    query: ((statement: string | Statement, values?: readonly unknown[]) =>
      typeof statement !== 'string' && statement.name === name
        ? alter((altered) => tx.query(altered), statement as Named)
        : tx.query(statement, values)) as Tx['query'],
  })
}

const without =
  (part: RegExp, instead = '') =>
  (statement: Named): Statement => {
    const text = statement.text.replace(part, instead)
    if (text === statement.text)
      throw new Error(`${statement.name} has no ${part}: change the mutation`)
    return { values: statement.values ?? [], text }
  }

/** Some of the times only, as real faults do; which, the seed's own statements decide. */
function everyThird(): () => boolean {
  let times = 0
  return () => {
    times += 1
    return times % 3 === 0
  }
}

export const mutations: readonly (() => Mutation)[] = [
  () => ({
    name: 'acknowledges before the commit',
    receive: (receive) => async (arrivals) => {
      receive(arrivals).catch(() => {})
      return arrivals.map(() => ({ messageId: 0, duplicate: false }))
    },
  }),
  () => ({
    name: 'says that it kept what was rolled back',
    receive: (receive) => (arrivals) =>
      receive(arrivals).catch(() => arrivals.map(() => ({ messageId: 0, duplicate: false }))),
  }),
  () => {
    const isNow = everyThird()
    return {
      name: 'files twice',
      tx: around('inbox-finish', (ask, statement) =>
        ask(isNow() ? without(/DELETE FROM inbox\.pending.*$/s, 'SELECT 1')(statement) : statement),
      ),
    }
  },
  () => {
    const isNow = everyThird()
    return {
      name: 'forgets an outcome',
      tx: around('inbox-finish', (ask, statement) =>
        ask(
          isNow()
            ? without(/ON CONFLICT \(message_id\) DO NOTHING/, 'LIMIT 0')(statement)
            : statement,
        ),
      ),
    }
  },
  () => ({
    name: 'believes what arrives last',
    tx: around('record-held', async (ask, statement) => {
      const found = await ask(statement)
      // Nothing is held that later words could be older than, nor anything to add to.
      return { ...found, rows: found.rows.map((row) => ({ ...row, event_time: 0, pack_id: 0 })) }
    }),
  }),
  () => ({
    name: 'takes the newest first',
    tx: around('inbox-take', (ask, statement) =>
      ask(without(/ORDER BY p\.message_id LIMIT/, 'ORDER BY p.message_id DESC LIMIT')(statement)),
    ),
  }),
  () => {
    const isNow = everyThird()
    return {
      name: 'loses a fresh line',
      tx: around('record-prepared-append', async (ask, statement) =>
        isNow() ? { rows: [], rowCount: 0 } : ask(statement),
      ),
    }
  },
]
