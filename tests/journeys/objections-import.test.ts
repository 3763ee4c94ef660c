/** The register of Connect Care is brought over: what becomes of ten thousand rows of all kinds. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { importObjections, importReckonings } from '#journeys'
import { type TestRecord, testRecord } from '#test-support'
import { operator } from './fixtures/operator.ts'
import { populate } from './fixtures/population.ts'
import {
  bornOf,
  chance,
  type FileRow,
  failing,
  header,
  type Known,
  manifestFor,
  mixedDate,
  mixedNumber,
  nameOf,
  nhsNumbers,
  written,
} from './fixtures/register-file.ts'

const rowsInAll = 10_000
let record: TestRecord
let persons: number[]
const numbers = nhsNumbers()
const next = (): string => numbers.next().value

/** 0 to 1999: usual; to 2199: with a number that was replaced; to 2209, 2213, 2219: namesakes. */
const known: Known[] = []
for (let n = 0; n < 2_200; n++) {
  const former = n >= 2_000 ? { former: next() } : {}
  known.push({ nhs: next(), ...former, family: nameOf(n), given: 'Ada', born: bornOf(n) })
}
for (const [family, times] of [
  ['Twins', 3],
  ['Many', 6],
] as const) {
  for (let n = 0; n < times; n++) {
    known.push({ nhs: next(), family, given: 'Sam', born: '1950-01-02' })
  }
}

type Expected = Record<string, number>

function makeFile(): { bytes: Buffer; rows: FileRow[]; expected: Expected } {
  const random = chance(4)
  const expected: Expected = {}
  const rows: FileRow[] = []
  const add = (reason: string, row: Partial<FileRow>): void => {
    expected[reason] = (expected[reason] ?? 0) + 1
    const way = rows.length
    rows.push({
      nhs: mixedNumber(row.nhs ?? '', row.nhs ? way : 0),
      family: row.family ?? `Z${nameOf(50_000 + way)}`,
      given: row.given ?? 'Bo',
      born: row.born ?? mixedDate(bornOf(way), way),
      recorded: row.recorded ?? mixedDate('2019-03-04', way),
      status: row.status ?? (random() < 0.5 ? 'Opted out' : ' o '),
      ...(row.notes && { notes: row.notes }),
    })
  }
  const who = (n: number): Partial<FileRow> => ({
    family: known[n]!.family.toUpperCase(),
    given: known[n]!.given,
    born: mixedDate(known[n]!.born, n),
  })
  for (let n = 0; n < 1_500; n++) add('number', { ...who(n), nhs: known[n]!.nhs })
  for (let n = 2_000; n < 2_200; n++) add('former-number', { ...who(n), nhs: known[n]!.former! })
  for (let n = 1_500; n < 1_700; n++) add('name', { ...who(n), nhs: failing(known[n]!.nhs) })
  for (let n = 1_700; n < 1_800; n++) add('name', { ...who(n), nhs: '' })
  for (let n = 1_800; n < 1_850; n++) add('several', { ...who(n), given: 'A', nhs: '' })
  add('several', { family: 'Twins', given: 'Sam', born: '02/01/1950', nhs: 'unknown' })
  add('too-many', { family: 'MANY', given: 'Sam', born: '2-Jan-1950', nhs: '' })
  for (let n = 0; n < 100; n++)
    add('same-person', { ...who(n), nhs: known[n]!.nhs, recorded: '2018' })
  for (let n = 1_850; n < 1_900; n++) {
    add('never-in-force', { ...who(n), nhs: known[n]!.nhs, status: 'Opted back in' })
  }
  for (let n = 1_900; n < 1_950; n++) {
    add('never-in-force', { ...who(n), nhs: known[n]!.nhs, recorded: '2017-01-01' })
    add('never-in-force', {
      ...who(n),
      nhs: known[n]!.nhs,
      recorded: '2018-01-01',
      status: 'opted back IN',
    })
  }
  for (let n = 0; n < 40; n++) add('name-alone', { born: '', nhs: '' })
  for (let n = 0; n < 150; n++) add('wrong-number', { nhs: failing(next()) })
  for (let n = 0; n < 150; n++) add('no-number', { nhs: '' })
  while (rows.length < rowsInAll) {
    const notes = random() < 0.1 ? 'by post; "scanned"\nsecond page' : undefined
    add('never-seen', { nhs: next(), ...(notes && { notes }) })
  }
  // The order in the file says nothing.
  for (let n = rows.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1))
    ;[rows[n], rows[other]] = [rows[other]!, rows[n]!]
  }
  const text = `\uFEFF${[header, ...rows.map((row, n) => written(row, n))].join('\r\n')}\r\n;;;;;;;\r\n`
  return { bytes: Buffer.from(text), rows, expected }
}

const made = makeFile()

before(async () => {
  record = await testRecord(Date.parse('2026-11-22T09:00:00Z'))
  persons = await populate(record.fresh, known)
})
after(() => record.close())

const objected = async (): Promise<Set<number>> => {
  const rows = await record.fresh.superuserQuery<{ person_id: string }>(
    'SELECT person_id FROM access.objected',
  )
  return new Set(rows.map((row) => Number(row.person_id)))
}
const counted = async (): Promise<string> => {
  const [row] = await record.fresh.superuserQuery(
    `SELECT (SELECT count(*) FROM access.import) || ' ' || (SELECT count(*) FROM access.import_row)
      || ' ' || (SELECT count(*) FROM access.objection) || ' ' ||
      (SELECT count(*) FROM access.objection_event) || ' ' || (SELECT count(*) FROM access.task)
      || ' ' || (SELECT count(*) FROM access.objected) AS counted`,
  )
  return String(row?.counted)
}
const request = (changes: object = {}, bytes: Buffer = made.bytes) => ({
  manifest: manifestFor(bytes, rowsInAll, changes),
  bytes,
  check: false,
})

test('OO-31 a count that differs from the manifest changes nothing, and says what was read', async () => {
  const none = await counted()
  const answer = await importObjections(record.needs, operator, request({ rows: rowsInAll + 1 }))
  assert.equal(answer.outcome, 'does-not-add-up')
  if (answer.outcome !== 'does-not-add-up') return
  assert.equal(answer.told.rowsRead, rowsInAll)
  assert.equal(answer.told.rowsByManifest, rowsInAll + 1)
  assert.equal(answer.told.emptyRows, 1)
  assert.equal(await counted(), none)
})

test('OO-31 another file than the one that the manifest describes is refused', async () => {
  const other = { ...request(), bytes: Buffer.concat([made.bytes, Buffer.from('\n')]) }
  await assert.rejects(importObjections(record.needs, operator, other), /SHA-256/)
})

test('a check says what would become of each row, and changes nothing', async () => {
  const none = await counted()
  const answer = await importObjections(record.needs, operator, { ...request(), check: true })
  assert.equal(answer.outcome, 'checked')
  assert.equal(await counted(), none)
})

test('§8-24 OO-31 all of ten thousand rows have a result, none is rejected, and they add up', async () => {
  const answer = await importObjections(record.needs, operator, request())
  assert.equal(answer.outcome, 'imported')
  if (answer.outcome !== 'imported') return
  const { categories, results } = answer.reckoning
  const found = Object.fromEntries(categories.map(({ reason, rows }) => [reason, rows]))
  assert.deepEqual(found, made.expected)
  assert.equal(
    results.reduce((sum, line) => sum + line.rows, 0),
    rowsInAll,
  )
  const [kept] = await record.fresh.superuserQuery<{ rows: string }>(
    'SELECT count(*) AS rows FROM access.import_row',
  )
  assert.equal(Number(kept?.rows), rowsInAll)
})

test('OO-33 whoever a row can mean is hidden, and nobody else', async () => {
  const expected = new Set([
    ...persons.slice(0, 1_850),
    ...persons.slice(2_000, 2_200),
    ...persons.slice(2_200, 2_203),
  ])
  const hidden = await objected()
  assert.deepEqual(
    [...expected].filter((one) => !hidden.has(one)),
    [],
  )
  assert.deepEqual(
    [...hidden].filter((one) => !expected.has(one)),
    [],
  )
})

test('OO-33 each row that can mean several is a task for who keeps the register', async () => {
  const tasks = await record.fresh.superuserQuery<{ kind: string; n: string }>(
    'SELECT kind, count(*) AS n FROM access.task GROUP BY kind',
  )
  assert.deepEqual(tasks, [{ kind: 'decide-import-row', n: '52' }])
})

test('§8-24 a second run of the same file changes nothing', async () => {
  const first = await counted()
  const answer = await importObjections(record.needs, operator, request())
  assert.equal(answer.outcome, 'same')
  assert.equal(await counted(), first)
})

test('OO-34 a later file adds only its news, in whatever order its columns stand', async () => {
  const addition = { ...made.rows[0]!, nhs: next(), family: 'Newson' }
  const rows = [...made.rows, addition]
  const cells = rows.map((row, n) => [
    row.status,
    row.nhs,
    row.born,
    row.family,
    row.given,
    row.recorded,
    `CC${n}`,
    row.notes ?? '',
  ])
  const head = 'Status,NHS No,DOB,Surname,Forename,Date opted out,Ref,Comments,Exported on'
  const text = [
    head,
    ...cells.map((row) =>
      [...row, '2026-11-23'].map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
    ),
  ].join('\n')
  const bytes = Buffer.from(text)
  const before = await objected()
  const answer = await importObjections(record.needs, operator, {
    manifest: manifestFor(bytes, rows.length),
    bytes,
    check: false,
  })
  assert.equal(answer.outcome, 'imported')
  if (answer.outcome !== 'imported') return
  const found = Object.fromEntries(answer.reckoning.categories.map((one) => [one.reason, one.rows]))
  const withdrawn = made.expected['never-in-force']!
  assert.deepEqual(found, {
    'never-seen': 1,
    'same-row': rowsInAll - withdrawn,
    'never-in-force': withdrawn,
  })
  assert.deepEqual(await objected(), before)
})

test('the reckonings of all files are there for the page, with words for every category', async () => {
  const [latest, first] = await importReckonings(record.needs, operator)
  assert.equal(latest?.rows, rowsInAll + 1)
  assert.equal(first?.register, 'Connect Care')
  assert.equal(first?.signOff.name, 'Ines Example')
  for (const { words } of first?.categories ?? []) assert.ok(words.length > 20)
})
