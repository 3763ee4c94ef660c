/**
 * Records opened at a steady pace, in a process of their own: each is due at its time, whatever
 * the ones before it took, and is counted from then on.
 */
import { now } from '../figures.ts'
import { type HttpConnection, openConnection } from '../http-connection.ts'
import { answerJobs } from '../worker.ts'

export type SteadyJob =
  | {
      readonly port: number
      readonly connections: number
      readonly perSecond: number
      readonly requests: readonly Uint8Array[]
    }
  | 'stop'

export interface Steady {
  /** From when it was due until its last byte, in ms. */
  readonly tookMs: readonly number[]
}

interface Running {
  stop(): Promise<readonly number[]>
}
let running: Running | undefined

async function begin(job: Exclude<SteadyJob, 'stop'>): Promise<Running> {
  const { port, perSecond, requests } = job
  const free: HttpConnection[] = await Promise.all(
    Array.from({ length: job.connections }, () => openConnection(port)),
  )
  const all = [...free]
  const tookMs: number[] = []
  const waiting: { due: number; index: number }[] = []
  const asking = new Set<Promise<void>>()
  const began = now()
  let next = 0
  let failure: unknown
  const ask = async (connection: HttpConnection, due: number, index: number): Promise<void> => {
    await connection.ask(requests[index % requests.length]!)
    tookMs.push(now() - due)
    const following = waiting.shift()
    if (following) await ask(connection, following.due, following.index)
    else free.push(connection)
  }
  const look = setInterval(() => {
    while (began + (next * 1_000) / perSecond <= now()) {
      const due = began + (next * 1_000) / perSecond
      const connection = free.pop()
      if (connection) {
        const asked = ask(connection, due, next).catch((error: unknown) => {
          failure ??= error
        })
        asking.add(asked)
        void asked.finally(() => asking.delete(asked))
      } else waiting.push({ due, index: next })
      next += 1
    }
  }, 1)
  return {
    async stop() {
      clearInterval(look)
      await Promise.all(asking)
      for (const connection of all) connection.close()
      if (failure) throw failure
      return tookMs
    },
  }
}

answerJobs(async (job: SteadyJob): Promise<Steady> => {
  if (job !== 'stop') {
    running = await begin(job)
    return { tookMs: [] }
  }
  const tookMs = (await running?.stop()) ?? []
  running = undefined
  return { tookMs }
})
