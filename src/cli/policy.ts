import os from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { type Config, readConfig } from '#config'
import { connect, startEmbedded } from '#database'
import { approveRules, type Needs, proposeRules, type RulesStand, rulesStand } from '#journeys'
import { Failure } from '#vocabulary'
import { rulesOf } from '../main/rules.ts'
import { printJson, printTable } from './print.ts'

const examples = `
The rules by which access is decided (policy, activities, consent codes, sensitive sets, identity
providers, launchers) are in force by their hash, which the database keeps. A program that brings
others does not start. Outside production newer versions are taken at the start by themselves; in
production one person proposes them and another approves, before or after the upgrade. What was
changed without a new version, or is older, is only taken by these commands.

The commands go to the database themselves: no server needs to run. Names and accounts are kept.

Examples:
  lcr policy                                        what is in force, and what this program brings
  lcr policy propose --as 'Ann Smith' --because 'release 15, change 2041'
  lcr policy approve --as 'Ben Jones' --because 'checked against change 2041'`

interface Options {
  readonly dataFolder?: string
  readonly json?: boolean
}
interface Acting extends Options {
  readonly as: string
  readonly because: string
}

export function policyCommand(): Command {
  const show = new Command('show')
    .description('Say which rules are in force, and which this program brings.')
    .option('--json', 'for scripts')
  const propose = new Command('propose').description('Propose the rules of this program.')
  const approve = new Command('approve').description(
    'Put them in force; in production, as another.',
  )
  for (const each of [propose, approve]) {
    each
      .requiredOption('--as <name>', 'who you are; it is kept, with the account')
      .requiredOption('--because <words>', 'why; it is kept')
  }
  for (const each of [show, propose, approve]) {
    each.option('--data-folder <folder>', 'where everything is kept (LCR_DATA_FOLDER)')
  }
  return new Command('policy')
    .description('The rules by which access is decided, and which of them are in force.')
    .addCommand(show.action(showThem), { isDefault: true })
    .addCommand(propose.action(proposeThem))
    .addCommand(approve.action(approveThem))
    .addHelpText('after', examples)
}

const showThem = (options: Options): Promise<void> =>
  withDatabase(options, async (needs, config) => {
    const rules = await rulesOf(config)
    const stand = await rulesStand(needs, rules)
    if (options.json) return printJson({ ...stand, rules })
    tell(stand)
  })

const proposeThem = (options: Acting): Promise<void> =>
  withDatabase(options, async (needs, config) => {
    const { by, because } = saidBy(options)
    await proposeRules(needs, await rulesOf(config), by, because)
    process.stdout.write('Proposed. Somebody else approves with "lcr policy approve".\n')
  })

const approveThem = (options: Acting): Promise<void> =>
  withDatabase(options, async (needs, config) => {
    const { by, because } = saidBy(options)
    const isProduction = config.production
    await approveRules(needs, await rulesOf(config), by, { because, isProduction })
    process.stdout.write('In force: a program that brings these rules starts.\n')
  })

function saidBy({ as, because }: Acting) {
  const [name, words] = [as.trim(), because.trim()]
  if (name.length < 3 || words.length < 10) {
    throw new Failure('invalid', 'not-said', 'Say who you are, and why in ten letters or more.')
  }
  return { by: { name, account: os.userInfo().username }, because: words }
}

function tell({ inForce, compared, hash, proposed }: RulesStand): void {
  if (!inForce) process.stdout.write('Nothing is in force yet: the first start takes its rules.\n')
  else {
    const since = new Date(inForce.since).toISOString()
    process.stdout.write(
      `In force since ${since}: ${inForce.hash.slice(0, 16)}\n` +
        `proposed by ${inForce.proposedBy}, approved by ${inForce.approvedBy}: ${inForce.because}\n`,
    )
    printTable(
      ['part', 'version', 'SHA-256', 'of this program'],
      Object.entries(inForce.parts).map(([name, part]) => [
        name,
        String(part.version ?? ''),
        part.hash.slice(0, 16),
        compared.changes[name] ?? 'the same',
      ]),
    )
    for (const [name, change] of Object.entries(compared.changes)) {
      if (!(name in inForce.parts)) process.stdout.write(`${name}: ${change}\n`)
    }
  }
  process.stdout.write(`This program brings ${hash.slice(0, 16)}.\n`)
  if (proposed) process.stdout.write(`Proposed by ${proposed.proposedBy}: ${proposed.because}\n`)
}

/** Migrates nothing: the program of the release that runs may be another one. */
async function withDatabase(
  { dataFolder }: Options,
  work: (needs: Needs, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig({ LCR_DATA_FOLDER: dataFolder })
  const folder = path.join(config.dataFolder, 'database')
  const embedded = config.databaseUrl === undefined ? await startEmbedded({ folder }) : undefined
  try {
    const database = await connect({
      address: embedded ? { socket: embedded.address } : { url: config.databaseUrl ?? '' },
      roles: ['serving'],
      poolSizes: { filing: 1, serving: 1, reading: 1, register: 1 },
    })
    try {
      await work({ database, clock: { now: () => Date.now() } }, config)
    } finally {
      await database.close()
    }
  } finally {
    await embedded?.stop()
  }
}
