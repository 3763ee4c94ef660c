/** The main thread's side of filing: starts its thread, again if it ends, and speaks with it. */
import { Worker } from 'node:worker_threads'
import type { Address } from '#database'
import { Awaited, Backlog, type FilingDoor } from '#doors'
import { describeFault } from './faults.ts'
import type { FilingOrders, FromFiling, ToFiling } from './filing-worker.ts'

export interface FilingThreadNeeds {
  readonly address: Address
  readonly statementTimeoutMs?: number
  readonly messagesPerBatch: number
  /** More than this is not kept waiting: senders are slowed before. */
  readonly backlogMax: number
  readonly sensitiveSets?: string
  readonly registerJournal?: string
  readonly log: (line: string) => void
  /** What the thread runs; a test brings one that ends. */
  readonly program?: URL
  /** How long to wait before it is started again, by how often it has ended. */
  readonly restartMs?: readonly number[]
}

export interface FilingThread extends FilingDoor {
  readonly backlog: Backlog
  /** Messages that had waited from before, and were filed before the doors opened (RL-14). */
  readonly recovered: number
  /** Finishes the batch that has begun. */
  stop(): Promise<void>
}

/** So often may one message end the thread before a human must look at it (RL-07). */
const endingsMax = 3
const usualRestartMs: readonly number[] = [0, 500, 2_000, 10_000]
/** A thread that ran so long is not part of a row of endings. */
const steadyMs = 60_000
const stopMs = 60_000

/** A batch is read, filed and forgotten: with room for it, little of it is ever copied as old. */
const maxYoungGenerationSizeMb = 96

const program = new URL('./filing-worker.ts', import.meta.url)

export async function openFilingThread(needs: FilingThreadNeeds): Promise<FilingThread> {
  const awaited = new Awaited()
  const backlog = new Backlog({ pendingMax: needs.backlogMax })
  const atWork = new SharedArrayBuffer(8)
  const endedAt = new Map<number, number>()
  let worker: Worker | undefined
  let restart: NodeJS.Timeout | undefined
  let endings = 0
  let isOpen = false
  let isStopping = false
  let ended: () => void = () => {}
  const hasEnded = new Promise<void>((resolve) => {
    ended = resolve
  })

  function hear(words: FromFiling): void {
    if (words.said === 'settled') {
      awaited.tell(words.messageIds)
      backlog.settled(words.messageIds.length, words.tookMs)
    } else if (words.said === 'backlog') backlog.measured(words.pending, words.oldestAt)
    else if (words.said === 'fault') needs.log(`fault: ${words.words}`)
  }

  /** Resolves with the number of messages recovered, rejects when it ends before it is ready. */
  function start(setAside?: number): Promise<number> {
    const orders: FilingOrders = {
      address: needs.address,
      statementTimeoutMs: needs.statementTimeoutMs,
      messagesPerBatch: needs.messagesPerBatch,
      backlogMax: needs.backlogMax,
      sensitiveSets: needs.sensitiveSets,
      registerJournal: needs.registerJournal,
      atWork,
      isCareful: endings > 0,
      setAside,
    }
    const began = performance.now()
    const started = new Worker(needs.program ?? program, {
      workerData: orders,
      name: 'filing',
      resourceLimits: { maxYoungGenerationSizeMb },
    })
    worker = started
    return new Promise((resolve, reject) => {
      let why: unknown
      started.on('message', (words: FromFiling) => {
        hear(words)
        if (words.said !== 'ready') return
        isOpen = true
        resolve(words.recovered)
      })
      started.on('error', (error) => {
        why = error
      })
      started.on('exit', () => {
        worker = undefined
        if (performance.now() - began > steadyMs) endings = 0
        if (isStopping) ended()
        else if (isOpen) again(why)
        reject(why ?? new Error('The filing thread ended.'))
      })
    })
  }

  function again(why: unknown): void {
    const under = new BigInt64Array(atWork)
    const message = Number(under[0])
    under[0] = 0n
    const times = (endedAt.get(message) ?? 0) + 1
    if (message > 0) endedAt.set(message, times)
    const waits = needs.restartMs ?? usualRestartMs
    const waitMs = waits[Math.min(endings, waits.length - 1)]
    endings += 1
    needs.log(`fault: the filing thread ended and is started again: ${describeFault(why)}`)
    restart = setTimeout(
      () => void start(message > 0 && times >= endingsMax ? message : undefined).catch(() => {}),
      waitMs,
    )
  }

  const tell = (words: ToFiling): void => worker?.postMessage(words)
  const recovered = await start()
  return {
    backlog,
    recovered,
    wake: () => tell('wake'),
    settled: (messageId, withinMs) => awaited.settled(messageId, withinMs),
    async stop() {
      isStopping = true
      clearTimeout(restart)
      if (!worker) return
      tell('stop')
      const late = setTimeout(() => void worker?.terminate(), stopMs)
      await hasEnded
      clearTimeout(late)
    },
  }
}
