/**
 * The screens: HTTP connections that stay open, in a process of their own. Each asks again when
 * it has its whole answer.
 */
import { now } from './figures.ts'
import { openConnection } from './http-connection.ts'
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
      const connection = await openConnection(port)
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

answerJobs(ask)
