import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { splitMessages } from '#sources'
import { Failure } from '#vocabulary'
import { dataFolderOf, running } from './connection.ts'
import { findFiles } from './files.ts'
import { type Answered, MllpSender, type Receiver } from './mllp-sender.ts'
import { printJson, printSome, printTable } from './print.ts'

interface Options {
  readonly mllp?: string
  readonly connections: string
  readonly timeout: string
  readonly dataFolder?: string
  readonly json?: boolean
}

const examples = `
A file may hold one message or many: framed, in a batch (FHS, BHS), divided by blank lines, or
one MSH after the other. In folders, notes and settings (.md, .yml, .yaml) are passed over.
The exit status is 0 only when every message was answered with AA.

Examples:
  lcr send admission.hl7
  lcr send messages/ --mllp localhost:2575 --connections 8`

export function sendCommand(): Command {
  return new Command('send')
    .description('Send HL7 v2 messages over MLLP, as a hospital would.')
    .argument('<file or folder...>', 'in the order in which to send them')
    .option('--mllp <host:port>', 'where to; otherwise to the server that runs here')
    .option(
      '--connections <number>',
      'how many at once; each patient’s messages keep to one of them',
      '1',
    )
    .option('--timeout <seconds>', 'how long to wait for each answer', '30')
    .option('--data-folder <folder>', 'of the running server (LCR_DATA_FOLDER, usually ./data)')
    .option('--json', 'for scripts')
    .addHelpText('after', examples)
    .action(send)
}

async function send(named: string[], options: Options): Promise<void> {
  const connections = wholeNumber(options.connections, '--connections', 1_000)
  const receiver = await findReceiver(options)
  const { files, skipped } = await findFiles(named, (file) => !/\.(md|ya?ml)$/i.test(file))
  const sent: Sent[] = []
  const began = performance.now()
  const lanes = await dealOut(files, connections)
  await Promise.all(lanes.map((lane) => sendAll(lane, receiver, (one) => sent.push(one))))
  const seconds = Math.round(performance.now() - began) / 1_000
  report({ sent, seconds, skipped, json: options.json ?? false })
}

interface Sent {
  readonly file: string
  /** Which message of the file; 1 is the first. */
  readonly place: number
  readonly answered: Answered
}

interface ToSend extends Omit<Sent, 'answered'> {
  readonly message: Buffer
}

/** In order, and what names the same patient (PID-3) to the same connection. */
async function dealOut(files: readonly string[], connections: number): Promise<ToSend[][]> {
  const lanes = Array.from({ length: connections }, () => [] as ToSend[])
  for (const file of files) {
    for (const [index, message] of splitMessages(await readFile(file)).entries()) {
      const patient = /[\r\n]PID(.)[^\r\n]*?\1[^\r\n]*?\1([^\r\n]*?)\1/.exec(
        message.toString('latin1'),
      )?.[2]
      // The number alone: other repetitions and components come and go between messages.
      const number = patient?.split(/[~^]/)[0] || file
      const lane = createHash('sha256').update(number).digest().readUInt32BE() % connections
      lanes[lane]!.push({ file, place: index + 1, message })
    }
  }
  return lanes.filter((lane) => lane.length > 0)
}

/** One connection: message after message. */
async function sendAll(
  lane: readonly ToSend[],
  receiver: Receiver,
  onSent: (sent: Sent) => void,
): Promise<void> {
  const sender = new MllpSender(receiver)
  try {
    for (const { file, place, message } of lane) {
      onSent({ file, place, answered: await sender.send(message) })
    }
  } finally {
    sender.close()
  }
}

function report(given: {
  sent: readonly Sent[]
  seconds: number
  skipped: readonly string[]
  json: boolean
}): void {
  const { sent, seconds, skipped } = given
  const count = (wanted: Answered) => sent.filter(({ answered }) => answered === wanted).length
  const [AA, AE, AR, noAnswer] = [count('AA'), count('AE'), count('AR'), count('no answer')]
  const notSent = count('not sent')
  const all = sent.length - notSent
  if (given.json) {
    const filesSkipped = skipped.length
    printJson({ sent: all, AA, AE, AR, noAnswer, notSent, seconds, filesSkipped })
  } else {
    printTable(
      ['sent', 'AA', 'AE', 'AR', 'no answer', 'seconds'],
      [[all, AA, AE, AR, noAnswer, seconds].map(String)],
    )
    const others = sent.filter(({ answered }) => answered !== 'AA')
    printSome(others.map(({ file, place, answered }) => `${file}, message ${place}: ${answered}`))
    printSome(skipped.map((file) => `Passed over: ${file}`))
  }
  if (sent.length === 0) throw new Failure('invalid', 'nothing-sent', 'There was no message.')
  if (AA < sent.length) process.exitCode = 1
}

async function findReceiver({ mllp, timeout, dataFolder }: Options): Promise<Receiver> {
  const timeoutMs = wholeNumber(timeout, '--timeout', 3_600) * 1_000
  if (mllp !== undefined) {
    const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(mllp) ?? []
    if (!port) {
      throw new Failure(
        'invalid',
        'mllp',
        `--mllp is host:port, such as localhost:2575; not ${mllp}.`,
      )
    }
    return { host: host?.replace(/^\[(.*)\]$/, '$1') ?? 'localhost', port: Number(port), timeoutMs }
  }
  const found = (await running({ dataFolder }))?.mllp
  if (!found) {
    const words = `No server runs on ${dataFolderOf({ dataFolder })}. Say where to send with --mllp HOST:PORT.`
    throw new Failure('unavailable', 'no-server', words)
  }
  return { ...found, timeoutMs }
}

function wholeNumber(text: string, option: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new Failure('invalid', 'number', `${option} is a whole number from 1 to ${most}.`)
}
