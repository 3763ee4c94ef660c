/** What comes after a register was brought over: people never seen before, and later files of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importObjections, importReckonings, showImportRows, type User } from '#journeys'
import { doctor, type TestRecord, testRecord } from '#test-support'
import { admission } from './fixtures/messages.ts'
import { operator } from './fixtures/operator.ts'
import {
  type FileRow,
  failing,
  header,
  manifestFor,
  nhsNumbers,
  written,
} from './fixtures/register-file.ts'

let record: TestRecord
const numbers = nhsNumbers(500_000)
const next = (): string => numbers.next().value
let last = 0

const keeper: User = { ...doctor, key: 'x|keeper', activities: ['LCR-LOCAL-OBJECTIONS'] }

before(async () => {
  record = await testRecord(Date.parse('2026-11-22T09:00:00Z'))
})
after(() => record.close())

async function bring(rows: readonly Partial<FileRow>[], changes: object = {}) {
  const lines = rows.map((row) =>
    written(
      { nhs: '', family: '', given: '', born: '', recorded: '2019-03-04', status: 'O', ...row },
      0,
      `R${last++}`,
    ),
  )
  const bytes = Buffer.from(`${[header, ...lines].join('\n')}\n`)
  const answer = await importObjections(record.needs, operator, {
    manifest: manifestFor(bytes, rows.length, changes),
    bytes,
    check: false,
  })
  assert.equal(answer.outcome, 'imported')
  if (answer.outcome !== 'imported') throw new Error('not imported')
  return answer.reckoning.categories.map(({ reason, rows }) => `${reason} ${rows}`).join()
}

interface Arriving {
  readonly nhs?: string
  readonly status?: string
  readonly family: string
  readonly given?: string
  readonly born: string
}

async function arrive(of: Arriving, mrn = `L${last++}`): Promise<number> {
  await record.send(admission({ control: `later-${last++}`, mrn, given: 'BO', ...of }))
  return record.personOf('RJZ/MRN', mrn)
}

async function isHidden(person: number): Promise<boolean> {
  const found = await record.fresh.superuserQuery(
    'SELECT FROM access.objected WHERE person_id = $1',
    [person],
  )
  return found.length > 0
}

const entriesOf = async (person: number): Promise<number> =>
  Number(
    (
      await record.fresh.superuserQuery<{ n: string }>(
        'SELECT count(*) AS n FROM record.entry WHERE person_id = $1',
        [person],
      )
    )[0]?.n,
  )

const tasks = async (kind: string): Promise<number> =>
  Number(
    (
      await record.fresh.superuserQuery<{ n: string }>(
        'SELECT count(*) AS n FROM access.task WHERE kind = $1',
        [kind],
      )
    )[0]?.n,
  )

test('§8-20 OO-32 AT-10 somebody held by number is hidden by their first message, and nothing is filed', async () => {
  const nhs = next()
  const spaced = `${nhs.slice(0, 3)} ${nhs.slice(3, 6)} ${nhs.slice(6)}`
  assert.equal(await bring([{ nhs: spaced, family: 'First', given: 'Bo' }]), 'never-seen 1')
  const person = await arrive({ nhs, family: 'OTHERNAME', born: '19500101' })
  assert.equal(await isHidden(person), true)
  assert.equal(await entriesOf(person), 0)
})

test('AT-10 whether the register or the message is first, they are hidden', async () => {
  const nhs = next()
  const person = await arrive({ nhs, family: 'ORDER', born: '19500101' })
  assert.equal(await isHidden(person), false)
  assert.equal(await bring([{ nhs }]), 'number 1')
  assert.equal(await isHidden(person), true)
})

test('AT-09 OO-32 a number that fails its check digit is found by name and date of birth, later', async () => {
  const nhs = next()
  const row = { nhs: failing(nhs), family: "O'Later", given: 'Bo', born: '02/01/1950' }
  assert.equal(await bring([row]), 'wrong-number 1')
  const before = await tasks('decide-import-row')
  const person = await arrive({ nhs, family: 'OLATER', born: '19500102' })
  assert.equal(await isHidden(person), true)
  assert.equal(await entriesOf(person), 0)
  assert.equal(await tasks('decide-import-row'), before)
  const [latest] = await importReckonings(record.needs, operator)
  assert.equal(latest?.foundSince, 1)
})

test('OO-32 family and given name the other way round are found, now and later', async () => {
  const known = await arrive({ family: 'TURNED', given: 'ABOUT', born: '19500102' })
  const row = { family: 'About', given: 'Turned', born: '1950-01-02' }
  assert.equal(await bring([row]), 'name 1')
  assert.equal(await isHidden(known), true)
  assert.equal(await bring([{ ...row, family: 'Abouts' }]), 'no-number 1')
  const later = await arrive({ family: 'TURNED', given: 'ABOUTS', born: '19500102' })
  assert.equal(await isHidden(later), true)
})

test('OO-33 a second one who can be meant is hidden too, and it is a task', async () => {
  await bring([{ family: 'Namesake', given: 'Bo', born: '1950-01-02' }])
  const before = await tasks('decide-import-row')
  const one = await arrive({ nhs: next(), family: 'NAMESAKE', born: '19500102' })
  const other = await arrive({ nhs: next(), family: 'NAMESAKE', born: '19500102' })
  assert.deepEqual([await isHidden(one), await isHidden(other)], [true, true])
  assert.equal(await tasks('decide-import-row'), before + 1)
})

test('OO-33 of more than five nobody further is hidden, and the task says so', async () => {
  await bring([{ family: 'Sixth', given: 'Bo', born: '1950-01-02' }])
  const persons: number[] = []
  for (let n = 0; n < 6; n++) {
    persons.push(await arrive({ nhs: next(), family: 'SIXTH', born: '19500102' }))
  }
  const hidden = await Promise.all(persons.map(isHidden))
  assert.deepEqual(hidden, [true, true, true, true, true, false])
})

test('whoever has another NHS number than the row is somebody else', async () => {
  const born = { family: 'Numbered', given: 'Bo', born: '1950-01-02' }
  const person = await arrive({ nhs: next(), family: 'NUMBERED', born: '19500102' })
  assert.equal(await bring([{ ...born, nhs: next() }]), 'never-seen 1')
  assert.equal(await isHidden(person), false)
  const later = await arrive({ nhs: next(), family: 'NUMBERED', born: '19500102' })
  assert.equal(await isHidden(later), false)
  const without = await arrive({ family: 'NUMBERED', born: '19500102' })
  assert.equal(await isHidden(without), true)
})

test('§8-22 OO-06 a number that was replaced, and replaced again, hides under each', async () => {
  const [first, second, third] = [next(), next(), next()]
  const born = { family: 'CHAIN', born: '19500101' }
  const one = await arrive({ ...born, nhs: first }, 'CHAIN1')
  await record.send(
    admission({ control: 'chain-2', mrn: 'CHAIN1', ...born, nhs: second, at: '20261122081000' }),
  )
  const other = await arrive({ ...born, nhs: second, family: 'CHAINED' }, 'CHAIN2')
  await record.send(
    admission({
      control: 'chain-3',
      mrn: 'CHAIN2',
      ...born,
      family: 'CHAINED',
      nhs: third,
      at: '20261122082000',
    }),
  )
  assert.equal(await bring([{ nhs: first }]), 'former-number 1')
  assert.equal(await isHidden(one), true)
  assert.equal(await isHidden(other), true)
  const later = await arrive({ nhs: third, family: 'CHAINAGAIN', born: '19600101' })
  assert.equal(await isHidden(later), true)
})

test('OO-20 OO-34 what a later file says was withdrawn there stays in force here, and is a task', async () => {
  const nhs = next()
  await bring([{ nhs }])
  const before = await tasks('withdrawn-elsewhere')
  assert.equal(
    await bring([{ nhs, status: 'Opted back in', recorded: '2025-01-01' }]),
    'still-in-force 1',
  )
  assert.equal(await tasks('withdrawn-elsewhere'), before + 1)
  assert.equal(await isHidden(await arrive({ nhs, family: 'BACK', born: '19500101' })), true)
})

test('two registers are two origins, each with what its form promised', async () => {
  const nhs = next()
  await bring([{ nhs }])
  const emergency = { promised: 'Except when I cannot decide.', overridable: 'lacks-capacity' }
  const changes = { register: 'Local Care Record', emergency }
  assert.equal(await bring([{ nhs }], changes), 'never-seen 1')
  const kept = await record.fresh.superuserQuery<{ origin: string; overridable: string }>(
    `SELECT DISTINCT origin, overridable FROM access.objection`,
  )
  assert.deepEqual(kept.map((one) => `${one.origin} ${one.overridable}`).sort(), [
    'Connect Care never',
    'Local Care Record lacks-capacity',
  ])
})

test('OO-31 a line that cannot be read is kept as it stands, and is a task', async () => {
  const text = `${header}\n;"never closed;x\n`
  const bytes = Buffer.from(text)
  const answer = await importObjections(record.needs, operator, {
    manifest: manifestFor(bytes, 1),
    bytes,
    check: false,
  })
  assert.equal(answer.outcome, 'imported')
  if (answer.outcome !== 'imported') return
  const { importId, categories } = answer.reckoning
  assert.deepEqual(
    categories.map((one) => one.reason),
    ['unreadable'],
  )
  const asked = { importId, reason: 'unreadable', rowsMax: 10 }
  const [row] = await showImportRows(record.needs, keeper, asked)
  assert.equal(row?.raw, ';"never closed;x')
  await assert.rejects(showImportRows(record.needs, operator, asked), /keeps the register/)
  await assert.rejects(importReckonings(record.needs, doctor), /keeps the register/)
})

test('who neither operates nor keeps the register imports nothing, and it is written down', async () => {
  const bytes = Buffer.from(`${header}\n`)
  const request = { manifest: manifestFor(bytes, 0), bytes, check: false }
  await assert.rejects(importObjections(record.needs, doctor, request), /keeps the register/)
  const [event] = await record.fresh.superuserQuery<{ effect: string }>(
    `SELECT effect FROM audit.event WHERE action = 'import-objections' AND user_key = $1`,
    [doctor.key],
  )
  assert.equal(event?.effect, 'refuse')
})

test('only who keeps the register sees what the rows say', async () => {
  for (const role of ['serving', 'reading', 'filing'] as const) {
    const query = record.needs.database.query(role, 'SELECT raw FROM access.import_row LIMIT 1')
    await assert.rejects(query, /permission denied/, role)
  }
})
