/**
 * Where more has been kept than can soon be filed, senders are slowed: first nothing more is read
 * from any of them, and TCP tells them so; after a while each message is answered AE instead, so
 * that its sender knows that it must send it again (RL-08). By itself it ends when there is room.
 */
type Pressure = 'none' | 'holding' | 'refusing'

export interface BackPressureNeeds {
  /** False while nothing more should be taken. */
  readonly mayTake: () => boolean
  /** How long senders are held before they are told. */
  readonly patienceMs: number
  readonly onChange: (pressure: Pressure) => void
}

/** How often to look whether there is room again. */
const lookMs = 100

export class BackPressure {
  readonly #needs: BackPressureNeeds
  #pressure: Pressure = 'none'
  #timer: NodeJS.Timeout | undefined
  #looks = 0

  constructor(needs: BackPressureNeeds) {
    this.#needs = needs
  }

  /** As it is now; called whenever something arrives. */
  look(): Pressure {
    if (this.#pressure === 'none' && !this.#needs.mayTake()) {
      this.#looks = 0
      this.#become('holding')
      this.#lookLater()
    }
    return this.#pressure
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #lookLater(): void {
    this.#timer = setTimeout(() => {
      this.#looks += 1
      if (this.#needs.mayTake()) return this.#become('none')
      const isOver = this.#looks * lookMs >= this.#needs.patienceMs
      if (this.#pressure === 'holding' && isOver) this.#become('refusing')
      this.#lookLater()
    }, lookMs)
    this.#timer.unref()
  }

  #become(pressure: Pressure): void {
    this.#pressure = pressure
    this.#needs.onChange(pressure)
  }
}
