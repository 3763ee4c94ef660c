/** Whom a row means. It errs to hiding: everybody whom it can mean, as long as they are few (OO-33). */
import type { BoundHow } from '../register/objection.ts'
import { agreeGiven, folded, foldedGiven } from './names.ts'
import type { ImportReason } from './reckoning.ts'
import type { RegisterRow } from './register-row.ts'

export const candidatesMax = 5

/** Somebody who is known, by one of the names that sources give them. */
export interface Candidate {
  readonly personId: number
  readonly family: string | undefined
  readonly given: string | undefined
  readonly birthDate: string | undefined
  /** All that any source ever gave. */
  readonly nhsNumbers: readonly string[]
}

export interface Named {
  readonly family: string
  readonly given: string
  readonly birthDates: readonly string[]
  /** Whether one of these is the row's number; undefined: it has none. */
  readonly hasNumber?: (nhsNumbers: readonly string[]) => boolean
}

export interface MatchedRow {
  readonly row: RegisterRow
  readonly reason: ImportReason
  readonly persons: readonly { readonly personId: number; readonly how: BoundHow }[]
  /** Somebody must decide whom it means, or read it. */
  readonly needsDecision: boolean
  /** It may mean somebody who comes later, by name and date of birth. */
  readonly mayMeanByName: boolean
}

const isWholeDate = (date: string): boolean => /^\d{4}-\d\d-\d\d$/.test(date)

/** By such a row somebody can be found without a number. */
export const isNamed = (row: RegisterRow): boolean =>
  row.family !== '' && row.birthDates.some(isWholeDate)

/** Whether a row that has a name and a day of birth can mean this person. */
export function canMean(row: Named, candidate: Candidate): 'same' | 'initial' | 'differs' {
  const { birthDate, nhsNumbers } = candidate
  if (!birthDate || !isWholeDate(birthDate) || !row.birthDates.includes(birthDate)) return 'differs'
  // Whoever has a number, and not this one, is somebody else.
  if (row.hasNumber && nhsNumbers.length > 0 && !row.hasNumber(nhsNumbers)) return 'differs'
  const family = folded(candidate.family)
  const given = foldedGiven(candidate.given)
  if (row.family === '' || family === '') return 'differs'
  const isTurned = row.given !== '' && row.given === family && given === row.family
  if (isTurned) return 'same'
  return family === row.family ? agreeGiven(row.given, given) : 'differs'
}

/** All of them are hidden, however many: each of them may be the one (OO-08). */
export const matchedByNumber = (
  row: RegisterRow,
  personIds: readonly number[],
  isCurrent: boolean,
): MatchedRow => ({
  row,
  reason: isCurrent ? 'number' : 'former-number',
  persons: personIds.map((personId) => ({ personId, how: 'identifier' })),
  needsDecision: personIds.length > candidatesMax,
  mayMeanByName: false,
})

/** Candidates by birth date and family name: of many, a row is held against few. */
export type Namesakes = ReadonlyMap<string, readonly Candidate[]>

const nameKey = (birthDate: string, family: string): string => `${birthDate} ${family}`

export const byBirthAndFamily = (candidates: readonly Candidate[]): Namesakes =>
  Map.groupBy(candidates, (one) => nameKey(one.birthDate ?? '', folded(one.family)))

/** Who has its birth date, and its family name or its given name for one. */
export const namesakesOf = (row: RegisterRow, among: Namesakes): readonly Candidate[] =>
  row.birthDates.flatMap((birthDate) =>
    [...new Set([row.family, row.given])].flatMap(
      (name) => among.get(nameKey(birthDate, name)) ?? [],
    ),
  )

export function matchedByName(row: RegisterRow, candidates: readonly Candidate[]): MatchedRow {
  const { nhsNumber } = row
  const named = { ...row, ...(nhsNumber && { hasNumber: has(nhsNumber) }) }
  const meant = new Map<number, boolean>()
  for (const candidate of candidates) {
    const agreement = canMean(named, candidate)
    const isSure = meant.get(candidate.personId) || agreement === 'same'
    if (agreement !== 'differs') meant.set(candidate.personId, isSure)
  }
  const personIds = meant.size <= candidatesMax ? [...meant.keys()].sort((a, b) => a - b) : []
  const isOne = meant.size === 1 && meant.get(personIds[0]!) === true
  return {
    row,
    reason: isOne ? 'name' : reasonOf(row, meant.size),
    persons: personIds.map((personId) => ({ personId, how: 'ambiguous' })),
    needsDecision: !row.isReadable || (meant.size > 0 && !isOne),
    mayMeanByName: isNamed(row),
  }
}

const has =
  (number: string) =>
  (numbers: readonly string[]): boolean =>
    numbers.includes(number)

function reasonOf(row: RegisterRow, persons: number): ImportReason {
  if (persons > candidatesMax) return 'too-many'
  if (persons > 0) return 'several'
  if (!row.isReadable) return 'unreadable'
  if (row.nhsNumber) return 'never-seen'
  if (!isNamed(row)) return 'name-alone'
  return row.wrongNumber ? 'wrong-number' : 'no-number'
}
