/**
 * What may stand in a report that is mailed around: codes, authorities and units, and nothing of
 * a patient. Senders shift their fields, so a name can stand where a code should: whatever looks
 * like a number or date, or is said of the patient of the same message, is not repeated.
 */
import { readNhsNumber } from '#vocabulary'
import type { Message, Segment } from '../hl7v2/parts/message.ts'

const textMax = 48
const oid = /^[012](\.\d+){3,}$/
const postcode = /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i

/** Fields that hold what a patient is known by; components 1 to 3 of each. */
const personal: Readonly<Record<string, readonly number[]>> = {
  PID: [2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 18, 19, 20, 21],
  NK1: [2, 4, 5, 6, 13, 30, 31],
  MRG: [1, 2, 3, 4, 7],
  PV1: [19, 50],
  GT1: [3, 5, 6],
  IN1: [16, 19, 36],
}

export class Discretion {
  /** Words and numbers of the patient, in capitals, without what divides them. */
  readonly #words = new Set<string>()

  readonly #numbers = new Set<string>()

  constructor(message?: Message) {
    for (const segment of message?.segments ?? []) this.#learn(segment)
  }

  /** A code, an authority or a unit; or why it is not shown. */
  code(text: string): string {
    const plain = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()
    if (plain === '' || oid.test(plain)) return plain
    if (plain.length > textMax) return '(a long text)'
    if (/\d{7}/.test(plain.replace(/[\s./:-]/g, ''))) return '(a number or date)'
    if (postcode.test(plain) || plain.includes('@')) return '(an address)'
    return this.#isPersonal(plain) ? '(as said of the patient)' : plain
  }

  /** The name of a file, unless it names the patient. */
  fileName(name: string): string | undefined {
    const numbers = name.match(/\d{10}/g) ?? []
    const isPersonal = this.#isPersonal(name) || numbers.some((digits) => readNhsNumber(digits))
    return isPersonal ? undefined : name
  }

  #isPersonal(text: string): boolean {
    const whole = squeezed(text)
    if (this.#words.has(whole)) return true
    // A number can stand within something longer: the name of a file, a code with a prefix.
    for (const number of this.#numbers) if (whole.includes(number)) return true
    return wordsOf(text).some((word) => this.#words.has(word))
  }

  #learn(segment: Segment): void {
    for (const n of personal[segment.name] ?? []) {
      for (const repetition of segment.repetitions(n)) {
        for (const component of [1, 2, 3]) {
          const text = repetition.words(component)
          const whole = squeezed(text)
          if (whole.length >= 4) this.#words.add(whole)
          if (whole.length >= 5 && /\d/.test(whole)) this.#numbers.add(whole)
          // An address is made of words that many things are called.
          const isName = !/[0-9]/.test(text) && !(segment.name === 'PID' && n === 11)
          if (isName) for (const word of wordsOf(text)) this.#words.add(word)
        }
      }
    }
  }
}

const squeezed = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Words of three letters and more: shorter ones are codes far more often than names. */
const wordsOf = (text: string): string[] =>
  text
    .toUpperCase()
    .split(/[^A-Z]+/)
    .filter((word) => word.length >= 3)
