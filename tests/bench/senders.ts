/**
 * The hospitals: MLLP connections in a process of their own, so that they do not share an event
 * loop with what they measure. Each sends its next message when it has the acknowledgement.
 */
import { connect as dial, type Socket } from 'node:net'
import { Frames, frame } from '../../src/doors/mllp/frames.ts'
import { now } from './figures.ts'
import { ownProcessor } from './processor.ts'
import { answerJobs } from './worker.ts'

export interface SendJob {
  readonly port: number
  readonly connections: number
  readonly messages: readonly Uint8Array[]
}

export interface Sent {
  /** In the order of the messages, ms of `now`. */
  readonly sentAt: number[]
  readonly acknowledgedAt: number[]
  /** By acknowledgement code. */
  readonly codes: Record<string, number>
  /** Of this process, in ms. */
  processorMs: number
}

async function send({ port, connections, messages }: SendJob): Promise<Sent> {
  const sent: Sent = { sentAt: [], acknowledgedAt: [], codes: {}, processorMs: 0 }
  const before = ownProcessor()
  const framed = messages.map((message) => frame(message))
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  let next = 0
  await Promise.all(
    sockets.map(async ({ socket, answer }) => {
      while (next < framed.length) {
        const index = next++
        sent.sentAt[index] = now()
        const coming = answer()
        socket.write(framed[index]!)
        const code = /MSA\|(\w+)/.exec((await coming).toString('latin1'))?.[1] ?? 'none'
        sent.acknowledgedAt[index] = now()
        sent.codes[code] = (sent.codes[code] ?? 0) + 1
      }
      socket.destroy()
    }),
  )
  sent.processorMs = ownProcessor() - before
  return sent
}

function open(port: number): Promise<{ socket: Socket; answer: () => Promise<Buffer> }> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1')
    const frames = new Frames(1_000_000)
    let answered: ((message: Buffer) => void) | undefined
    let failed: ((error: Error) => void) | undefined
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      for (const message of frames.push(chunk)) answered?.(message)
    })
    socket.on('error', reject)
    socket.on('close', () => failed?.(new Error('The door closed a connection')))
    const answer = () =>
      new Promise<Buffer>((resolve, reject) => {
        answered = resolve
        failed = reject
      })
    socket.on('connect', () => resolve({ socket, answer }))
  })
}

answerJobs(send)
