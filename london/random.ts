/** Seeded randomness (sfc32): the same seed tells the same lives, on every machine. */
export interface Random {
  /** From 0 up to, and without, 1. */
  fraction(): number
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Picks by weight. */
  weigh<T>(from: readonly (readonly [weight: number, value: T])[]): T
  shuffle<T>(from: readonly T[]): T[]
}

export function randomFrom(...seed: readonly (string | number)[]): Random {
  const next = sfc32(seed.join('|'))
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new RangeError('Nothing to pick from')
    return from[Math.floor(next() * from.length)] as T
  }
  return {
    fraction: next,
    between,
    chance: (probability) => next() < probability,
    pick,
    weigh: (from) => {
      let rest = next() * from.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, value] of from) {
        rest -= weight
        if (rest < 0) return value
      }
      return pick(from)[1]
    },
    shuffle: (from) => {
      const cards = [...from]
      for (let i = cards.length - 1; i > 0; i--) {
        const j = between(0, i)
        ;[cards[i], cards[j]] = [cards[j]!, cards[i]!]
      }
      return cards
    },
  }
}

/** Chris Doty-Humphrey's small fast counter generator, seeded through FNV-1a. */
function sfc32(text: string): () => number {
  const word = (salt: number) => {
    let hash = 0x811c9dc5 ^ salt
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
    return hash >>> 0
  }
  let [a, b, c, counter] = [word(1), word(2), word(3), 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }
  for (let i = 0; i < 15; i++) next()
  return next
}
