/** The command line: one file a command. */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { Failure } from '#vocabulary'

// Most of a short command's time would be the reading of our own sources.
enableCompileCache(fileURLToPath(new URL('../.cache/node', import.meta.url)))

/** Loaded only when asked for, so that a command does not wait for what others need. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./cli/start.ts')).startCommand(),
  send: async () => (await import('./cli/send.ts')).sendCommand(),
  load: async () => (await import('./cli/load.ts')).loadCommand(),
  show: async () => (await import('./cli/show.ts')).showCommand(),
  messages: async () => (await import('./cli/messages.ts')).messagesCommand(),
  replay: async () => (await import('./cli/replay.ts')).replayCommand(),
  feeds: async () => (await import('./cli/feeds.ts')).feedsCommand(),
  merges: async () => (await import('./cli/merges.ts')).mergesCommand(),
  unmerge: async () => (await import('./cli/merges.ts')).unmergeCommand(),
  profile: async () => (await import('./cli/profile.ts')).profileCommand(),
  senders: async () => (await import('./cli/senders.ts')).sendersCommand(),
  policy: async () => (await import('./cli/policy.ts')).policyCommand(),
  canaries: async () => (await import('./cli/canaries.ts')).canariesCommand(),
  register: async () => (await import('./cli/register.ts')).registerCommand(),
  users: async () => (await import('./cli/users.ts')).usersCommand(),
  objections: async () => (await import('./cli/objections.ts')).objectionsCommand(),
  bench: async () => (await import('./cli/bench.ts')).benchCommand(),
  translations: async () => (await import('./cli/translations.ts')).translationsCommand(),
  configuration: async () => (await import('./cli/configuration.ts')).configurationCommand(),
}
/** For whoever works on the record, not with it. */
const hidden = new Set(['configuration', 'translations'])

const program = new Command('lcr')
  .description('The London Care Record at the command line.')
  .showHelpAfterError('(--help says what is possible)')
  // The parts of a command have options of their own, some by the same name.
  .enablePositionalOptions()

const asked = process.argv[2] ?? ''
const needed = Object.hasOwn(commands, asked) ? [asked] : Object.keys(commands)
for (const name of needed) {
  const command = await commands[name]?.()
  if (command) program.addCommand(command, { hidden: hidden.has(name) })
}

// Whoever reads our output may stop reading: `lcr messages | head`.
process.stdout.on('error', (error: { code?: string }) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync()
} catch (error) {
  // A Failure says in its words what to do; anything else is a fault of ours.
  const words = error instanceof Failure ? error.message : `Something went wrong: ${error}`
  process.stderr.write(`${words}\n`)
  process.exitCode = 1
}
