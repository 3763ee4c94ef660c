import { Command } from 'commander'
import type { MergeLine } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

export function mergesCommand(): Command {
  const command = new Command('merges')
    .description(
      'List what senders say of their own numbers: merges, links, and what they move to another patient.',
    )
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      '\nStates:\n  applied   it acts\n  held      it does nothing until somebody confirms it\n' +
        '  replaced  the sender has since said something else of that number\n  undone    by somebody' +
        '\n\nExamples:\n  lcr merges\n  lcr merges confirm 12\n  lcr unmerge 12',
    )
  withWhere(command).action(list)
  command.addCommand(
    withWhere(
      new Command('confirm')
        .description('Say that a held merge or link is right: from now on it acts.')
        .argument('<id>', 'as "lcr merges" lists it'),
      // "merges" has the same options, and takes them wherever they stand.
    ).action((id: string, _: Where, own: Command) => confirm(id, own.optsWithGlobals())),
  )
  return command
}

export function unmergeCommand(): Command {
  const command = new Command('unmerge')
    .description('Undo a merge, a link or a move: everybody is again who they were before.')
    .argument('<id>', 'as "lcr merges" lists it')
    .addHelpText('after', '\nExample:\n  lcr unmerge 12')
  return withWhere(command).action(undo)
}

async function list({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { merges } = await server.operator<{ merges: MergeLine[] }>('/merges')
  if (json) return printJson(merges)
  if (merges.length === 0) return void process.stdout.write('No sender has merged anybody.\n')
  printTable(
    [
      'id',
      'kind',
      'state',
      'happened',
      'received',
      'decided',
      'remains',
      'other',
      'what, or why held',
    ],
    merges.map((merge) => [
      String(merge.mergeId),
      merge.kind,
      merge.state,
      timeOf(merge.eventTime),
      timeOf(merge.at),
      timeOf(merge.decidedAt),
      merge.survivor,
      merge.retired,
      merge.what ?? merge.held ?? '',
    ]),
  )
}

const timeOf = (ms: number | undefined): string =>
  ms === undefined ? '' : new Date(ms).toISOString()

async function confirm(id: string, where: Where): Promise<void> {
  const mergeId = numbered(id)
  const server = await connect(where)
  const { confirmed } = await server.operator<{ confirmed: boolean }>('/merges/confirm', {
    mergeId,
  })
  if (!confirmed) {
    const words = `Nothing of the number ${id} is held; see "lcr merges".`
    throw new Failure('unknown', 'no-such-merge', words)
  }
  process.stdout.write(`Merge ${id} is confirmed.\n`)
}

async function undo(id: string, where: Where): Promise<void> {
  const mergeId = numbered(id)
  const server = await connect(where)
  const { undone } = await server.operator<{ undone: boolean }>('/merges/undo', { mergeId })
  if (!undone) {
    const words = `There is no merge ${id} that could be undone; see "lcr merges".`
    throw new Failure('unknown', 'no-such-merge', words)
  }
  process.stdout.write(`Merge ${id} is undone.\n`)
}

function numbered(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id)
  throw new Failure('invalid', 'merge-id', 'The id of a merge is a number; see "lcr merges".')
}
