/** Open screens in a process of their own: each holds one stream, and notes when it was closed. */
import { connect as dial, type Socket } from 'node:net'
import { now } from '../figures.ts'
import { answerJobs } from '../worker.ts'

export type ScreensJob =
  /** Resolves when each has its stream. */
  | { readonly open: { readonly port: number; readonly requests: readonly Uint8Array[] } }
  /** Waits until so many of them were closed. */
  | { readonly closed: number; readonly withinMs: number }
  | 'hang up'

export interface Screens {
  /** By screen, in ms of `now`; NaN: it is still open. */
  readonly closedAt: Float64Array
}

let sockets: Socket[] = []
let closedAt = new Float64Array()

async function work(job: ScreensJob): Promise<Screens> {
  if (job === 'hang up') {
    for (const socket of sockets) socket.destroy()
    sockets = []
  } else if ('open' in job) {
    const { port, requests } = job.open
    closedAt = new Float64Array(requests.length).fill(Number.NaN)
    // Not all in one moment: nobody opens a thousand screens with one hand.
    for (let from = 0; from < requests.length; from += 50) {
      const some = requests.slice(from, from + 50)
      sockets.push(
        ...(await Promise.all(some.map((request, at) => open(port, request, from + at)))),
      )
    }
  } else {
    const until = now() + job.withinMs
    while (closedCount() < job.closed && now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  return { closedAt: closedAt.slice() }
}

const closedCount = (): number => closedAt.reduce((sum, at) => sum + (Number.isNaN(at) ? 0 : 1), 0)

function open(port: number, request: Uint8Array, index: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = dial(port, '127.0.0.1')
    let said = ''
    socket.on('error', reject)
    socket.on('connect', () => socket.write(request))
    socket.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1')
      if (said.includes('event: closed')) closedAt[index] = now()
      else if (said.includes('event: heartbeat')) resolve(socket)
      else if (/^HTTP\/1.1 [^2]/.test(said)) reject(new Error(said.slice(0, 60)))
      // What comes next may begin within what came last.
      said = said.slice(-200)
    })
  })
}

answerJobs(work)
