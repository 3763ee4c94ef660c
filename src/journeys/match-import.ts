/** Whom the rows of an earlier register mean among those who are known: asked in few trips. */
import {
  byBirthAndFamily,
  isNamed,
  type MatchedRow,
  matchedByName,
  matchedByNumber,
  type Namesakes,
  namesakesOf,
  type RegisterRow,
} from '#access'
import type { Tx } from '#database'
import { bornWithInitial, type NumberedPerson, withNhsNumbers } from '#identity'
import { nhsNumberSystem } from '#vocabulary'

export interface MatchedRows {
  /** In the order in which they were given. */
  readonly rows: readonly MatchedRow[]
  /** By which numbers else those are known who were found by one. */
  readonly seen: readonly {
    readonly personId: number
    readonly system: string
    readonly value: string
  }[]
}

const portion = 5_000
/** A number that replaced another that replaced another: nobody has had more. */
const chainMax = 10

export async function matchRows(tx: Tx, rows: readonly RegisterRow[]): Promise<MatchedRows> {
  const numbers = rows.flatMap((row) => row.nhsNumber ?? [])
  const numbered = await withAllNumbers(tx, numbers)
  const found = rows.map((row) => personsByNumber(row.nhsNumber, numbered))
  const named = rows.filter((row, index) => found[index]!.length === 0 && isNamed(row))
  const born = await bornWith(tx, named)
  const persons = new Map([...numbered.values()].flat().map((one) => [one.personId, one]))
  return {
    rows: rows.map((row, index) => {
      if (found[index]!.length === 0) return matchedByName(row, namesakesOf(row, born))
      const isCurrent = numbered.get(row.nhsNumber!)!.some((person) => person.isCurrent)
      return matchedByNumber(row, found[index]!, isCurrent)
    }),
    seen: [...persons.values()].flatMap(({ personId, identifiers }) =>
      identifiers.map((identifier) => ({ personId, ...identifier })),
    ),
  }
}

type Numbered = ReadonlyMap<string, readonly NumberedPerson[]>

/** Of these numbers, and of every number that whoever has one of them ever had (OO-06). */
async function withAllNumbers(tx: Tx, numbers: readonly string[]): Promise<Numbered> {
  const all = new Map<string, NumberedPerson[]>()
  let asked = [...new Set(numbers)]
  for (let round = 0; asked.length > 0 && round < chainMax; round++) {
    const next = new Set<string>()
    for (const number of asked) all.set(number, [])
    for (let from = 0; from < asked.length; from += portion) {
      for (const person of await withNhsNumbers(tx, asked.slice(from, from + portion))) {
        all.get(person.nhsNumber)?.push(person)
        for (const number of numbersOf(person)) next.add(number)
      }
    }
    asked = [...next].filter((number) => !all.has(number))
  }
  return all
}

const numbersOf = ({ identifiers }: NumberedPerson): string[] =>
  identifiers.flatMap((one) => (one.system === nhsNumberSystem ? one.value : []))

function personsByNumber(number: string | undefined, numbered: Numbered): number[] {
  const persons = new Set<number>()
  const numbers = new Set(number ? [number] : [])
  // The set grows while it is read.
  for (const one of numbers) {
    for (const person of numbered.get(one) ?? []) {
      persons.add(person.personId)
      for (const other of numbersOf(person)) numbers.add(other)
    }
  }
  return [...persons].sort((a, b) => a - b)
}

async function bornWith(tx: Tx, rows: readonly RegisterRow[]): Promise<Namesakes> {
  const asked = new Map<string, { birthDate: string; initial: string }>()
  for (const { birthDates, family, given } of rows) {
    for (const birthDate of birthDates) {
      for (const name of [family, given]) {
        const initial = name.slice(0, 1)
        if (initial) asked.set(`${birthDate} ${initial}`, { birthDate, initial })
      }
    }
  }
  return byBirthAndFamily(await bornWithInitial(tx, [...asked.values()]))
}
