/**
 * The lines of a journal beside what the database says that it has of them: read one after the
 * other, so that only what is missing is held (OO-19).
 */
import { type Journal, nameOf } from './journal.ts'
import { endsSomething, type JournalLine, openLine, type SealedLine } from './journal-line.ts'
import type { Mark } from './journalled.ts'

export type Compared =
  /** What no committed transaction of this database wrote, and what is not in doubt. */
  | { readonly name: string; readonly missing: readonly JournalLine[] }
  | { readonly not: 'there' | 'of-this-database' | 'of-this-key' | 'new-enough' }
  | { readonly not: 'whole'; readonly brokenAt: number }

/** `key`: the fingerprint of the key of this database. */
export async function compareLines(
  journal: Journal,
  marks: readonly Mark[],
  key: string,
): Promise<Compared> {
  const beside = new Beside(marks, key)
  const { brokenAt } = await journal.read((line) => beside.take(line))
  const broken = brokenAt ?? beside.unreadable
  if (broken !== undefined) return { not: 'whole', brokenAt: broken }
  return beside.found()
}

class Beside {
  readonly #marks: readonly Mark[]
  readonly #key: string
  #name: string | undefined
  #own: readonly Mark[] = []
  /** Of the mark in whose lines we are, or to which we come next. */
  #at = 0
  #isFirst = true
  #isOfThisKey = true
  #isNewEnough = true
  readonly #confirmed: { readonly first: number; readonly last: number }[] = []
  readonly #missing: JournalLine[] = []
  /** The first line that a newer program has written. */
  unreadable: number | undefined

  constructor(marks: readonly Mark[], key: string) {
    this.#marks = marks
    this.#key = key
  }

  take(sealed: SealedLine): void {
    if (this.#isFirst) this.#begin(sealed)
    if (sealed.key !== this.#key) this.#isOfThisKey = false
    if (this.#isMarked(sealed)) return
    const line = openLine(sealed)
    if (!line) this.unreadable ??= sealed.n
    else if (line.change.what === 'committed') this.#confirmed.push(line.change)
    else if (line.change.what !== 'begun') this.#missing.push(line)
  }

  found(): Compared {
    if (this.#name === undefined) return { not: 'there' }
    if (this.#own.length === 0 && this.#marks.length > 0) return { not: 'of-this-database' }
    if (!this.#isOfThisKey) return { not: 'of-this-key' }
    if (!this.#isNewEnough || this.#at < this.#own.length) return { not: 'new-enough' }
    const isConfirmed = (n: number): boolean =>
      this.#confirmed.some(({ first, last }) => first <= n && n <= last)
    const missing = this.#missing.filter(
      ({ n, change }) => !endsSomething(change) || isConfirmed(n),
    )
    return { name: this.#name, missing }
  }

  #begin(first: SealedLine): void {
    this.#isFirst = false
    this.#name = nameOf(first)
    this.#own = this.#marks
      .filter((mark) => mark.journal === this.#name)
      .sort((a, b) => a.first - b.first)
  }

  #isMarked({ n, hash }: SealedLine): boolean {
    const mark = this.#own[this.#at]
    if (!mark || n < mark.first) return false
    // Of a mark that ends before the first line, the line is missing too.
    if (n >= mark.last) {
      if (n > mark.last || mark.hash !== hash) this.#isNewEnough = false
      this.#at += 1
    }
    return true
  }
}
