import { Command } from 'commander'
import type { ShownMessage } from '#journeys'
import { Failure } from '#vocabulary'
import { type Asked, connect, type Where } from './connection.ts'
import { messageId } from './message-selection.ts'
import { printJson, printTable, visible } from './print.ts'
import { withWhere } from './where.ts'

interface Options extends Where {
  readonly raw?: boolean
  readonly json?: boolean
}

export function showMessageCommand(): Command {
  const command = new Command('show')
    .description(
      'Show a message, field by field. It holds what was said of a patient: each look is written down.',
    )
    .argument('<id>', 'of the message')
    .option('--raw', 'the bytes as they came')
    .option('--json', 'for scripts')
  return withWhere(command).action(show)
}

async function show(id: string, { raw, json, ...where }: Options): Promise<void> {
  const asked = { messageId: messageId(id) }
  const server = await connect(where)
  if (raw) {
    const { base64 } = await ask<{ base64: string }>(server, '/messages/bytes', asked)
    return void process.stdout.write(Buffer.from(base64, 'base64'))
  }
  const shown = await ask<ShownMessage>(server, '/messages/show', asked)
  json ? printJson(shown) : print(shown)
}

async function ask<Answer>(server: Asked, path: string, body: { messageId: number }) {
  try {
    return await server.operator<Answer>(path, body)
  } catch (fault) {
    if (!(fault instanceof Failure) || fault.code !== 'unknown') throw fault
    throw new Failure('unknown', 'no-such-message', `There is no message ${body.messageId}.`)
  }
}

function print({ message, profile, about, today, content }: ShownMessage): void {
  const time = (at: number): string => new Date(at).toISOString()
  printTable(
    ['message', String(message.messageId)],
    [
      ['feed', message.feed],
      ['type', message.messageType ?? ''],
      ['control id', message.controlId ?? ''],
      ['received', time(message.receivedAt)],
      ['state', message.state],
      ['entries', String(message.entries)],
      ['size', `${message.size} bytes`],
      ['sent again', `${message.duplicates} times`],
      ['read as', profile ? `${profile.name} ${profile.version}` : 'by no profile'],
      ['about', about.map((one) => `${one.namespace}|${one.value}`).join(', ')],
      ['read today', today.outcome],
    ],
  )
  list(
    'Set aside',
    message.setAside.map((one) => `${one.place ?? 'whole message'}: ${one.words} (${one.reason})`),
  )
  list('Could not be read', today.defects)
  list('Not understood', Object.keys(today.notUnderstood))
  list(
    'Done about it',
    message.done.map((one) => `${time(one.at)} ${one.what} by ${one.by}: ${one.because}`),
  )
  process.stdout.write('\n')
  content.form === 'hl7v2' ? printSegments(content) : printEntries(content)
  if (content.text) process.stdout.write(`${visible(content.text.text)}\n`)
}

type Content = ShownMessage['content']

function printSegments(content: Extract<Content, { form: 'hl7v2' }>): void {
  for (const segment of content.segments) {
    process.stdout.write(`${visible(segment.name)} ${segment.nth}${mark(segment.marks)}\n`)
    for (const field of segment.fields) {
      const cut = field.cutFrom ? ` … (${field.cutFrom} characters)` : ''
      const name = field.position.padEnd(8)
      process.stdout.write(`  ${name} ${visible(field.text)}${cut}${mark(field.marks)}\n`)
    }
  }
  if (content.segmentsLeftOut > 0) {
    process.stdout.write(`and ${content.segmentsLeftOut} segments more\n`)
  }
}

function printEntries(content: Extract<Content, { form: 'fhir' }>): void {
  for (const entry of content.entries) {
    process.stdout.write(`${visible(entry.place)}${mark(entry.marks)}\n${visible(entry.json)}\n`)
  }
  if (content.entriesLeftOut > 0) {
    process.stdout.write(`and ${content.entriesLeftOut} entries more\n`)
  }
}

const mark = (marks: readonly { readonly words: string }[]): string =>
  marks.length > 0 ? `   <<< ${marks.map((one) => one.words).join('; ')}` : ''

function list(title: string, lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`\n${title}:\n${lines.join('\n')}\n`)
}
