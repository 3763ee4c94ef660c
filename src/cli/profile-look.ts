import { Command } from 'commander'
import type { ProfileLine } from '#journeys'
import { inUsualOrder, readyProfiles, writeJson } from '#sources'
import { Failure } from '#vocabulary'
import { connect, running, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { startLike } from './profile-check.ts'
import { schemaFile } from './profile-file.ts'
import { withWhere } from './where.ts'

export function listCommand(): Command {
  const command = new Command('list')
    .description('List the profiles, and which feeds each of them reads.')
    .option('--all', 'also versions that no longer or not yet hold')
    .option('--json', 'for scripts')
  return withWhere(command).action(list)
}

export function showCommand(): Command {
  const command = new Command('show')
    .description('Print a profile as it was written.')
    .argument('<name>')
    .option('--of <version>', 'another than the one that holds now')
    .addHelpText('after', '\nExample:\n  lcr profile show kings-pas > kings-pas.json')
  return withWhere(command).action(show)
}

export function newCommand(): Command {
  return new Command('new')
    .description('Print a first profile to go on from.')
    .argument('<name>', 'small letters, digits and hyphens')
    .option('--like <name>', 'the ready profile to begin from', 'best-of-it')
    .addHelpText('after', '\nExample:\n  lcr profile new guys --like epic-like > guys.json')
    .action((name: string, { like }: { like: string }) => {
      if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) {
        const words = 'The name of a profile is small letters, digits and hyphens.'
        throw new Failure('invalid', 'profile-name', words)
      }
      process.stdout.write(`${writeJson({ $schema: schemaFile.href, ...startLike(like, name) })}\n`)
    })
}

async function list({ all, json, ...where }: Where & { all?: boolean; json?: boolean }) {
  const lines = (await linesOf(where)).filter((line) => all || line.inForce)
  if (json) return printJson(lines.map(({ written: _written, ...line }) => line))
  printTable(
    ['profile', 'version', 'from', 'holds', 'brought by', 'reads'],
    lines.map((line) => [
      line.name,
      String(line.version),
      line.effectiveFrom,
      line.inForce ? 'yes' : 'no',
      line.addedBy ?? 'ready',
      line.feeds.join(', '),
    ]),
  )
}

async function show(name: string, { of, ...where }: Where & { of?: string }): Promise<void> {
  const versions = (await linesOf(where)).filter((line) => line.name === name)
  const found = versions.find((line) => (of ? String(line.version) === of : line.inForce))
  if (!found) {
    const known = versions.map(({ version }) => version).join(', ')
    const words = known
      ? `${name} has the versions ${known}; say one with --of.`
      : `There is no profile ${name}; see "lcr profile list".`
    throw new Failure('unknown', 'no-such-profile', words)
  }
  process.stdout.write(`${writeJson(inUsualOrder(found.written))}\n`)
}

/** Of the running server; without one, those that ship with the program. */
async function linesOf(where: Where): Promise<readonly ProfileLine[]> {
  if (where.server || (await running(where))) {
    const server = await connect(where)
    return (await server.operator<{ profiles: ProfileLine[] }>('/profiles')).profiles
  }
  process.stderr.write('No server runs: these are the profiles that ship with the program.\n')
  return readyProfiles.all.map(({ profile, written }) => ({
    name: profile.name,
    version: profile.version,
    effectiveFrom: profile.effectiveFrom,
    inForce: readyProfiles.named(profile.name, Date.now()) === profile,
    feeds: [],
    written,
  }))
}
