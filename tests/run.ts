/**
 * Runs the tests: all, or those whose path contains one of the words given. Each file has a
 * process of its own; two at a time. Everything that the files leave behind lies in one temporary
 * folder, which goes at the end with all processes that work in it. The last line is the tally.
 */
import { chmod, glob, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import sparticuz from '@sparticuz/chromium'
import { endProcessesIn } from './support/processes.ts'

const filesAtOnce = 2
const fileTimeoutMs = 240_000
const root = path.resolve(import.meta.dirname, '..')

interface Tally {
  passed: number
  failed: number
  skipped: number
}

async function testFiles(words: string[]): Promise<string[]> {
  const patterns = ['tests', 'src', 'viewer', 'london'].map((folder) => `${folder}/**/*.test.ts`)
  const found: string[] = []
  for await (const file of glob(patterns, { cwd: root })) found.push(file)
  const wanted = (file: string) =>
    words.length === 0 || words.some((word) => file.includes(word) || path.matchesGlob(file, word))
  return found.filter(wanted).sort()
}

/** What rests on PostgreSQL itself more than on what is said to it. */
const everyVersion =
  /^(src\/database\/|tests\/journeys\/(access-lookups|claims|convergence|gate|merge|moves|objection.*|prepared-record|refile|relationships|replay|restricted|sensitive|withheld-changes)\.test\.ts)/

/** These also run on the system's own PostgreSQL; all that ask for a database, where that is asked. */
async function isAboutPostgres(file: string): Promise<boolean> {
  if (process.env.LCR_TEST_EVERY_POSTGRES !== 'yes') return everyVersion.test(file)
  const text = await readFile(path.join(root, file), 'utf8')
  return file.startsWith('tests/journeys/') || /#test-support|support\/index\.ts/.test(text)
}

async function systemPostgres(): Promise<string | undefined> {
  const installed = '/usr/lib/postgresql'
  const versions = await readdir(installed).catch(() => [])
  const usable = versions.filter((version) => Number(version) >= 15 && Number(version) <= 18)
  const newest = usable.sort((a, b) => Number(b) - Number(a))[0]
  return newest && path.join(installed, newest)
}

async function runFiles(files: string[], tally: Tally): Promise<void> {
  const events = new PassThrough({ objectMode: true })
  const printed = print(events)
  const waiting = [...files]
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await runFile(file, events, tally)
    }
  }
  await Promise.all(Array.from({ length: filesAtOnce }, worker))
  events.end()
  await printed
}

async function print(events: PassThrough): Promise<void> {
  for await (const text of events.compose(new spec())) process.stdout.write(text)
}

async function runFile(file: string, events: PassThrough, tally: Tally): Promise<void> {
  const signal = AbortSignal.timeout(fileTimeoutMs)
  for await (const event of run({ files: [path.join(root, file)], concurrency: 1, signal })) {
    if (event.type === 'test:summary') {
      if (event.data.file !== undefined) continue
      const { passed, failed, cancelled, skipped, todo } = event.data.counts
      tally.passed += passed
      tally.failed += failed + cancelled
      tally.skipped += skipped + todo
    } else if (event.type !== 'test:diagnostic' || event.data.nesting > 0) {
      events.write(event)
    }
  }
  if (signal.aborted) process.stdout.write(`${file} took longer than ${fileTimeoutMs} ms\n`)
}

async function main(words: string[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  const files = await testFiles(words)
  // Two files that unpack the browser at the same time would each start a half written one.
  if (files.some((file) => file.startsWith('tests/e2e/'))) await sparticuz.executablePath()
  await runFiles(files, tally)
  const system = await systemPostgres()
  if (words.length === 0 && system !== undefined && !process.env.LCR_TEST_DATABASE_URL) {
    process.stdout.write(`\nAgain on ${system}:\n\n`)
    process.env.LCR_TEST_DATABASE_PROGRAMS = system
    const asked = await Promise.all(files.map(isAboutPostgres))
    await runFiles(
      files.filter((_, index) => asked[index]),
      tally,
    )
  }
  if (files.length === 0) process.stdout.write('No test file matches.\n')
  return tally
}

/** Test processes inherit these; PostgreSQL, browsers and files then all live in the folder. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lcr-run-'))
  // Passable, because a database server may run as another account.
  await chmod(folder, 0o711)
  process.env.TMPDIR = folder
  process.env.LCR_TEST_RUN = folder
  return folder
}

async function tidy(folder: string): Promise<void> {
  await endProcessesIn(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

const oldest = 24
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(
    `The tests need Node ${oldest}; this is ${process.version}. "npm test" uses the one that npm ` +
      'installed in node_modules.\n',
  )
  process.exit(1)
}

const folder = await temporaryFolder()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void tidy(folder).finally(() => process.exit(1)))
}
try {
  const tally = await main(process.argv.slice(2))
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0
  await tidy(folder)
  process.stdout.write(
    `\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`,
  )
} catch (error) {
  await tidy(folder)
  throw error
}
