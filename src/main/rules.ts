/** All that access is decided by in this installation, and whether it is what is in force (AT-50). */
import { readFile } from 'node:fs/promises'
import { ownRules, type Rules, rulePartOf } from '#access'
import type { Config } from '#config'
import { type Needs, type RulesStand, takeRules } from '#journeys'
import { readSensitiveSets, sensitiveSetsInUse } from '#sources'
import { Failure } from '#vocabulary'

/** The program's own files, and those of the installation that say who may do what. */
export async function rulesOf(config: Config): Promise<Rules> {
  const { sensitiveSetsFile, identityProviders, launchers } = config
  const sets =
    sensitiveSetsFile === undefined
      ? sensitiveSetsInUse()
      : readSensitiveSets(await read(sensitiveSetsFile))
  return {
    ...ownRules(),
    'sensitive-sets': { version: sets.version, hash: sets.hash },
    ...(identityProviders && {
      'identity-providers': rulePartOf(await read(identityProviders)),
    }),
    ...(launchers && { launchers: rulePartOf(await read(launchers)) }),
  }
}

/** Throws Failure when this program must not start with them. */
export async function keepRules(config: Config, needs: Needs): Promise<void> {
  const refused = await takeRules(needs, await rulesOf(config), config.production)
  if (refused) throw new Failure('conflict', 'rules-not-in-force', wordsOf(refused))
}

const changeWords = {
  newer: 'has a newer version than the one in force',
  older: 'is older than the one in force, or missing',
  edited: 'was changed without a new version',
  other: 'is not the one in force',
} as const

function wordsOf({ compared, hash, proposed }: RulesStand): string {
  const lines = Object.entries(compared.changes).map(
    ([part, change]) => `  ${part} ${changeWords[change]}`,
  )
  return [
    'The rules by which access is decided are not the ones in force, so nothing is started:',
    ...lines,
    proposed
      ? `${proposed.proposedBy} has proposed them; somebody else approves with "lcr policy approve".`
      : 'If that is not meant, put back the files of the release. Otherwise see "lcr policy --help".',
    `Their hash is ${hash.slice(0, 16)}.`,
  ].join('\n')
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    throw new Failure('invalid', 'configuration', `This file cannot be read: ${file}.`)
  }
}
