/** The door behind the doors: drains the inbox as long as there is something in it. */
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
  readonly limits?: Partial<FilingLimits>
}

export interface FilingLimits {
  readonly messagesPerBatch: number
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
  personsPerFold: 40,
  retryMs: 500,
  idleMs: 1_000,
  triesMax: 3,
}

export class Filing {
  readonly #needs: FilingNeeds
  readonly #limits: FilingLimits
  readonly #awaited = new Map<number, Set<() => void>>()
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

  /** There is something to file. */
  wake(): void {
    this.#isWoken = true
    this.#wake?.()
  }

  /** Resolves when this message has been filed or set aside, or after `withinMs`. */
  settled(messageId: number, withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#awaited.get(messageId) ?? new Set()
      const done = (): void => {
        clearTimeout(timer)
        waiting.delete(done)
        if (waiting.size === 0) this.#awaited.delete(messageId)
        resolve()
      }
      const timer = setTimeout(done, withinMs)
      this.#awaited.set(messageId, waiting.add(done))
    })
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    let batch = this.#limits.messagesPerBatch
    let oneByOne = 0
    let failures = 0
    while (!this.#isStopping) {
      this.#isWoken = false
      try {
        const { messages, filed } = await this.#needs.fileMessages(batch)
        for (const { messageId } of filed) this.#tell(messageId)
        failures = 0
        if (oneByOne > 0) oneByOne -= messages
        if (oneByOne <= 0) batch = this.#limits.messagesPerBatch
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

  #tell(messageId: number): void {
    for (const done of [...(this.#awaited.get(messageId) ?? [])]) done()
  }

  async #giveUp(fault: unknown): Promise<boolean> {
    const code = (fault as { code?: unknown } | undefined)?.code
    const kind = typeof code === 'string' ? code : fault instanceof Error ? fault.name : 'unknown'
    const words = `Filing failed ${this.#limits.triesMax} times with a fault of kind ${kind}`
    try {
      const messageId = await this.#needs.setAsideOldest(words)
      if (messageId !== undefined) this.#tell(messageId)
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
