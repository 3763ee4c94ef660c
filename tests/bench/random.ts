/** Chance that is the same in every run: mulberry32, seeded by words. */
export interface Chance {
  /** From 0 up to, and without, 1. */
  next(): number
  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number
  of<Value>(values: readonly Value[]): Value
}

export function chance(...seed: readonly (string | number)[]): Chance {
  let state = 0x811c9dc5
  for (const character of seed.join(' ')) {
    state = Math.imul(state ^ character.charCodeAt(0), 0x01000193)
  }
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (count: number): number => Math.floor(next() * count)
  return { next, below, of: (values) => values[below(values.length)]! }
}
