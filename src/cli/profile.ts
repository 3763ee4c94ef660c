/** Feed profiles at the command line: how a new trust is brought on without touching code. */
import { Command } from 'commander'
import { profileJsonSchema, writeJson } from '#sources'
import { checkCommand } from './profile-check.ts'
import { listCommand, newCommand, showCommand } from './profile-look.ts'
import { putCommand } from './profile-put.ts'

const examples = `
Examples:
  lcr profile check --against messages/ --report check.html
                                          what a profile would have to say, and a first one
  lcr profile new guys --like epic-like > guys.json
  lcr profile check guys.json --against messages/
  lcr profile put guys.json --try         what it would change
  lcr profile put guys.json`

export function profileCommand(): Command {
  const schema = new Command('schema')
    .description('Print the JSON Schema of profiles, for editors.')
    .action(() => {
      process.stdout.write(`${writeJson(profileJsonSchema())}\n`)
    })
  return new Command('profile')
    .description('Say how a feed speaks: check, bring and look at feed profiles.')
    .addCommand(checkCommand())
    .addCommand(newCommand())
    .addCommand(putCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(schema)
    .addHelpText('after', examples)
}
