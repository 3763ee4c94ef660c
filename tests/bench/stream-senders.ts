/**
 * The hospitals of the stream, in a process of their own: connections that send for some time,
 * each its next message when it has its acknowledgement, and together not faster than they are
 * told. Messages are made as they are sent.
 */
import { messageOf, type StreamOf } from './city/stream.ts'
import { now } from './figures.ts'
import { dialHospital } from './hospital.ts'
import { ownProcessor } from './processor.ts'
import { answerJobs } from './worker.ts'

export interface StreamJob {
  readonly port: number
  readonly connections: number
  readonly stream: StreamOf
  /** The number of the first message. */
  readonly first: number
  readonly seconds: number
  /** Undefined: as fast as they are acknowledged. */
  readonly perSecond: number | undefined
}

export interface Streamed {
  /** By the number of the message without `first`, ms of `now`. */
  readonly sentAt: Float64Array
  readonly acknowledgedAt: Float64Array
  readonly codes: Readonly<Record<string, number>>
  readonly ms: number
  readonly bytes: number
  /** Of this process, in ms. */
  readonly processorMs: number
}

async function send(job: StreamJob): Promise<Streamed> {
  // The first letter takes a moment to make.
  for (let index = 0; index < 200; index++) messageOf(job.stream, index)
  const sockets = await Promise.all(
    Array.from({ length: job.connections }, () => dialHospital(job.port)),
  )
  const before = ownProcessor()
  const sentAt: number[] = []
  const acknowledgedAt: number[] = []
  const codes: Record<string, number> = {}
  const began = now()
  const until = began + job.seconds * 1_000
  let next = 0
  let bytes = 0
  await Promise.all(
    sockets.map(async (hospital) => {
      for (;;) {
        const index = next++
        const due = job.perSecond ? began + (index * 1_000) / job.perSecond : 0
        const early = due - now()
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
        if (now() >= until) break
        const message = messageOf(job.stream, job.first + index)
        bytes += message.length
        sentAt[index] = now()
        const code = await hospital.send(message)
        acknowledgedAt[index] = now()
        codes[code] = (codes[code] ?? 0) + 1
      }
      hospital.close()
    }),
  )
  const sent = sentAt.length
  return {
    sentAt: Float64Array.from({ length: sent }, (_, index) => sentAt[index] ?? Number.NaN),
    acknowledgedAt: Float64Array.from({ length: sent }, (_, n) => acknowledgedAt[n] ?? Number.NaN),
    codes,
    ms: now() - began,
    bytes,
    processorMs: ownProcessor() - before,
  }
}

answerJobs(send)
