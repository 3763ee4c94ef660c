/**
 * How fast is it, against what any program could do? Everything runs on a database of its own,
 * through the real doors and journeys; floors are measured in turns with what stands on them.
 */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import { promisify } from 'node:util'
import { runAccess } from './access/parts.ts'
import { type Aim, fileAims, growAims, openAims, storeAims, streamAims } from './aims.ts'
import { type City, populate } from './city/populate.ts'
import { drawFile, drawGrow, drawOpen, drawStore, drawStream } from './draw.ts'
import { filePart, startSenders } from './file-part.ts'
import { growPart } from './grow-part.ts'
import { startBrowsers } from './open-part.ts'
import { openPart } from './open-sizes.ts'
import { type Options, optionsText, readOptions } from './options.ts'
import { type BenchServer, startServer } from './server.ts'
import { openStore } from './store.ts'
import { storePart } from './store-part.ts'
import { streamPart } from './stream-part.ts'
import { openViewer } from './viewer-server.ts'

export async function runBench(argv: readonly string[]): Promise<void> {
  const options = readOptions(argv)
  if (options === 'help') return console.log(optionsText)
  const server = await startServer()
  // The server would outlive a bench that is interrupted, and its folder with it.
  const interrupted = (): void => void server.close().finally(() => process.exit(130))
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    await run(options, server)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    await server.close()
  }
}

async function run(options: Options, server: BenchServer): Promise<void> {
  const { quick, rounds } = options
  const wants = (part: Options['only'][number]): boolean => options.only.includes(part)
  const browsers = startBrowsers()
  const senders = startSenders()
  const results: Record<string, unknown> = {}
  const aims: Aim[] = []
  const keep = (name: string, part: object, partAims: Aim[], drawn: string): void => {
    results[name] = { ...part, aims: partAims }
    aims.push(...partAims)
    console.log(drawn)
  }
  let small: City | undefined
  const cities: City[] = []
  const build = async (name: string, persons: number): Promise<City> => {
    const began = performance.now()
    const store = await openStore(server.address, name)
    const city = await populate(store, { persons, opened: quick ? 5 : 20 })
    const seconds = Math.round((performance.now() - began) / 1_000)
    console.error(`${persons} persons in ${seconds} s, most of them copied row by row in SQL`)
    cities.push(city)
    return city
  }
  try {
    results.machine = await machine(server, options)
    console.log(
      Object.entries(results.machine as object)
        .map((pair) => pair.join(' '))
        .join(', '),
    )
    if (wants('open') || wants('file') || wants('grow'))
      small = await build('small', options.persons[0])
    if (small && wants('open')) {
      const viewer = await openViewer(small.store)
      const part = await openPart(
        small,
        { store: small.store, viewer, browsers },
        { rounds, quick },
      )
      await viewer.close()
      keep('open', part, openAims(part), drawOpen(part, openAims(part)))
    }
    if (small && wants('file')) {
      const part = await filePart(small, senders, { rounds, messages: quick ? 300 : 4_000 })
      keep('file', part, fileAims(part), drawFile(part, fileAims(part)))
    }
    if (wants('store')) {
      const rows = await storePart(server.address, { persons: quick ? 3 : 50 })
      keep('store', { rows }, storeAims(rows), drawStore(rows, storeAims(rows)))
    }
    if (small && wants('grow')) {
      const large = await build('large', options.persons[1])
      const sizes = { rounds, opens: quick ? 30 : 300, messages: quick ? 300 : 4_000 }
      const part = await growPart([small, large], browsers, senders, sizes)
      keep('grow', part, growAims(part), drawGrow(part, options.persons, growAims(part)))
    }
    if (wants('stream')) {
      // As many as that nobody has a year of messages in a minute.
      const city = await build('stream', quick ? 2_000 : 20_000)
      const { soakMinutes } = options
      const seconds = quick ? 5 : 60
      const part = await streamPart(city, { rounds: Math.min(rounds, 3), seconds, soakMinutes })
      keep('stream', part, streamAims(part), drawStream(part, streamAims(part)))
    }
    await runAccess(options, server.address, keep)
    const met = aims.filter((aim) => aim.met).length
    console.log(`\n${met} of ${aims.length} aims met`)
    if (options.json) await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`)
  } finally {
    browsers.close()
    senders.close()
    for (const { store } of cities) await store.close()
  }
}

async function machine(server: BenchServer, options: Options): Promise<Record<string, unknown>> {
  const store = await openStore(server.address, 'asked')
  const version = await store.bare.query<{ v: string }>(
    `SELECT current_setting('server_version') v`,
  )
  await store.close()
  const commit = await promisify(execFile)('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: import.meta.dirname,
  }).then(
    ({ stdout }) => stdout.trim(),
    () => 'unknown',
  )
  return {
    commit,
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model,
    node: process.version,
    postgresql: version.rows[0]!.v,
    // Above the number of cores, somebody else was at work here.
    load: Number(os.loadavg()[0]!.toFixed(2)),
    seed: 'the numbers of the persons and messages',
    rounds: options.rounds,
    quick: options.quick,
  }
}
