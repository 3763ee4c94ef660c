import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { organisationName } from '#network'
import { Failure, isOdsCode } from '#vocabulary'
import { feedKey, publicPart } from '../main/keys.ts'
import { type Asked, connect, type Where } from './connection.ts'
import { FhirClient } from './fhir-client.ts'
import { findFiles } from './files.ts'
import { type Loaded, readAnswer, sumOf } from './load-answer.ts'
import { printJson, printSome, printTable } from './print.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
  readonly feed: string
  readonly organisation: string
  readonly json?: boolean
}

const examples = `
A file is a Bundle or a resource in FHIR R4 JSON, or one of them a line (.ndjson). A feed that
is not known yet is registered first, with a key of its own in the data folder.
The exit status is 0 only when everything was taken.

Examples:
  lcr load patient-bundle.json
  lcr load synthea/ --feed synthea --organisation RJZ`

export function loadCommand(): Command {
  const command = new Command('load')
    .description('Load FHIR R4 through the FHIR door, as a feed would send it.')
    .argument('<file or folder...>', 'in the order in which to load them')
    .option('--feed <name>', 'which feed sends it', 'local-load')
    .option('--organisation <ODS code>', 'whose feed it is', 'LOAD1')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
  return withWhere(command).action(load)
}

async function load(named: string[], options: Options): Promise<void> {
  const { files, skipped } = await findFiles(named, (file) => /\.(json|ndjson)$/i.test(file))
  const server = await connect(options)
  const client = await openFeed(server, options)
  const began = performance.now()
  const answers: Loaded[] = []
  for (const file of files) {
    for (const piece of await piecesOf(file)) {
      const { status, body } = await client.post(piece.bytes, piece.kind)
      answers.push(readAnswer(file, piece.kind, status, body))
    }
  }
  const seconds = Math.round(performance.now() - began) / 1_000
  const sum = { files: files.length, ...sumOf(answers), seconds }
  options.json ? printJson(sum) : printSum(sum, skipped)
  if (answers.length === 0) {
    throw new Failure('invalid', 'nothing-loaded', 'There was no FHIR JSON to load.')
  }
  if (sum.setAside.length > 0 || sum.failed.length > 0) process.exitCode = 1
}

async function openFeed(server: Asked, { feed, organisation }: Options): Promise<FhirClient> {
  if (!isOdsCode(organisation)) {
    const words = `--organisation is an ODS code, such as RJZ; not ${organisation}.`
    throw new Failure('invalid', 'organisation', words)
  }
  const key = await feedKey(server.dataFolder, feed)
  const registering = server.operator('/feeds', {
    name: feed,
    form: 'fhir',
    organisation,
    organisationName: organisationName(organisation) ?? `Loaded from files (${organisation})`,
    clientId: feed,
    jwks: { keys: [publicPart(key)] },
  })
  await registering.catch((failure: Failure) => {
    if (failure.code !== 'feed-of-another') throw failure
    const words = `The feed ${feed} is another organisation's than ${organisation}: name another with --feed.`
    throw new Failure('conflict', failure.code, words)
  })
  return new FhirClient({ origin: server.origin, clientId: feed, key })
}

interface Piece {
  readonly bytes: Buffer
  /** The resource type; what has none goes to the door as a Bundle and is answered there. */
  readonly kind: string
}

async function piecesOf(file: string): Promise<Piece[]> {
  const whole = await readFile(file)
  const parts = /\.ndjson$/i.test(file) ? linesOf(whole) : [whole]
  return parts.map((bytes) => ({ bytes, kind: kindOf(bytes) }))
}

function linesOf(whole: Buffer): Buffer[] {
  const lines = whole.toString('utf8').split('\n')
  return lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line))
}

function kindOf(bytes: Buffer): string {
  try {
    const { resourceType } = JSON.parse(bytes.toString('utf8')) as { resourceType?: unknown }
    if (typeof resourceType === 'string' && /^[A-Za-z]{1,40}$/.test(resourceType)) {
      return resourceType
    }
  } catch {
    // The door says what is wrong with it, and keeps it.
  }
  return 'Bundle'
}

function printSum(
  sum: { files: number; seconds: number } & ReturnType<typeof sumOf>,
  skipped: readonly string[],
): void {
  printTable(
    ['files', 'messages', 'resources filed', 'used or kept', 'set aside', 'failed', 'seconds'],
    [
      [
        sum.files,
        sum.messages,
        sum.filed,
        sum.kept,
        sum.setAside.length,
        sum.failed.length,
        sum.seconds,
      ].map(String),
    ],
  )
  if (sum.duplicates > 0) {
    process.stdout.write(`${sum.duplicates} messages had been received before.\n`)
  }
  printSome(
    [...sum.setAside, ...sum.failed].map(
      ({ file, place, words }) => `${file}: ${place ? `${place}: ` : ''}${words}`,
    ),
  )
  printSome(skipped.map((file) => `Passed over: ${file}`))
}
