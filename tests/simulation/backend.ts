/**
 * One real connection to PostgreSQL, spoken to in whole requests (PostgreSQL documentation,
 * Frontend/Backend Protocol, ch. 54). What it was taught to say before it is not taught again.
 */
import type { Socket } from 'node:net'
import pg from 'pg'
import type { Address } from '#database'

/** A request is what a client sends until it waits: one simple query, or all up to a Sync. */
export interface Request {
  readonly messages: readonly Buffer[]
  /** What is asked, in a few words. */
  readonly label: string
}

const zero = Buffer.from([0])
const typeOf = (message: Buffer): string => String.fromCharCode(message[0]!)

export function protocolMessage(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
  )
  const head = Buffer.alloc(5, type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const query = (text: string): Buffer => protocolMessage('Q', text, zero)
const sync = protocolMessage('S')
const parsed = protocolMessage('1')
export const ready = (status: string): Buffer => protocolMessage('Z', status)

const failure = (code: string): Buffer =>
  protocolMessage('E', `SERROR\0VERROR\0C${code}\0Minjected\0\0`)

/** Cuts bytes into protocol messages; what is not whole yet stays. */
export function cutMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = []
  let at = 0
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1)
    if (end > bytes.length) break
    messages.push(bytes.subarray(at, end))
    at = end
  }
  return { messages, rest: bytes.subarray(at) }
}

const textAt = (message: Buffer, from: number): string =>
  message.toString('utf8', from, message.indexOf(0, from))

/** The first message says what the request is about. */
export function requestOf(messages: readonly Buffer[]): Request {
  const words = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 48)
  const [first] = messages as [Buffer]
  if (typeOf(first) === 'Q') return { messages, label: words(textAt(first, 5)) }
  const name = textAt(first, typeOf(first) === 'P' ? 5 : 6 + textAt(first, 5).length)
  return { messages, label: name || words(textAt(first, 6)) }
}

export class Backend {
  readonly #stream: Socket
  readonly pid: number
  readonly #known = new Map<string, string>()
  /** I: idle, T: in a transaction, E: in one that failed. */
  status = 'I'
  #rest: Buffer = Buffer.alloc(0)
  #answered: Buffer[] = []
  #waiting: ((answer: Buffer[]) => void) | undefined

  constructor(stream: Socket, pid: number) {
    this.#stream = stream
    this.pid = pid
    stream.removeAllListeners('data')
    stream.on('data', (bytes: Buffer) => this.#hear(bytes))
    stream.resume()
  }

  /** The driver signs in; from then on its socket is ours. */
  static async open(address: Address, options: string): Promise<Backend> {
    const client = new pg.Client(
      'socket' in address
        ? { ...address.socket, options }
        : { connectionString: address.url, options },
    )
    client.on('error', () => {})
    await client.connect()
    const { connection, processID } = client as unknown as {
      connection: { stream: Socket }
      processID: number
    }
    return new Backend(connection.stream, processID)
  }

  close(): void {
    this.#stream.destroy()
  }

  async run(request: Request): Promise<Buffer> {
    const [first] = request.messages as [Buffer]
    const teaches = lessonOf(first)
    if (!teaches) return Buffer.concat(await this.#exchange(request.messages))
    if (this.#known.get(teaches.name) === teaches.text) {
      if (typeOf(first) === 'Q') {
        return Buffer.concat([protocolMessage('C', 'PREPARE', zero), ready(this.status)])
      }
      return Buffer.concat([parsed, ...(await this.#exchange(request.messages.slice(1)))])
    }
    const answer = await this.#exchange(request.messages)
    if (answer.some((one) => typeOf(one) === '1') || typeOf(first) === 'Q') {
      this.#known.set(teaches.name, teaches.text)
    }
    return Buffer.concat(answer)
  }

  /** The statement is learnt but not executed: it fails. At COMMIT everything is undone. */
  async fail(request: Request, code: string): Promise<Buffer> {
    const [first] = request.messages as [Buffer]
    const said =
      typeOf(first) === 'P'
        ? (await this.run({ ...request, messages: [first, sync] })).subarray(0, 5)
        : Buffer.alloc(0)
    if (request.label === 'COMMIT') await this.#exchange([query('ROLLBACK')])
    else if (this.status === 'T') await this.#exchange([query('SELECT 1/0')])
    return Buffer.concat([said, failure(code), ready(this.status)])
  }

  async rollBack(): Promise<void> {
    if (this.status !== 'I') await this.#exchange([query('ROLLBACK')])
  }

  #exchange(messages: readonly Buffer[]): Promise<Buffer[]> {
    return new Promise((resolve) => {
      this.#waiting = resolve
      this.#stream.write(Buffer.concat(messages))
    })
  }

  #hear(bytes: Buffer): void {
    const { messages, rest } = cutMessages(Buffer.concat([this.#rest, bytes]))
    this.#rest = rest
    for (const message of messages) {
      this.#answered.push(message)
      if (typeOf(message) !== 'Z') continue
      this.status = String.fromCharCode(message[5]!)
      const answer = this.#answered
      this.#answered = []
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.(answer)
    }
  }
}

/** A named statement that this message prepares. */
function lessonOf(message: Buffer): { name: string; text: string } | undefined {
  if (typeOf(message) === 'P') {
    const name = textAt(message, 5)
    return name === '' ? undefined : { name, text: message.toString('latin1') }
  }
  const text = typeOf(message) === 'Q' ? textAt(message, 5) : ''
  const name = /^PREPARE (\w+)/.exec(text)?.[1]
  return name === undefined ? undefined : { name, text }
}
