/**
 * The door behind the doors: drains the inbox as long as there is something in it. It knows
 * nothing of threads: the server runs it in one of its own (decision 0011), tests beside them.
 */
import { Awaited } from './awaited.ts'

export interface FilingNeeds {
  /** Files the oldest messages; how many it took. */
  readonly fileMessages: (messagesMax: number) => Promise<{
    readonly messages: number
    readonly filed: readonly { messageId: number; outcome: unknown }[]
  }>
  readonly foldWhileIdle: (personsMax: number) => Promise<boolean>
  /** Takes the oldest message out of the way, and says which; `words`: what kind of fault it is. */
  readonly setAsideOldest: (words: string) => Promise<number | undefined>
  readonly isTemporary: (error: unknown) => boolean
  /** Told of every failure, for the operator's log. It holds no patient data. */
  readonly onFault: (fault: unknown) => void
  /** Told of every batch that was filed, and of a message that was set aside. */
  readonly onSettled?: (batch: SettledBatch) => void
  readonly limits?: Partial<FilingLimits>
  /** Begin one by one: one of the next messages may be what ended the filing before. */
  readonly isCareful?: boolean
}

export interface SettledBatch {
  readonly messageIds: readonly number[]
  readonly tookMs: number
}

/** What the other doors ask of filing, wherever it runs. */
export interface FilingDoor {
  /** There is something to file. */
  wake(): void
  /** Resolves when this message has been filed or set aside, or after `withinMs`. */
  settled(messageId: number, withinMs: number): Promise<void>
}

export interface FilingLimits {
  readonly messagesPerBatch: number
  /** A batch takes about as long at most: what comes after it waits no longer than that. */
  readonly batchMs: number
  readonly personsPerFold: number
  /** How long to wait after a failure, and at most between looks when nothing is announced. */
  readonly retryMs: number
  readonly idleMs: number
  /** Tries for one message by itself before a human must look at it. */
  readonly triesMax: number
}

/** PostgreSQL's query_canceled: waiting longer would not help this batch. */
const isTooSlow = (fault: unknown): boolean =>
  (fault as { code?: unknown } | undefined)?.code === '57014'

const usual: FilingLimits = {
  messagesPerBatch: 400,
  batchMs: 250,
  personsPerFold: 40,
  retryMs: 500,
  idleMs: 1_000,
  triesMax: 3,
}

/** However slow it is, so many go into one batch: fewer would take longer still. */
const messagesPerBatchLeast = 20

export class Filing implements FilingDoor {
  readonly #needs: FilingNeeds
  readonly #limits: FilingLimits
  readonly #awaited = new Awaited()
  #wake: (() => void) | undefined
  #isWoken = false
  #isStopping = false
  #running: Promise<void> | undefined

  constructor(needs: FilingNeeds) {
    this.#needs = needs
    this.#limits = { ...usual, ...needs.limits }
  }

  start(): void {
    this.#running = this.#run()
  }

  wake(): void {
    this.#isWoken = true
    this.#wake?.()
  }

  settled(messageId: number, withinMs: number): Promise<void> {
    return this.#awaited.settled(messageId, withinMs)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    let quick = this.#limits.messagesPerBatch
    let batch = this.#needs.isCareful ? 1 : quick
    let oneByOne = this.#needs.isCareful ? quick : 0
    let failures = 0
    while (!this.#isStopping) {
      this.#isWoken = false
      const began = performance.now()
      try {
        const { messages, filed } = await this.#needs.fileMessages(batch)
        const tookMs = performance.now() - began
        if (messages > 0) {
          this.#tell(
            filed.map((one) => one.messageId),
            tookMs,
          )
        }
        failures = 0
        if (messages === quick) quick = this.#nextSize(quick, tookMs)
        if (oneByOne > 0) oneByOne -= messages
        if (oneByOne <= 0 || messages === 0) {
          oneByOne = 0
          batch = quick
        }
        if (messages > 0) continue
        if (await this.#needs.foldWhileIdle(this.#limits.personsPerFold)) continue
        await this.#sleep(this.#limits.idleMs)
      } catch (fault) {
        this.#needs.onFault(fault)
        if (this.#needs.isTemporary(fault) && !isTooSlow(fault)) {
          await this.#sleep(this.#limits.retryMs)
          continue
        }
        // One message of this batch is poison: the others must not wait for it.
        if (batch === 1) {
          failures += 1
          if (failures < this.#limits.triesMax) await this.#sleep(this.#limits.retryMs)
          // The next message has tries of its own.
          else if (await this.#giveUp(fault)) failures = 0
        } else {
          oneByOne = batch
          batch = 1
        }
      }
    }
  }

  /** As many as can be filed in the time of a batch, by what this one took. */
  #nextSize(messages: number, tookMs: number): number {
    const inTime = Math.round((messages * this.#limits.batchMs) / Math.max(1, tookMs))
    const { messagesPerBatch } = this.#limits
    const least = Math.min(messagesPerBatchLeast, messagesPerBatch)
    // Not all at once: one batch that had to wait for something says little of the next.
    return Math.max(least, messages >> 1, Math.min(messagesPerBatch, messages << 1, inTime))
  }

  #tell(messageIds: readonly number[], tookMs: number): void {
    this.#awaited.tell(messageIds)
    this.#needs.onSettled?.({ messageIds, tookMs })
  }

  async #giveUp(fault: unknown): Promise<boolean> {
    const code = (fault as { code?: unknown } | undefined)?.code
    const kind = typeof code === 'string' ? code : fault instanceof Error ? fault.name : 'unknown'
    const words = `Filing failed ${this.#limits.triesMax} times with a fault of kind ${kind}`
    try {
      const messageId = await this.#needs.setAsideOldest(words)
      if (messageId !== undefined) this.#tell([messageId], 0)
      return true
    } catch (again) {
      this.#needs.onFault(again)
      await this.#sleep(this.#limits.retryMs)
      return false
    }
  }

  #sleep(ms: number): Promise<void> {
    if (this.#isWoken || this.#isStopping) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      const wake = done
      this.#wake = wake
      function done(): void {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
