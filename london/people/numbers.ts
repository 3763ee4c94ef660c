/** Numbers that can be nobody's: the 999 test range, Ofcom's drama numbers, unreal postcodes. */
import { checkDigit, type NhsNumber, readNhsNumber } from '#vocabulary'
import type { Random } from '../random.ts'

/** NHS numbers of the test range, each only once. */
export function nhsNumbers(random: Random, taken: Iterable<NhsNumber> = []): () => NhsNumber {
  const given = new Set<string>(taken)
  return () => {
    for (;;) {
      const nine = `999${String(random.between(0, 999_999)).padStart(6, '0')}`
      const number = readNhsNumber(`${nine}${checkDigit(nine)}`)
      if (!number || given.has(number)) continue
      given.add(number)
      return number
    }
  }
}

/** Ofcom keeps 07700 900000–900999 and 020 7946 0000–0999 free for drama. */
const lastThree = (random: Random) => String(random.between(0, 999)).padStart(3, '0')
export const mobile = (random: Random): string => `07700 900${lastThree(random)}`
export const landline = (random: Random): string => `020 7946 0${lastThree(random)}`

/** No real unit holds C, I, K, M, O or V: the district is real, the postcode is nowhere. */
export function postcode(random: Random, district: string, sector: number): string {
  const letter = () => random.pick(['C', 'K', 'M', 'V'])
  return `${district} ${sector}${letter()}${letter()}`
}

/** A steady invented number for a name: the same clinician has the same code everywhere. */
export function codeOf(name: string): string {
  let hash = 7
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 99_991
  return `99${String(hash).padStart(5, '0')}`
}
