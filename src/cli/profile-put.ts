import { Command } from 'commander'
import type { ProfilePut } from '#journeys'
import { readFeedProfile } from '#sources'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson } from './print.ts'
import { readProfileFile } from './profile-file.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
  readonly try?: boolean
  readonly json?: boolean
}

const examples = `
A profile is never changed: a change is a higher version. It reads what is received from its day
(effectiveFrom) on, and nothing that was received before.

Examples:
  lcr profile put trust.json --try
  lcr profile put trust.json`

export function putCommand(): Command {
  const command = new Command('put')
    .description('Bring a profile to the running server, and say what it changes.')
    .argument('<file>', 'the profile')
    .option('--try', 'only say what it would change')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
  return withWhere(command).action(put)
}

async function put(file: string, options: Options): Promise<void> {
  const { try: tryOnly = false, json, ...where } = options
  const profile = await readProfileFile(file)
  // What is wrong is said here, where the words may name everything.
  readFeedProfile(profile)
  const server = await connect(where)
  const told = await server.operator<ProfilePut>('/profiles', { profile, tryOnly })
  if (json) printJson(told)
  else process.stdout.write(inWords(told))
  if (told.outcome === 'older') {
    const { name, version, versionBefore = 0 } = told
    const words = `${name} is at version ${versionBefore}: a change is version ${versionBefore + 1}, and not ${version}. Nothing was put.`
    throw new Failure('conflict', 'profile-version', words)
  }
}

function inWords({ outcome, name, version, ...told }: ProfilePut): string {
  if (outcome === 'same') return `${name} ${version} is there already; nothing changed.\n`
  const before = told.versionBefore ? ` instead of version ${told.versionBefore}` : ', which is new'
  const isPut = outcome === 'added'
  return [
    outcome === 'older' ? '' : `${name} ${version}${before}, from ${told.effectiveFrom} on.`,
    ...(told.changes.length > 0 ? ['', 'What it does otherwise:'] : []),
    ...told.changes.map((change) => `  ${change}`),
    ...(told.feeds.length > 0 ? ['', 'Feeds that it reads:'] : []),
    ...told.feeds.map(({ feed, before: was }) => `  ${feed} (until then ${was})`),
    ...(told.feeds.length === 0 && outcome !== 'older'
      ? ['', 'None of the feeds that were heard so far is read by it.']
      : []),
    '',
    isPut ? 'It is put, and written down in the audit.' : 'Nothing was put.',
    '',
  ].join('\n')
}
