/**
 * Many senders, few commits: what arrives while one commit is under way goes into the next.
 * Each arrival's answer comes after its own commit, in order per caller.
 */
export interface GroupLimits<Arrival> {
  readonly arrivalsMax: number
  readonly commitsMax: number
  /** One statement holds a whole group, and no statement can be larger than a gigabyte. */
  readonly bytesMax: number
  readonly bytesOf: (arrival: Arrival) => number
}

interface Waiting<Arrival, Receipt> {
  readonly arrival: Arrival
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: unknown) => void
}

export class GroupCommit<Arrival, Receipt> {
  readonly #commit: (arrivals: Arrival[]) => Promise<Receipt[]>
  readonly #limits: GroupLimits<Arrival>
  #waiting: Waiting<Arrival, Receipt>[] = []
  #underWay = 0

  constructor(commit: (arrivals: Arrival[]) => Promise<Receipt[]>, limits: GroupLimits<Arrival>) {
    this.#commit = commit
    this.#limits = limits
  }

  /** Arrivals that are not yet durable. */
  get waiting(): number {
    return this.#waiting.length
  }

  add(arrival: Arrival): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ arrival, resolve, reject })
      // After this turn of the event loop: what other sockets brought joins the same commit.
      if (this.#underWay < this.#limits.commitsMax) setImmediate(() => this.#next())
    })
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#underWay >= this.#limits.commitsMax) return
    this.#underWay += 1
    void this.#settle(this.#waiting.splice(0, this.#groupLength())).finally(() => {
      this.#underWay -= 1
      this.#next()
    })
  }

  /** As many as fit, and one at least. */
  #groupLength(): number {
    const { arrivalsMax, bytesMax, bytesOf } = this.#limits
    let bytes = 0
    const over = this.#waiting.findIndex(({ arrival }) => {
      bytes += bytesOf(arrival)
      return bytes > bytesMax
    })
    return Math.min(arrivalsMax, over === -1 ? this.#waiting.length : Math.max(over, 1))
  }

  async #settle(group: readonly Waiting<Arrival, Receipt>[]): Promise<void> {
    try {
      const receipts = await this.#commit(group.map((one) => one.arrival))
      group.forEach((one, index) => {
        one.resolve(receipts[index]!)
      })
    } catch (error) {
      for (const one of group) one.reject(error)
    }
  }
}
