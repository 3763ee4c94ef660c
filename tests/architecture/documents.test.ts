import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { renderConfiguration } from '#config'
import { checkArrows } from './arrows.ts'
import { parse, root, sourceFiles } from './source-files.ts'
import { textFiles } from './texts.ts'

const readText = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const inRoot = (file: string): boolean => existsSync(path.join(root, file))

test('the page about configuration is what config.ts makes of itself', (t) => {
  const page = 'docs/operations/configuration.md'
  if (!inRoot(page)) return t.skip('it has not been written yet')
  assert.equal(readText(page).trim(), renderConfiguration().trim())
})

test('links between documents lead somewhere', async () => {
  const broken: string[] = []
  for (const { file, text } of await textFiles()) {
    if (!file.endsWith('.md')) continue
    const withoutCode = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
    for (const [, target = '', anchor] of withoutCode.matchAll(/\]\(([^)\s#]*)(?:#([^)]*))?\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      const found = target === '' ? file : path.posix.join(path.posix.dirname(file), target)
      if (!inRoot(found)) broken.push(`${file}: ${target}`)
      else if (anchor && !anchorsOf(readText(found)).has(anchor)) broken.push(`${file}: #${anchor}`)
    }
  }
  assert.deepEqual(broken, [])
})

/** Headings as hosts of repositories turn them into anchors. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => words)
  return new Set(
    headings.map((words) =>
      words
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  )
}

test('the README is read in one sitting', () => {
  const lines = readText('README.md').trimEnd().split('\n').length
  assert.ok(lines <= 120, `${lines} lines`)
})

test('the README names the logins and the people of the demonstration', async () => {
  const readme = readText('README.md')
  const professionals = JSON.parse(readText('src/doors/identity-provider/professionals.json')) as {
    login: string
    name: string
  }[]
  for (const { login, name } of professionals) {
    assert.ok(readme.includes(`| ${name}`) && readme.includes(`\`${login}\``), login)
  }
  const { cast } = await import('#london')
  for (const { name, nhsNumber, openedBy } of cast) {
    const number = nhsNumber.replace(/^(\d{3})(\d{3})/, '$1 $2 ')
    const line = readme.split('\n').find((one) => one.includes(number)) ?? ''
    assert.ok(line.includes(name.replaceAll('’', "'")), `${name} is not beside ${number}`)
    for (const login of openedBy) assert.ok(line.includes(`\`${login}\``), `${name}: ${login}`)
  }
})

const filePath = /`((?:src|viewer|london|tests|docs)\/[^`*]*[^`*/])`/g

test('every file that a document names is there', async () => {
  const missing: string[] = []
  for (const { file, text } of await textFiles()) {
    if (!file.endsWith('.md')) continue
    for (const [, named = ''] of text.matchAll(filePath)) {
      if (!inRoot(named) && !/NNNN/.test(named)) missing.push(`${file}: ${named}`)
    }
  }
  assert.deepEqual(missing, [])
})

test('the table of arrows in ARCHITECTURE.md is the one that is held', () => {
  const written = writtenArrows(readText('ARCHITECTURE.md'))
  const rooms = [...written.keys()]
  for (const [room, allowed] of written) {
    const held = rooms.filter((target) => target !== room && mayImport(room, target))
    const said = rooms.filter((target) => target !== room && allowed.has(target))
    assert.deepEqual(said, held, `what ${room} may import`)
  }
  assert.equal(mayImport('record', 'access', 'import type { Permit }'), true)
  // A room that the rules know and the table leaves out would be found by its folder.
  for (const room of ['advice', 'london', 'viewer', 'config', 'cli']) assert.ok(written.has(room))
})

function writtenArrows(text: string): Map<string, Set<string>> {
  const table = /^\| room \| may import \|\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(text)?.[1] ?? ''
  const rows = [...table.matchAll(/^\| (.+?) \| (.+?) \|$/gm)]
  const words = (cell: string) => [...cell.matchAll(/`([a-z]+)`/g)].map(([, word = '']) => word)
  const rooms = rows.flatMap(([, cell = '']) => words(cell))
  const stations = rows
    .filter(([, , cell = '']) => !/every/.test(cell))
    .flatMap(([, cell = '']) => words(cell))
    .filter((room) => stationNames.has(room))
  const arrows = new Map<string, Set<string>>()
  for (const [, cell = '', allowed = ''] of rows) {
    const plain = allowed.replace(/\(.*?\)/g, '')
    const named = new Set(words(plain))
    if (plain.includes('every station')) for (const one of stations) named.add(one)
    if (plain.includes('everything')) {
      for (const one of rooms) if (one !== 'viewer' && one !== 'cli') named.add(one)
    }
    for (const room of words(cell)) arrows.set(room, named)
  }
  return arrows
}

/** Those of the table of stations, and `advice`, which is not built. */
const stationNames: ReadonlySet<string> = new Set([
  'advice',
  ...[
    ...(
      /^\| station \|.+\n.+\n((?:\|.*\n)+)/m.exec(readText('ARCHITECTURE.md'))?.[1] ?? ''
    ).matchAll(/^\| `([a-z]+)`/gm),
  ].map(([, name = '']) => name),
])

function mayImport(room: string, target: string, taken = 'import { something }'): boolean {
  const inside = ['viewer', 'london'].includes(room) ? `${room}/file.ts` : `src/${room}/file.ts`
  return checkArrows([parse(inside, `${taken} from '#${target}'`)]).length === 0
}

test('every room of the code has its line in ARCHITECTURE.md', async () => {
  const written = writtenArrows(readText('ARCHITECTURE.md'))
  const rooms = (await sourceFiles()).map(({ file }) => {
    const [top = '', second = ''] = file.split('/')
    return top === 'src' ? second.replace(/\.ts$/, '') : top
  })
  const unwritten = [...new Set(rooms)].filter((room) => !written.has(room))
  assert.deepEqual(unwritten, [])
})

test('every table that a migration makes is told of in ARCHITECTURE.md', async () => {
  const migrations = (await textFiles()).filter(({ file }) => file.endsWith('.sql'))
  const made = migrations.flatMap(({ text }) =>
    [...text.matchAll(/^CREATE TABLE (\w+\.\w+)/gm)].map(([, table = '']) => table),
  )
  assert.ok(made.length > 10)
  const text = readText('ARCHITECTURE.md')
  const told = [...text.matchAll(/`(\w+\.\w+)`/g)].map(([, name = '']) => name)
  assert.deepEqual(
    made.filter((table) => !told.includes(table)),
    [],
  )
})

test('the hazard log lists HZ-01 to HZ-18, each with a state, and names tests that exist', () => {
  const log = readText('docs/safety/hazard-log.md')
  const rows = [...log.matchAll(/^\| (HZ-\d\d) \| (.+) \|$/gm)]
  const expected = Array.from({ length: 18 }, (_, n) => `HZ-${String(n + 1).padStart(2, '0')}`)
  assert.deepEqual(
    rows.map(([, id]) => id),
    expected,
  )
  const problems: string[] = []
  for (const [, id = '', rest = ''] of rows) {
    const [tests = '', state = ''] = rest.split(' | ').slice(-2)
    if (!/^(Controlled|Partly: .+|Open: .+)$/.test(state)) problems.push(`${id}: ${state}`)
    if (state === 'Controlled' && !tests.includes('.test.ts')) problems.push(`${id}: no test`)
    for (const [, file = '', names = ''] of tests.matchAll(/`([^`]+\.test\.ts)`([^`]*)/g)) {
      if (!inRoot(file)) {
        problems.push(`${id}: there is no ${file}`)
        continue
      }
      const text = readText(file)
      const named = [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
      if (named.length === 0) problems.push(`${id}: which test of ${file}?`)
      for (const name of named) {
        if (!text.includes(name)) problems.push(`${id}: ${file} has no test "${name}"`)
      }
    }
  }
  assert.deepEqual(problems, [])
})

test('each word of the glossary is in the code', async () => {
  const rows = readText('docs/glossary.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| word'))
  assert.ok(rows.length > 30)
  const code = (await sourceFiles()).map(({ text }) => text).join('\n')
  const missing: string[] = []
  for (const row of rows) {
    const words = [...(row.split('|').at(-2) ?? '').matchAll(/`(\w+)`/g)].map(([, word]) => word)
    if (words.length === 0) missing.push(row)
    for (const word of words) if (!new RegExp(`\\b${word}\\b`).test(code)) missing.push(`${word}`)
  }
  assert.deepEqual(missing, [])
})

test('decisions are numbered one after the other and say four things', async () => {
  const decisions = (await textFiles()).filter(({ file }) => /^docs\/decisions\/.+\.md$/.test(file))
  decisions.sort((a, b) => (a.file < b.file ? -1 : 1))
  for (const [index, { file, text }] of decisions.entries()) {
    const number = String(index + 1).padStart(4, '0')
    assert.ok(path.basename(file).startsWith(`${number}-`), `${file} should be ${number}`)
    assert.ok(text.startsWith(`# ${number} `), file)
    for (const heading of ['Context', 'Decision', 'Consequence', 'What would change our mind']) {
      assert.ok(text.includes(`\n## ${heading}\n`), `${file}: ${heading}`)
    }
  }
})
