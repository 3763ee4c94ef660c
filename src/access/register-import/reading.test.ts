import assert from 'node:assert/strict'
import { test } from 'node:test'
import { honouredWords } from './honoured.ts'
import { type Manifest, openManifest, readManifest } from './manifest.ts'
import { agreeGiven, folded, foldedGiven, splitName } from './names.ts'
import { readRegister } from './read-register.ts'
import type { RegisterRow } from './register-row.ts'
import { readWrittenDate } from './written-date.ts'
import { readWrittenNumber } from './written-number.ts'

const number = '9990000034'
const latest = '2026-11-20'

const body = (changes: object = {}): object => ({
  register: 'Connect Care',
  owner: 'An invented trust',
  asOf: '2026-11-20T18:00:00Z',
  cutOff: '2026-11-20',
  rows: 1,
  sha256: '0'.repeat(64),
  emergency: { promised: 'Not shown.' },
  columns: {
    nhsNumber: 'NHS No',
    family: 'Surname',
    given: 'Forename',
    birthDate: 'DOB',
    recordedOn: 'Recorded',
    status: 'Status',
    notes: 'Notes',
  },
  status: { objected: ['Out'], withdrawn: ['In'] },
  signOff: { name: 'A', role: 'B', on: '2026-11-21' },
  ...changes,
})
const head = 'NHS No,Surname,Forename,DOB,Recorded,Status,Notes'

async function rowsOf(file: string | Uint8Array, changes: object = {}): Promise<RegisterRow[]> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const register = await readRegister(bytes, readManifest(body(changes)))
  const rows: RegisterRow[] = []
  for await (const some of register.rows()) rows.push(...some)
  return rows
}

test('AT-09 an NHS number is found however a spreadsheet left it', () => {
  const spaced = '999 000 0034'
  for (const written of [
    number,
    spaced,
    '999-000-0034',
    `'${number}`,
    `="${number}"`,
    `${number}.0`,
    '999\u00a0000\u00a00034',
    '９９９００００\u200b０３４',
    'NHS: 999 000 0034',
    ' 999.000.0034 ',
    '9.990000034E+09',
  ]) {
    assert.equal(readWrittenNumber(written).nhsNumber, number, written)
  }
})

test('AT-09 a number without its leading zero is found, and one that fails its check digit is kept', () => {
  // 0101010109 passes modulus 11.
  assert.equal(readWrittenNumber('101010109').nhsNumber, '0101010109')
  assert.deepEqual(readWrittenNumber('999 000 0035'), { written: '9990000035' })
  assert.deepEqual(readWrittenNumber('9.99E+09'), { written: '9990000000' })
  assert.deepEqual(readWrittenNumber('1234567890'), { written: '1234567890' })
  for (const none of ['', ' ', '-', 'N/A', 'not known', 'NULL', '?']) {
    assert.deepEqual(readWrittenNumber(none), {}, none)
  }
})

test('dates of all usual forms in one column are read, and none is rolled over', () => {
  const read = (text: string) => readWrittenDate(text, 'day-first', latest)
  for (const written of [
    '1950-02-01',
    '01/02/1950',
    '1/2/1950',
    '01.02.1950',
    '1-Feb-1950',
    '01-FEB-50',
    '1st February 1950',
    'February 1, 1950',
    'Wed 1 Feb 1950',
    '19500201',
    '18295',
    '18295.0',
    '01/02/1950 00:00:00',
    '1950-02-01T00:00:00.000Z',
    "'01/02/1950",
  ]) {
    assert.deepEqual(read(written), ['1950-02-01'], written)
  }
  assert.deepEqual(read('13/25/1950'), [])
  assert.deepEqual(read('02/25/1950'), ['1950-02-25'])
  assert.deepEqual(read('31/06/1950'), [])
  assert.deepEqual(read('1950'), ['1950'])
  assert.deepEqual(read('03/1950'), ['1950-03'])
  assert.deepEqual(read('Mar 1950'), ['1950-03'])
  assert.deepEqual(read('01/02/2031'), [])
  assert.deepEqual(read('unknown'), [])
  assert.deepEqual(readWrittenDate('02/01/1950', 'month-first', latest), ['1950-02-01'])
})

test('OO-33 a year of two digits that can mean two means both', () => {
  assert.deepEqual(readWrittenDate('05/04/26', 'day-first', latest), ['2026-04-05', '1926-04-05'])
  assert.deepEqual(readWrittenDate('05/04/50', 'day-first', latest), ['1950-04-05'])
})

test('names are compared without marks, titles and case', () => {
  assert.equal(folded('O’Neil-Søren'), folded('ONEIL SOREN'))
  assert.equal(folded('Łukaszewicz'), 'lukaszewicz')
  assert.equal(foldedGiven('Mr. José María'), 'jose')
  assert.deepEqual(splitName('SMITH, John Paul'), { family: 'SMITH', given: 'John Paul' })
  assert.deepEqual(splitName('John Paul SMITH'), { family: 'SMITH', given: 'John Paul' })
  assert.equal(agreeGiven('alex', 'alexander'), 'same')
  assert.equal(agreeGiven('a', 'alexander'), 'initial')
  assert.equal(agreeGiven('', 'alexander'), 'initial')
  assert.equal(agreeGiven('jo', 'john'), 'differs')
  assert.equal(agreeGiven('john', 'jane'), 'differs')
})

test('columns in any order, with other case and spacing, below a title, with any separator', async () => {
  for (const separator of [',', ';', '\t', '|']) {
    const cells = [
      ['Opted out of Connect Care'],
      [],
      ['STATUS', 'nhs_no.', 'Extra', 'dob', 'Fore Name', 'surname', 'recorded', 'notes'],
      ['out', number, 'x', '1/2/1950', 'Ann', 'Example', '2019', ''],
    ]
    const [row, ...others] = await rowsOf(cells.map((line) => line.join(separator)).join('\r\n'))
    assert.equal(others.length, 0)
    assert.equal(row?.nhsNumber, number)
    assert.equal(row?.family, 'example')
    assert.deepEqual(row?.birthDates, ['1950-02-01'])
    assert.equal(row?.recordedOn, '2019')
    assert.equal(row?.withdrawn, false)
    assert.deepEqual(row?.oddities, [])
  }
})

test('a column that the manifest names and the file has not is said by its name', async () => {
  await assert.rejects(rowsOf('NHS No,Surname,Forename,DOB,Recorded,Status\n'), /"Notes"/)
  await assert.rejects(rowsOf('nothing of this\n'), /No line of the file is a header/)
})

test('every usual encoding is read', async () => {
  const text = `${head}\n${number},Müller,José,1950-02-01,2019,Out,€\n`
  const latin = Buffer.from(text.replace('€', '\u0080'), 'latin1')
  const files = {
    'UTF-8': Buffer.from(text),
    'UTF-8 with its mark': Buffer.from(`\uFEFF${text}`),
    'windows-1252': latin,
    'UTF-16': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
  }
  for (const [name, bytes] of Object.entries(files)) {
    const [row] = await rowsOf(bytes)
    assert.equal(row?.family, 'muller', name)
    assert.match(row?.raw ?? '', /José.*€/, name)
  }
})

test('quotation marks, line ends within them, and lines that end in any way', async () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const file = [
      head,
      `${number},"O""Neil",Ann,1950-02-01,2019,Out,"by post,${end}scanned"`,
      '',
      `,O"Neil,Bob,1950-02-02,2019,In,`,
      ',,,,,,',
    ].join(end)
    const rows = await rowsOf(file)
    assert.deepEqual(
      rows.map(({ line, family, withdrawn }) => [line, family, withdrawn]),
      [
        [2, 'oneil', false],
        [5, 'oneil', true],
      ],
    )
  }
})

test('OO-31 a quotation mark that is never closed costs one line, which is kept as it is', async () => {
  const file = `${head}\n${number},A,B,1950-02-01,2019,Out,\n,"C,D,1950-02-01,2019,Out,\n,E,F,1950-02-01,2019,Out,x\n`
  const rows = await rowsOf(file)
  assert.deepEqual(
    rows.map(({ line, isReadable }) => [line, isReadable]),
    [
      [2, true],
      [3, false],
      [4, true],
    ],
  )
  assert.equal(rows[1]?.raw, ',"C,D,1950-02-01,2019,Out,')
})

test('OO-31 a row with more or fewer columns is kept, and a number that slipped is found', async () => {
  const rows = await rowsOf(
    `${head}\nMs,${number},Example,Ann,1950-02-01,2019,Out,x\n${number},Short\n`,
  )
  assert.deepEqual(
    rows.map((row) => [row.nhsNumber, row.oddities.includes('columns-do-not-fit')]),
    [
      [number, true],
      [number, true],
    ],
  )
})

test('OO-33 a status that the manifest does not know counts as objected', async () => {
  const [row] = await rowsOf(`${head}\n${number},A,B,1950-02-01,2019,Perhaps,\n`)
  assert.equal(row?.withdrawn, false)
  assert.deepEqual(row?.oddities, ['status-not-known'])
})

test('the same row in another file has the same hash, wherever its columns stand', async () => {
  const [one] = await rowsOf(`${head}\n${number},A,B,1950-02-01,2019,Out,n\n`)
  const [other] = await rowsOf(
    `Notes;Status;Recorded;DOB;Forename;Surname;NHS No;Exported\nn;Out;2019;1950-02-01;B;A;${number};today\n`,
  )
  const [changed] = await rowsOf(`${head}\n${number},A,B,1950-02-01,2020,Out,n\n`)
  assert.deepEqual(one?.hash, other?.hash)
  assert.notDeepEqual(one?.hash, changed?.hash)
})

test('a manifest that is wrong is told by its keys, and never by what they hold', () => {
  assert.throws(
    () => readManifest({ ...body(), rows: 'secret', more: 'secret' }),
    (thrown: Error) => /rows/.test(thrown.message) && !/secret/.test(thrown.message),
  )
  const emergency = (readManifest(body()) as Manifest).emergency
  assert.equal(emergency.overridable, 'never')
})

test('OO-31 a signed manifest is opened with the key that is trusted, and with no other', async () => {
  const { CompactSign, exportJWK, generateKeyPair } = await import('jose')
  const pair = await generateKeyPair('ES256')
  const other = await generateKeyPair('ES256')
  const text = JSON.stringify(body())
  const jws = await new CompactSign(Buffer.from(text))
    .setProtectedHeader({ alg: 'ES256' })
    .sign(pair.privateKey)
  const trusted = await exportJWK(pair.publicKey)
  const opened = await openManifest(`${jws}\n`, trusted)
  assert.deepEqual(opened.body, body())
  assert.ok(opened.signedBy)
  await assert.rejects(openManifest(jws, await exportJWK(other.publicKey)), /signature/)
  await assert.rejects(openManifest(jws), /--key/)
  await assert.rejects(openManifest(text, trusted), /not signed/)
  assert.deepEqual(await openManifest(`\uFEFF${text}`), { body: body() })
})

test('OO-37 the origin is said as precisely as the register knew it', () => {
  const words = (date?: string) => honouredWords('Connect Care', date)
  assert.equal(words('2019-03-04'), 'honoured from Connect Care, recorded 4 March 2019')
  assert.equal(words('2019-03'), 'honoured from Connect Care, recorded March 2019')
  assert.equal(words('2019'), 'honoured from Connect Care, recorded 2019')
  assert.equal(words(), 'honoured from Connect Care')
})
