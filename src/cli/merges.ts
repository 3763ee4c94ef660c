import { Command } from 'commander'
import type { MergeLine } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

export function mergesCommand(): Command {
  const command = new Command('merges')
    .description('List what senders have merged: two of their numbers that are one patient.')
    .option('--json', 'for scripts')
  return withWhere(command).action(list)
}

export function unmergeCommand(): Command {
  const command = new Command('unmerge')
    .description('Undo a merge: both are again who they were before.')
    .argument('<id>', 'of the merge, as "lcr merges" lists it')
    .addHelpText('after', '\nExample:\n  lcr unmerge 12')
  return withWhere(command).action(undo)
}

async function list({ json, ...where }: Where & { json?: boolean }): Promise<void> {
  const server = await connect(where)
  const { merges } = await server.operator<{ merges: MergeLine[] }>('/merges')
  if (json) return printJson(merges)
  if (merges.length === 0) return void process.stdout.write('No sender has merged anybody.\n')
  printTable(
    ['id', 'at', 'remains', 'retired', 'held because'],
    merges.map((merge) => [
      String(merge.mergeId),
      new Date(merge.at).toISOString(),
      merge.survivor,
      merge.retired,
      merge.held ?? '',
    ]),
  )
}

async function undo(id: string, where: Where): Promise<void> {
  if (!/^\d{1,15}$/.test(id)) {
    throw new Failure('invalid', 'merge-id', 'The id of a merge is a number; see "lcr merges".')
  }
  const server = await connect(where)
  const { undone } = await server.operator<{ undone: boolean }>('/merges/undo', {
    mergeId: Number(id),
  })
  if (!undone) {
    const words = `There is no merge ${id} that could be undone; see "lcr merges".`
    throw new Failure('unknown', 'no-such-merge', words)
  }
  process.stdout.write(`Merge ${id} is undone.\n`)
}
