import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type TestContext, test } from 'node:test'
import { createDatabase, dropDatabase, superuserQuery, testServer } from '#test-support'
import { type Migration, migrate, readMigrations } from './migrate.ts'
import type { Address } from './settings.ts'

async function emptyDatabase(t: TestContext): Promise<Address> {
  const address = await createDatabase({ migrated: false })
  t.after(() => dropDatabase(address))
  return address
}

function step(number: number, text: string): Migration {
  return { number, name: `000${number}-inbox-step.sql`, text, checksum: text }
}

const first = step(1, 'CREATE TABLE public.one (); CREATE TABLE public.two ()')
const second = step(2, 'CREATE TABLE public.three ()')

async function applied(address: Address): Promise<unknown[]> {
  const rows = await superuserQuery(
    address,
    'SELECT number FROM database.migration ORDER BY number',
  )
  return rows.map((row) => row.number)
}

test('twenty programs that migrate at once apply each step once', async (t) => {
  const address = await emptyDatabase(t)
  const known = await readMigrations()
  await Promise.all(Array.from({ length: 20 }, () => migrate(address)))
  assert.deepEqual(
    await applied(address),
    known.map((migration) => migration.number),
  )
})

test('two databases of one server may be migrated at once: the roles are shared', async (t) => {
  const addresses = await Promise.all([1, 2, 3, 4].map(() => emptyDatabase(t)))
  await Promise.all(addresses.map((address) => migrate(address)))
})

test('a later program adds its steps, and the earlier one then refuses to start', async (t) => {
  const address = await emptyDatabase(t)
  await migrate(address, { migrations: [first] })
  await migrate(address, { migrations: [first, second] })
  assert.deepEqual(await applied(address), [1, 2])
  await assert.rejects(migrate(address, { migrations: [first] }), /unsafe to go on/)
})

test('a changed or a later inserted step is refused', async (t) => {
  const address = await emptyDatabase(t)
  await migrate(address, { migrations: [step(1, 'SELECT 1'), step(3, 'SELECT 3')] })
  const changed = [step(1, 'SELECT 11'), step(3, 'SELECT 3')]
  await assert.rejects(migrate(address, { migrations: changed }), /never changed/)
  const inserted = [step(1, 'SELECT 1'), step(2, 'SELECT 2'), step(3, 'SELECT 3')]
  await assert.rejects(migrate(address, { migrations: inserted }), /never changed/)
})

test('a step that fails leaves nothing of itself', async (t) => {
  const address = await emptyDatabase(t)
  const failing = step(2, 'CREATE TABLE public.half (); SELECT 1/0')
  await assert.rejects(migrate(address, { migrations: [first, failing] }), { code: '22012' })
  assert.deepEqual(await applied(address), [1])
  const [row] = await superuserQuery(address, "SELECT to_regclass('public.half') AS half")
  assert.equal(row?.half, null)
})

test('nothing is granted to everybody', async (t) => {
  const address = await createDatabase()
  t.after(() => dropDatabase(address))
  const open = await superuserQuery(
    address,
    `SELECT p.oid::regprocedure::text AS name
     FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname !~ '^pg_|^information_schema$' AND has_function_privilege('public', p.oid, 'EXECUTE')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     UNION ALL
     SELECT nspname FROM pg_namespace
     WHERE nspname !~ '^pg_|^information_schema$' AND has_schema_privilege('public', oid, 'USAGE')
     UNION ALL
     SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname !~ '^pg_|^information_schema$' AND c.relkind IN ('r', 'p', 'v', 'm')
       AND has_table_privilege('public', c.oid, 'SELECT')`,
  )
  assert.deepEqual(open, [])
})

test('a login that is no superuser migrates, and takes the four roles', async (t) => {
  const address = await emptyDatabase(t)
  if ('url' in address) return t.skip('needs a server without passwords')
  const login = `lcr_test_login_${process.pid}`
  const { database } = address.socket
  await superuserQuery(address, `CREATE ROLE ${login} LOGIN CREATEROLE`)
  // Hooks run in their order: by now the database, and with it what the login owned, is gone.
  t.after(async () => superuserQuery(await testServer(), `DROP ROLE ${login}`))
  await superuserQuery(address, `ALTER DATABASE ${database} OWNER TO ${login}`)
  for (const role of ['lcr_filing', 'lcr_serving', 'lcr_reading', 'lcr_register']) {
    await superuserQuery(address, `GRANT ${role} TO ${login}`)
  }
  const asLogin: Address = { socket: { ...address.socket, user: login } }
  await migrate(asLogin)
  const [row] = await superuserQuery(asLogin, 'SELECT pg_has_role(current_user, $1, $2) AS may', [
    'lcr_reading',
    'MEMBER',
  ])
  assert.equal(row?.may, true)
})

test('two files with one number are an error', async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-migrations-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(path.join(folder, '0001-inbox-a.sql'), '')
  await writeFile(path.join(folder, '0001-inbox-b.sql'), '')
  await assert.rejects(readMigrations(folder), /its number is taken/)
})
