/** Counts of things by name, with where each was seen first. */
interface Counted<Kept> {
  readonly name: string
  readonly times: number
  readonly first: Kept
}

/** Beyond this a "code" is no code: what is new is counted and no more told apart. */
const namesMax = 5_000

export class Tally<Kept = undefined> {
  readonly #held = new Map<string, { times: number; first: Kept }>()

  add(name: string, first: Kept, times = 1): void {
    const known = this.#held.get(name)
    if (known) known.times += times
    else if (this.#held.size < namesMax) this.#held.set(name, { times, first })
    else this.add('(others)', first, times)
  }

  has(name: string): boolean {
    return this.#held.has(name)
  }

  get size(): number {
    return this.#held.size
  }

  get total(): number {
    return [...this.#held.values()].reduce((sum, { times }) => sum + times, 0)
  }

  first(name: string): Kept | undefined {
    return this.#held.get(name)?.first
  }

  times(name: string): number {
    return this.#held.get(name)?.times ?? 0
  }

  /** The most frequent first. */
  ranked(): Counted<Kept>[] {
    return [...this.#held]
      .map(([name, { times, first }]) => ({ name, times, first }))
      .sort((a, b) => b.times - a.times || (a.name < b.name ? -1 : 1))
  }
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %'
  const share = (100 * part) / whole
  if (share > 0 && share < 1) return 'under 1 %'
  return `${part < whole ? Math.min(99, Math.round(share)) : 100} %`
}
