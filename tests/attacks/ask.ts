/** One HTTP request with its path and headers exactly as they are given, as no browser sends it. */
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

export interface Asking {
  readonly method: string
  /** Is not tidied: dots, encoded slashes and capitals stay. */
  readonly path: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
  /** Streams have no end: what came with the first bytes is the answer. */
  readonly firstBytes?: boolean
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** In their order and spelling. */
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  readonly text: string
  json<Content = Record<string, unknown>>(): Content
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

export function ask(origin: string, asking: Asking): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const { method, path, headers, body, firstBytes } = asking
    const sent = request({ hostname, port, method, path, headers, agent }, (answer) => {
      const parts: Buffer[] = []
      const done = () => resolve(answerOf(answer, Buffer.concat(parts)))
      answer.on('data', (part: Buffer) => {
        parts.push(part)
        if (!firstBytes || !answer.headers['content-type']?.startsWith('text/event-stream')) return
        done()
        sent.destroy()
      })
      answer.on('end', done)
      answer.on('error', (error) => (firstBytes ? done() : reject(error)))
    })
    sent.on('error', (error) => {
      // A connection that was kept open and that the server had just closed: nothing was asked yet.
      if (sent.reusedSocket) ask(origin, asking).then(resolve, reject)
      else reject(error)
    })
    sent.end(body)
  })
}

function answerOf(
  answer: {
    readonly statusCode?: number | undefined
    readonly headers: IncomingHttpHeaders
    readonly rawHeaders: readonly string[]
  },
  bytes: Buffer,
): Answer {
  const text = bytes.toString()
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    rawHeaders: answer.rawHeaders,
    bytes,
    text,
    json: <Content>() => JSON.parse(text) as Content,
  }
}
