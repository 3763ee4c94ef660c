/** Objections of earlier registers at the command line: brought over, and reckoned. */
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { JWK } from 'jose'
import { openManifest } from '#access'
import type { CodeTally, Imported, ImportReckoning } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable, visible } from './print.ts'
import { withWhere } from './where.ts'

interface ImportOptions extends Where {
  readonly manifest: string
  readonly key?: string
  readonly check?: boolean
  readonly json?: boolean
}

const examples = `
Every row of the file becomes an objection, a duplicate of one, or is kept as withdrawn; nothing is
rejected. What does not add up to the manifest changes nothing, and the same file again changes
nothing. How to write the manifest: docs/operations/import-objections.md

Examples:
  lcr objections import connect-care.csv --manifest connect-care.json --check
  lcr objections import connect-care.csv --manifest connect-care.jws --key owner.jwk.json
  lcr objections list-imports
  lcr objections codes`

export function objectionsCommand(): Command {
  const bring = new Command('import')
    .description('Bring over the objections of a register that was kept before this one.')
    .argument('<file>', 'the register, as CSV')
    .requiredOption('--manifest <file>', 'what the file is: JSON, or a JWS around it')
    .option('--key <file>', 'the public key (JWK) of whoever signed the manifest')
    .option('--check', 'only say what would become of each row')
    .option('--json', 'for scripts')
  const list = new Command('list-imports')
    .description('Say what was brought over, and what became of it.')
    .option('--json', 'for scripts')
  const codes = new Command('codes')
    .description(
      'Say which codes that concern sharing the feeds have sent, and what became of them.',
    )
    .option('--json', 'for scripts')
  return new Command('objections')
    .description('Objections that earlier registers and the codes of feeds bring.')
    .addCommand(withWhere(bring).action(importFile))
    .addCommand(withWhere(list).action(listImports))
    .addCommand(withWhere(codes).action(listCodes))
    .addHelpText('after', examples)
}

async function importFile(file: string, options: ImportOptions): Promise<void> {
  const { manifest: manifestFile, key, check = false, json, ...where } = options
  const trusted = key === undefined ? undefined : (JSON.parse(await textOf(key)) as JWK)
  const { body: manifest, signedBy } = await openManifest(await textOf(manifestFile), trusted)
  const first = Buffer.from(`${JSON.stringify({ manifest, signedBy, check })}\n`)
  const server = await connect(where)
  const bytes = Buffer.concat([first, await bytesOf(file)])
  const told = await server.operatorBytes<Imported>('/objections/import', bytes)
  if (json) printJson(told)
  else tell(told)
  if (told.outcome === 'does-not-add-up') {
    const words = 'The file and its manifest do not add up. Nothing was imported.'
    throw new Failure('conflict', 'does-not-add-up', words)
  }
}

async function listImports({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { imports } = await server.operator<{ imports: ImportReckoning[] }>('/objections/imports')
  if (json) return printJson(imports)
  if (imports.length === 0) say('Nothing was imported yet.')
  for (const one of imports) tellReckoning(one)
}

async function listCodes({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { codes } = await server.operator<{ codes: CodeTally[] }>('/objections/codes')
  if (json) return printJson(codes)
  if (codes.length === 0) say('No code that concerns sharing was heard yet.')
  else {
    printTable(
      ['taken as', 'system', 'code', 'feed', 'patients', 'withdrawn', 'last heard', 'words'],
      codes.map((one) => [
        one.outcome,
        one.system,
        one.code,
        one.feed,
        String(one.patients),
        String(one.removed),
        new Date(one.lastHeardAt).toISOString().slice(0, 10),
        one.words,
      ]),
    )
  }
}

function tell(told: Imported): void {
  if (told.outcome === 'does-not-add-up') {
    tellWhyNot(told.told)
    return
  }
  tellReckoning(told.reckoning)
  say(
    {
      imported: 'It is imported, and written down in the audit.',
      checked: 'This is what would become of it. Nothing was imported.',
      same: 'This very file was imported before. Nothing changed.',
    }[told.outcome],
  )
}

function tellReckoning(one: ImportReckoning): void {
  const when = new Date(one.importedAt).toISOString().slice(0, 16).replace('T', ' ')
  say(
    `${one.register}, as of ${one.asOf}, of ${one.owner}`,
    `by ${one.importedBy}, ${when} UTC; signed off by ${one.signOff.name}, ${one.signOff.role}, ${one.signOff.on}`,
    `SHA-256 ${one.fileHash}${one.signedBy ? `, manifest signed by key ${one.signedBy}` : ', manifest not signed'}`,
    '',
  )
  printTable(
    ['result', 'rows', 'meaning'],
    [
      ...one.categories.map(({ result, rows, words }) => [result, String(rows), words]),
      ['all', String(one.results.reduce((sum, line) => sum + line.rows, 0)), ''],
      ['manifest', String(one.rows), 'Rejected: 0. The results add up to the manifest.'],
    ],
  )
  if (one.oddities.length > 0) say('', 'Read with good will, and worth a look:')
  for (const { rows, words } of one.oddities) say(`  ${rows}  ${words}`)
  if (one.emptyRows > 0) say(`  ${one.emptyRows}  Lines of separators alone were passed over.`)
  if (one.foundSince > 0)
    say('', `Of those held, ${one.foundSince} were found since and are hidden.`)
  say('')
}

function tellWhyNot(told: Extract<Imported, { outcome: 'does-not-add-up' }>['told']): void {
  printTable(
    ['rows', 'what'],
    [
      [String(told.rowsByManifest), 'by the manifest'],
      [String(told.rowsRead), 'read from the file'],
      [String(told.emptyRows), 'lines of separators alone, not counted'],
    ],
  )
  const lines = (words: string, which: readonly number[]): void => {
    if (which.length > 0) say('', `${words}: ${which.join(', ')}`)
  }
  lines('Rows that go on over several lines begin at line', told.longRows)
  lines('Lines that could not be read as a row', told.unreadable)
}

const say = (...lines: readonly string[]): void => {
  for (const line of lines) process.stdout.write(`${visible(line)}\n`)
}

const textOf = async (file: string): Promise<string> => (await bytesOf(file)).toString('utf8')

const bytesOf = (file: string): Promise<Buffer> =>
  readFile(file).catch(() => {
    throw new Failure('unknown', 'no-file', `There is no file ${file}.`)
  })
