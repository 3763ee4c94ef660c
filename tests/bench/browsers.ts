/**
 * The screens: HTTP connections that stay open, in a process of their own. Each asks again when
 * it has its whole answer.
 */
import { connect as dial } from 'node:net'
import { now } from './figures.ts'
import { answerJobs } from './worker.ts'

export interface AskJob {
  readonly port: number
  readonly clients: number
  readonly requests: readonly Uint8Array[]
}

export interface Asked {
  /** How long each took until its last byte, in ms. */
  readonly tookMs: number[]
  readonly ms: number
  /** Of the bodies. */
  readonly bytes: number
}

async function ask({ port, clients, requests }: AskJob): Promise<Asked> {
  const tookMs: number[] = []
  let bytes = 0
  let next = 0
  const began = now()
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const connection = await open(port)
      while (next < requests.length) {
        const request = requests[next++]!
        const since = now()
        const length = await connection.ask(request)
        bytes += length
        tookMs.push(now() - since)
      }
      connection.close()
    }),
  )
  return { tookMs, ms: now() - began, bytes }
}

interface Connection {
  /** The length of the body that came back. */
  ask(request: Uint8Array): Promise<number>
  close(): void
}

function open(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1')
    let answered: (length: number) => void = () => {}
    let failed: (error: Error) => void = reject
    let head = ''
    let length = -1
    let got = 0
    socket.setNoDelay(true)
    socket.on('error', (error) => failed(error))
    socket.on('close', () => failed(new Error('The viewer closed a connection')))
    socket.on('data', (chunk: Buffer) => {
      let from = 0
      if (length < 0) {
        const text = chunk.toString('latin1')
        const seen = head.length
        head += text
        const end = head.indexOf('\r\n\r\n')
        if (end === -1) return
        const status = head.slice(9, 12)
        const said = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))
        if (status !== '200' || !said) return failed(new Error(`The viewer answered ${status}`))
        length = Number(said[1])
        from = end + 4 - seen
      }
      got += chunk.length - from
      if (got < length) return
      const whole = length
      head = ''
      length = -1
      got = 0
      answered(whole)
    })
    socket.on('connect', () =>
      resolve({
        ask: (request) =>
          new Promise((resolve, reject) => {
            answered = resolve
            failed = reject
            socket.write(request)
          }),
        close: () => {
          failed = () => {}
          socket.destroy()
        },
      }),
    )
  })
}

answerJobs(ask)
