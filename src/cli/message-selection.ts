/** The options by which messages are named, for every command that does something with some. */
import type { Command } from 'commander'
import { DateTime } from 'luxon'
import type { MessageSelection, MessageState } from '#journeys'
import { Failure } from '#vocabulary'

export interface SelectionOptions {
  readonly feed?: string
  readonly from?: string
  readonly to?: string
  readonly type?: string
  readonly reason?: string
  readonly state?: string
  readonly controlId?: string
  readonly person?: string
  readonly patient?: string
}

const states: readonly MessageState[] = ['pending', 'filed', 'set-aside', 'dismissed']

export function withSelection(command: Command): Command {
  return command
    .option('--feed <name>', 'of this feed, as "lcr messages" names it')
    .option('--from <time>', 'received then or later: 2026-11-22 or 2026-11-22T08:30, in London')
    .option('--to <time>', 'received before then')
    .option('--type <type>', 'of this type, ADT^A01, or of all that begin so, ADT')
    .option('--reason <reason>', 'set aside for this reason')
    .option('--state <state>', states.join(', '))
    .option('--control-id <id>', 'MSH-10, or the X-Request-Id of FHIR')
    .option('--person <id>', 'about this person')
    .option('--patient <number>', 'about this patient of a sender: RJZ/MRN|1234567')
}

/** Undefined when nothing was said. */
export function selectionOf(
  options: SelectionOptions,
  ids: readonly string[] = [],
): MessageSelection | undefined {
  const { feed, type, reason, controlId, state, person, patient } = options
  if (state !== undefined && !states.includes(state as MessageState)) {
    throw new Failure('invalid', 'state', `The state is one of: ${states.join(', ')}.`)
  }
  const selection: MessageSelection = {
    ...(ids.length > 0 && { messageIds: ids.map(messageId) }),
    ...(feed !== undefined && { feed }),
    ...(options.from !== undefined && { from: time(options.from) }),
    ...(options.to !== undefined && { to: time(options.to) }),
    ...(type !== undefined && { messageType: type }),
    ...(reason !== undefined && { reason }),
    ...(state !== undefined && { state: state as MessageState }),
    ...(controlId !== undefined && { controlId }),
    ...(person !== undefined && { personId: messageId(person) }),
    ...(patient !== undefined && { sourcePatient: sourcePatient(patient) }),
  }
  return Object.keys(selection).length > 0 ? selection : undefined
}

export function messageId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new Failure('invalid', 'id', 'An id is a number; see "lcr messages --help".')
}

function time(text: string): number {
  const read = DateTime.fromISO(text, { zone: 'Europe/London' })
  if (read.isValid) return read.toMillis()
  const words = 'A time is written as 2026-11-22, 2026-11-22T08:30 or 2026-11-22T08:30:00Z.'
  throw new Failure('invalid', 'time', words)
}

/** The number may hold anything but a bar: what comes last is the number. */
function sourcePatient(text: string): { namespace: string; value: string } {
  const bar = text.lastIndexOf('|')
  if (bar > 0 && bar < text.length - 1) {
    return { namespace: text.slice(0, bar), value: text.slice(bar + 1) }
  }
  const words = 'A patient of a sender is written as its namespace, a bar and its number.'
  throw new Failure('invalid', 'patient', words)
}
