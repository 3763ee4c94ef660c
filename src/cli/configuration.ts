import { Command } from 'commander'
import { renderConfiguration } from '#config'

/** Writes docs/operations/configuration.md; a test compares the two. */
export function configurationCommand(): Command {
  return new Command('configuration')
    .description('Print the page that describes every setting.')
    .action(() => void process.stdout.write(renderConfiguration()))
}
