/**
 * Many senders, few commits: what arrives while one commit is under way goes into the next.
 * Each arrival's answer comes after its own commit, in order per lane. Lanes take turns, one
 * arrival at a time, so that who sends much does not make the others wait (RL-08).
 */
export interface GroupLimits<Arrival> {
  readonly arrivalsMax: number
  readonly commitsMax: number
  /** One statement holds a whole group, and no statement can be larger than a gigabyte. */
  readonly bytesMax: number
  readonly bytesOf: (arrival: Arrival) => number
  /** Whether one arrival may be the cause: then each of the group is tried by itself. */
  readonly isWorthApart?: (error: unknown) => boolean
}

interface Waiting<Arrival, Receipt> {
  readonly arrival: Arrival
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: unknown) => void
}

export class GroupCommit<Arrival, Receipt> {
  readonly #commit: (arrivals: Arrival[]) => Promise<Receipt[]>
  readonly #limits: GroupLimits<Arrival>
  /** The lane whose turn it is stands first; none is empty. */
  readonly #lanes = new Map<unknown, Waiting<Arrival, Receipt>[]>()
  #waiting = 0
  #underWay = 0

  constructor(commit: (arrivals: Arrival[]) => Promise<Receipt[]>, limits: GroupLimits<Arrival>) {
    this.#commit = commit
    this.#limits = limits
  }

  /** Arrivals whose commit has not begun. */
  get waiting(): number {
    return this.#waiting
  }

  /** `lane`: whose arrivals keep their order among themselves. */
  add(arrival: Arrival, lane?: unknown): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      const waiting = { arrival, resolve, reject }
      const others = this.#lanes.get(lane)
      if (others) others.push(waiting)
      else this.#lanes.set(lane, [waiting])
      this.#waiting += 1
      // After this turn of the event loop: what other sockets brought joins the same commit.
      if (this.#underWay < this.#limits.commitsMax) setImmediate(() => this.#next())
    })
  }

  #next(): void {
    if (this.#waiting === 0 || this.#underWay >= this.#limits.commitsMax) return
    this.#underWay += 1
    void this.#settle(this.#takeGroup()).finally(() => {
      this.#underWay -= 1
      this.#next()
    })
  }

  /** As many as fit, and one at least. */
  #takeGroup(): Waiting<Arrival, Receipt>[] {
    const { arrivalsMax, bytesMax, bytesOf } = this.#limits
    const group: Waiting<Arrival, Receipt>[] = []
    let bytes = 0
    while (group.length < arrivalsMax) {
      const [turn] = this.#lanes
      if (!turn) break
      const [lane, waiting] = turn
      bytes += bytesOf(waiting[0]!.arrival)
      if (group.length > 0 && bytes > bytesMax) break
      group.push(waiting.shift()!)
      this.#lanes.delete(lane)
      if (waiting.length > 0) this.#lanes.set(lane, waiting)
    }
    this.#waiting -= group.length
    return group
  }

  async #settle(group: readonly Waiting<Arrival, Receipt>[]): Promise<void> {
    try {
      const receipts = await this.#commit(group.map((one) => one.arrival))
      group.forEach((one, index) => {
        one.resolve(receipts[index]!)
      })
    } catch (error) {
      if (group.length > 1 && this.#limits.isWorthApart?.(error)) {
        for (const one of group) await this.#settle([one])
      } else {
        for (const one of group) one.reject(error)
      }
    }
  }
}
