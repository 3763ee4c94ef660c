import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type FreshDatabase, freshDatabase } from '#test-support'
import { connect } from './connect.ts'
import { DatabaseUnavailable, isTemporary } from './unavailable.ts'

let fresh: FreshDatabase
before(async () => {
  fresh = await freshDatabase()
  await fresh.superuserQuery('CREATE TABLE inbox.line (word text UNIQUE)')
  await fresh.superuserQuery('GRANT SELECT, INSERT ON inbox.line TO lcr_filing')
})
after(() => fresh.close())

async function words(): Promise<unknown[]> {
  const rows = await fresh.superuserQuery('SELECT word FROM inbox.line ORDER BY word')
  return rows.map((row) => row.word)
}

test('each pool works in its role, and no role passes row level security', async () => {
  for (const role of ['filing', 'serving', 'reading'] as const) {
    const { rows } = await fresh.database.query(
      role,
      `SELECT current_user AS name, rolsuper OR rolbypassrls AS passes
       FROM pg_roles WHERE rolname = current_user`,
    )
    assert.deepEqual(rows, [{ name: `lcr_${role}`, passes: false }])
  }
})

test('a role has no right that was not granted', async () => {
  await assert.rejects(fresh.database.query('reading', 'SELECT * FROM inbox.line'), {
    code: '42501',
  })
  await assert.rejects(fresh.database.query('serving', 'CREATE TABLE public.mine ()'), {
    code: '42501',
  })
})

test('a transaction commits what its work did, and undoes it when the work throws', async () => {
  await fresh.database.transaction('filing', (tx) =>
    tx.query("INSERT INTO inbox.line VALUES ('kept')"),
  )
  const thrown = new Error('no')
  const failing = fresh.database.transaction('filing', async (tx) => {
    await tx.query("INSERT INTO inbox.line VALUES ('undone')")
    throw thrown
  })
  await assert.rejects(failing, thrown)
  assert.deepEqual(await words(), ['kept'])
})

test('a transaction in which an error was swallowed does not look committed', async () => {
  const failing = fresh.database.transaction('filing', async (tx) => {
    await tx.query("INSERT INTO inbox.line VALUES ('kept')").catch(() => {})
  })
  await assert.rejects(failing, /rolled back/)
})

test('several statements go in one round trip, and what they set ends with them', async () => {
  const results = await fresh.database.simple(
    'serving',
    "BEGIN; SET LOCAL lcr.decision = 'seven'; SELECT current_setting('lcr.decision') AS said; COMMIT",
  )
  assert.deepEqual(results[2]?.rows, [{ said: 'seven' }])
  await assert.rejects(fresh.database.simple('serving', 'BEGIN; SELECT 1/0; COMMIT'))
  await fresh.database.simple('serving', "BEGIN; SET LOCAL lcr.decision = 'left open'")
  for (let connection = 0; connection < 5; connection++) {
    const { rows } = await fresh.database.query(
      'serving',
      "SELECT nullif(current_setting('lcr.decision', true), '') AS said",
    )
    assert.deepEqual(rows, [{ said: null }])
  }
})

test('values arrive as numbers, epoch milliseconds, text, objects and bytes', async () => {
  const { rows } = await fresh.database.query(
    'serving',
    `SELECT 9007199254740991::int8 AS whole, ARRAY[1, 2]::int8[] AS wholes, DATE '1948-02-29' AS day,
      TIMESTAMPTZ '2026-03-29 02:30:00.123456+01' AS at, TIMESTAMPTZ '2026-01-01 00:00Z' AS full_hour,
      ARRAY[TIMESTAMPTZ 'epoch', NULL] AS times, '{"a": [1]}'::jsonb AS json, '\\x00ff'::bytea AS bytes`,
  )
  assert.deepEqual(rows, [
    {
      whole: 9007199254740991,
      wholes: [1, 2],
      day: '1948-02-29',
      at: Date.UTC(2026, 2, 29, 1, 30, 0, 123),
      full_hour: Date.UTC(2026, 0, 1),
      times: [0, null],
      json: { a: [1] },
      bytes: Buffer.from([0, 255]),
    },
  ])
  for (const wrong of ['9007199254740993::int8', "TIMESTAMPTZ '0044-03-15 00:00Z BC'"]) {
    await assert.rejects(fresh.database.query('serving', `SELECT ${wrong}`), RangeError)
  }
})

test('a named statement serves different values', async () => {
  const double = { name: 'double', text: 'SELECT $1::int * 2 AS twice' }
  for (const value of [2, 21]) {
    const { rows } = await fresh.database.query('serving', double, [value])
    assert.deepEqual(rows, [{ twice: value * 2 }])
  }
})

test('a lost connection is temporary, and the next request has another one', async () => {
  const losing = fresh.database.transaction('serving', async (tx) => {
    const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await fresh.superuserQuery('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await tx.query('SELECT 1')
  })
  await assert.rejects(losing, DatabaseUnavailable)
  assert.equal((await fresh.database.query('serving', 'SELECT 1')).rowCount, 1)
})

test('a server that is not there is temporary, a wrong statement is not', async () => {
  const away = { host: '/nowhere', port: 5432, user: 'lcr', database: 'lcr' }
  await assert.rejects(connect({ address: { socket: away } }), (error) => {
    assert(error instanceof DatabaseUnavailable)
    return isTemporary(error)
  })
  const wrong = fresh.database.query('serving', 'SELECT nothing')
  await assert.rejects(wrong, (error) => !isTemporary(error))
  assert(isTemporary(Object.assign(new Error('deadlock'), { code: '40P01' })))
})

test('options in the URL do not take the role away', async () => {
  const { address } = fresh
  const url =
    'url' in address
      ? address.url
      : `postgresql:///${address.socket.database}?host=${address.socket.host}&user=lcr`
  const given = `${url}${url.includes('?') ? '&' : '?'}options=-c%20work_mem%3D7MB`
  const database = await connect({ address: { url: given } })
  const { rows } = await database.query(
    'reading',
    "SELECT current_user AS name, current_setting('work_mem') AS memory",
  )
  await database.close()
  assert.deepEqual(rows, [{ name: 'lcr_reading', memory: '7MB' }])
})

test('a listener hears, survives its connection, and then is told to look for itself', async () => {
  const heard: string[] = []
  let wake = () => {}
  const end = await fresh.database.listen('a.channel', (payload) => {
    heard.push(payload)
    wake()
  })
  const next = () => new Promise<void>((resolve) => (wake = resolve))
  const hearing = next()
  await fresh.database.query('filing', "SELECT pg_notify('a.channel', 'one')")
  await hearing
  const reconnected = next()
  await fresh.superuserQuery(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
  )
  await reconnected
  const again = next()
  await fresh.database.query('filing', "SELECT pg_notify('a.channel', 'two')")
  await again
  await end()
  assert.deepEqual(heard, ['one', '', 'two'])
})

test('a statement after the end of its transaction is refused', async () => {
  const kept = await fresh.database.transaction('filing', async (tx) => tx)
  await assert.rejects(kept.query('SELECT 1'), /after the end/)
})
