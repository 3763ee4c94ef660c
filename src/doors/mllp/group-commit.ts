/**
 * Many senders, few commits: what arrives while one commit is under way goes into the next.
 * Each arrival's answer comes after its own commit, in order per caller.
 */
export class GroupCommit<Arrival, Receipt> {
  readonly #commit: (arrivals: Arrival[]) => Promise<Receipt[]>
  readonly #limits: { readonly arrivalsMax: number; readonly commitsMax: number }
  #waiting: {
    arrival: Arrival
    resolve: (receipt: Receipt) => void
    reject: (error: unknown) => void
  }[] = []
  #underWay = 0

  constructor(
    commit: (arrivals: Arrival[]) => Promise<Receipt[]>,
    limits: { arrivalsMax: number; commitsMax: number },
  ) {
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
      if (this.#underWay === 0) setImmediate(() => this.#next())
    })
  }

  #next(): void {
    if (this.#waiting.length === 0 || this.#underWay >= this.#limits.commitsMax) return
    const group = this.#waiting.splice(0, this.#limits.arrivalsMax)
    this.#underWay += 1
    this.#commit(group.map((one) => one.arrival))
      .then(
        (receipts) => group.forEach((one, index) => one.resolve(receipts[index]!)),
        (error: unknown) => group.forEach((one) => one.reject(error)),
      )
      .finally(() => {
        this.#underWay -= 1
        this.#next()
      })
  }
}
