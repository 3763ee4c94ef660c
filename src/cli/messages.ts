import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { MessagesFound, Reckoning, SetAsideLine } from '#journeys'
import { Failure } from '#vocabulary'
import { type Asked, connect, type Where } from './connection.ts'
import {
  messageId,
  type SelectionOptions,
  selectionOf,
  withSelection,
} from './message-selection.ts'
import { printJson, printTable } from './print.ts'
import { replayCommand } from './replay.ts'
import { showMessageCommand } from './show-message.ts'
import { withWhere } from './where.ts'

interface Options extends Where, SelectionOptions {
  readonly limit: string
  readonly before?: string
  readonly setAside?: boolean
  readonly wait?: boolean
  readonly json?: boolean
}

const waitMs = 60_000
const lookMs = 250

const examples = `
Examples:
  lcr messages                    how many arrived, and what became of them
  lcr messages --wait --json      the same for scripts, once nothing is pending any more
  lcr messages --set-aside        what a human must look at, and why
  lcr messages --feed "PAS|RJZ" --type ADT --from 2026-11-22
                                  the newest of these
  lcr messages show 4711          one of them, field by field
  lcr messages replay 4711        read it again, after a correction of the profile
  lcr messages dismiss 4711 --because "A test message of the sender"`

export function messagesCommand(): Command {
  const command = new Command('messages')
    .description('Say what arrived and what became of it.')
    .option('--set-aside', 'list what could not be filed, with the reason in words')
    .option('--wait', `wait until nothing is pending, ${waitMs / 1_000} s at most`)
    .option('--json', 'for scripts')
    .option('--limit <number>', 'how many to list', '50')
    .option('--before <id>', 'only those older than this message')
    .addHelpText('after', examples)
    .enablePositionalOptions()
    .addCommand(showMessageCommand())
    .addCommand(replayCommand())
    .addCommand(dismissCommand())
  return withWhere(withSelection(command)).action(messages)
}

async function messages({ setAside, wait, json, ...options }: Options): Promise<void> {
  const server = await connect(options)
  const selection = selectionOf(options)
  if (selection) {
    const state = setAside ? ({ state: 'set-aside' } as const) : {}
    const found = await server.operator<MessagesFound>('/messages/search', {
      selection: { ...state, ...selection },
      messagesMax: messageId(options.limit),
      ...(options.before !== undefined && { before: messageId(options.before) }),
    })
    return json ? printJson(found) : printFound(found)
  }
  const counted = await count(server, wait ?? false)
  if (setAside) {
    const { lines } = await server.operator<{ lines: SetAsideLine[] }>('/set-aside')
    json ? printJson(lines) : printLines(lines)
  } else {
    json ? printJson(counted) : printCounts(counted)
  }
  if (wait && counted.pending > 0) {
    const words = `${counted.pending} messages are still pending after ${waitMs / 1_000} seconds.`
    throw new Failure('unavailable', 'still-pending', words)
  }
}

async function count(server: Asked, wait: boolean): Promise<Reckoning> {
  const until = performance.now() + waitMs
  for (;;) {
    const counted = await server.operator<Reckoning>('/messages')
    if (!wait || counted.pending === 0 || performance.now() > until) return counted
    await sleep(lookMs)
  }
}

function printCounts(counted: Reckoning): void {
  printTable(
    ['', 'messages'],
    [
      ['received', String(counted.received)],
      ['filed', String(counted.filed)],
      ['set aside', String(counted.setAside)],
      ['pending', String(counted.pending)],
      ['sent again (not counted above)', String(counted.duplicates)],
      ['parts set aside of filed messages', String(counted.partsSetAside)],
    ],
  )
  section('Set aside because', ['reason', 'times'], Object.entries(counted.reasons).map(strings))
  section(
    'By feed',
    ['feed', 'received', 'filed', 'set aside', 'pending', 'last received'],
    counted.feeds.map((one) =>
      strings([
        one.feed,
        one.received,
        one.filed,
        one.setAside,
        one.pending,
        new Date(one.last).toISOString(),
      ]),
    ),
  )
  section(
    'Kept but not understood',
    ['feed', 'what', 'times'],
    counted.notUnderstood.map((one) => strings([one.feed, one.what, one.times])),
  )
}

function printFound({ messages, before }: MessagesFound): void {
  if (messages.length === 0) return void process.stdout.write('No message is so.\n')
  printTable(
    ['message', 'received', 'feed', 'type', 'control id', 'state', 'place', 'in words'],
    messages.map((one) =>
      strings([
        one.messageId,
        new Date(one.receivedAt).toISOString(),
        one.feed,
        one.messageType ?? '',
        one.controlId ?? '',
        one.state,
        one.place ?? (one.words && 'whole message') ?? '',
        one.words ?? '',
      ]),
    ),
  )
  if (before !== undefined) process.stdout.write(`There are older ones: --before ${before}\n`)
}

interface Dismissing extends Where {
  readonly because: string
}

function dismissCommand(): Command {
  const command = new Command('dismiss')
    .description('Say why messages that are set aside need not be filed. They are kept.')
    .argument('<ids...>', 'of the messages')
    .requiredOption('--because <words>', 'why, for whoever asks later')
  return withWhere(command).action(async (ids: string[], { because, ...where }: Dismissing) => {
    const server = await connect(where)
    const body = { messageIds: ids.map(messageId), because }
    const { dismissed } = await server.operator<{ dismissed: number }>('/messages/dismiss', body)
    process.stdout.write(`${dismissed} dismissed.\n`)
    if (dismissed < ids.length) {
      const words = `${ids.length - dismissed} of these were not waiting for anybody.`
      throw new Failure('unknown', 'not-waiting', words)
    }
  })
}

function printLines(lines: readonly SetAsideLine[]): void {
  if (lines.length === 0) return void process.stdout.write('Nothing is set aside.\n')
  printTable(
    ['message', 'feed', 'control id', 'place', 'reason', 'in words'],
    lines.map((one) =>
      strings([
        one.messageId,
        one.feed,
        one.controlId ?? '',
        one.place ?? 'whole message',
        one.reason,
        one.words,
      ]),
    ),
  )
}

function section(title: string, head: string[], rows: string[][]): void {
  if (rows.length === 0) return
  process.stdout.write(`\n${title}:\n`)
  printTable(head, rows)
}

const strings = (cells: readonly (string | number)[]): string[] => cells.map(String)
