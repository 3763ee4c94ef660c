import { Command } from 'commander'
import type { Replayed } from '#journeys'
import { Failure } from '#vocabulary'
import { connect, type Where } from './connection.ts'
import { type SelectionOptions, selectionOf, withSelection } from './message-selection.ts'
import { printJson, printSome, printTable } from './print.ts'
import { withWhere } from './where.ts'

interface Options extends Where, SelectionOptions {
  readonly because: string
  readonly check?: boolean
  readonly json?: boolean
  readonly after?: string
}

const examples = `
Examples:
  lcr replay 4711                               this message
  lcr replay --state set-aside --feed "PAS|RJZ" what is set aside of a feed, after a correction
  lcr replay --patient "RJZ/MRN|1234567"        all that was said of a patient
  lcr replay --feed "LAB|RJZ" --from 2026-11-01 --check
                                                what would change, without changing it
  lcr replay --feed "LAB|RJZ" --after 5200      goes on where it was interrupted`

/** Stands alone, and as a part of "lcr messages". */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Read messages again as the profiles are today; what is known follows.')
    .argument('[ids...]', 'of messages')
    .option('--because <words>', 'why, for whoever asks later', 'Asked at the command line')
    .option('--check', 'say what would change, and change nothing')
    .option('--after <id>', 'go on after this message')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
  return withWhere(withSelection(command)).action(replay)
}

async function replay(ids: string[], options: Options): Promise<void> {
  const selection = selectionOf(options, ids)
  if (!selection) {
    throw new Failure('invalid', 'nothing-selected', 'Say which messages; see --help.')
  }
  const server = await connect(options)
  const { because, check = false, json } = options
  const done: Replayed[] = []
  let after = Number(options.after ?? 0)
  for (;;) {
    const body = { selection, because, check, after }
    const portion = await server.operator<Replayed>('/messages/replay', body)
    done.push(portion)
    if (portion.next === undefined) break
    after = portion.next
    // Whoever interrupts it knows where to go on.
    if (process.stderr.isTTY) process.stderr.write(`up to message ${after}\n`)
  }
  const all = sum(done)
  json ? printJson(all) : print(all, check)
  if (all.failed.length > 0) {
    const words = `${all.failed.length} messages could not be replayed; they are as they were.`
    throw new Failure('fault', 'not-replayed', words)
  }
}

type Sum = Omit<Replayed, 'next'>

function sum(portions: readonly Replayed[]): Sum {
  const total = (of: (one: Replayed) => number) => portions.reduce((all, one) => all + of(one), 0)
  return {
    messages: total((one) => one.messages),
    differently: portions.flatMap((one) => one.differently),
    nowFiled: portions.flatMap((one) => one.nowFiled),
    patients: total((one) => one.patients),
    entriesChanged: total((one) => one.entriesChanged),
    personsChanged: [...new Set(portions.flatMap((one) => one.personsChanged))],
    failed: portions.flatMap((one) => one.failed),
  }
}

function print(all: Sum, check: boolean): void {
  if (check) process.stdout.write('Nothing was changed. A replay would come to this:\n')
  printTable(
    ['', 'number'],
    [
      ['messages read again', all.messages],
      ['with another outcome than before', all.differently.length],
      ['set aside before and now filed', all.nowFiled.length],
      ['patients told anew', all.patients],
      ['entries new, different or gone', all.entriesChanged],
      ['persons whose record changed', all.personsChanged.length],
    ].map((cells) => cells.map(String)),
  )
  printSome(all.failed.map((id) => `message ${id} failed`))
}
