import { Command } from 'commander'
import type { JournalState, RegisterFigures } from '#journeys'
import { connect, type Where } from './connection.ts'
import { printJson } from './print.ts'
import { withWhere } from './where.ts'

const examples = `
Every change of the register is also in a journal outside the database. When a backup is put back,
the server puts back from the journal what the backup does not know, before any record opens. Where
the two do not fit, no record opens: put the right journal back and start again, or, if it is lost,
find out what was objected to since the backup, and accept the register as it is.

Examples:
  lcr register
  lcr register accept --because 'journal lost with the disk; the desk has entered 3 again from paper'`

export function registerCommand(): Command {
  const status = new Command('status')
    .description('Say whether the register fits its journal, and how much is in it.')
    .option('--json', 'for scripts')
  const accept = new Command('accept')
    .description('Begin a new journal where the old one is lost: records open again.')
    .requiredOption('--because <words>', 'why that is right; it is kept')
  return new Command('register')
    .description('The register of objections, and its journal.')
    .addCommand(withWhere(status).action(tellStatus), { isDefault: true })
    .addCommand(withWhere(accept).action(acceptIt))
    .addHelpText('after', examples)
}

interface Told {
  readonly status: { readonly file: string } & JournalState
  readonly figures: RegisterFigures
}

async function tellStatus({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const told = await server.operator<Told>('/register')
  if (json) return printJson(told)
  const { status, figures } = told
  const state =
    status.state === 'shut'
      ? `No record can be opened. ${status.because}`
      : `The register fits its journal. ${status.replayed} changes were put back at the last start.`
  process.stdout.write(
    `${state}\nJournal: ${status.file}\nIn force: ${figures.inForce}; of people never seen: ` +
      `${figures.unmatched}; open tasks: ${figures.openTasks}.\n`,
  )
}

async function acceptIt(given: Where & { because: string }): Promise<void> {
  const server = await connect(given)
  await server.operator('/register/accept', { because: given.because })
  process.stdout.write('Accepted: a new journal has begun, and records open again.\n')
}
