import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { Reckoning, SetAsideLine } from '#journeys'
import { Failure } from '#vocabulary'
import { type Asked, connect, type Where } from './connection.ts'
import { printJson, printTable } from './print.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
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
  lcr messages --set-aside        what a human must look at, and why`

export function messagesCommand(): Command {
  const command = new Command('messages')
    .description('Say what arrived and what became of it.')
    .option('--set-aside', 'list what could not be filed, with the reason in words')
    .option('--wait', `wait until nothing is pending, ${waitMs / 1_000} s at most`)
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
  return withWhere(command).action(messages)
}

async function messages({ setAside, wait, json, ...where }: Options): Promise<void> {
  const server = await connect(where)
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
