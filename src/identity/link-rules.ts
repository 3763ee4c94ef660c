/**
 * Why two source patients may be one person. A false link shows somebody else's record and a
 * missing one only part of one's own; so everything that is not sure stays apart.
 */
import { valuesSince } from './said.ts'
import type { SourcePatient } from './source-patient.ts'

export type LinkRule = 'nhs-number-verified-and-birth-date' | 'nhs-number-birth-date-and-name'

/** Undefined: nothing says that they are the same. */
export function agree(a: SourcePatient, b: SourcePatient): LinkRule | undefined {
  if (a.identityUnknown || b.identityUnknown) return undefined
  if (!a.nhsNumber || a.nhsNumber !== b.nhsNumber) return undefined
  if (!isWholeDate(a.birthDate) || a.birthDate !== b.birthDate) return undefined
  const family = sameName(a.family, b.family)
  const given = sameName(a.given, b.given)
  if (a.nhsVerified && b.nhsVerified) {
    const everythingElseDiffers =
      family === false && given === false && differ(a.gender, b.gender) === true
    return everythingElseDiffers ? undefined : 'nhs-number-verified-and-birth-date'
  }
  return family === true || given === true ? 'nhs-number-birth-date-and-name' : undefined
}

/**
 * Why a sender's merge or link must be looked at before two persons become one (HL7-13). What was
 * believed when it was said counts as well as what was said since: a contradiction that is
 * corrected later has still to be looked at by somebody.
 */
export function contradiction(
  a: SourcePatient,
  b: SourcePatient,
  moment: number,
): string | undefined {
  const verified = (one: SourcePatient): string[] =>
    valuesSince(one, 'nhsNumber', moment).filter((value) => value.endsWith(' verified'))
  if (anyDiffers(verified(a), verified(b))) {
    return 'Both numbers have a verified NHS number, and they are different'
  }
  const born = (one: SourcePatient): string[] =>
    valuesSince(one, 'birthDate', moment).filter(isWholeDate)
  if (anyDiffers(born(a), born(b))) return 'The dates of birth of the two numbers are different'
  return undefined
}

const anyDiffers = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((one) => b.some((other) => one !== other))

const isWholeDate = (date: string | undefined): date is string =>
  date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date)

const differ = (a: string | undefined, b: string | undefined): boolean | undefined =>
  a && b && a !== 'unknown' && b !== 'unknown' ? a !== b : undefined

/** 'Alex' may stand for 'Alexander'; 'A' may stand for anybody. */
const shortenedLettersMin = 3

/** Undefined when one of them is not known. */
function sameName(a: string | undefined, b: string | undefined): boolean | undefined {
  const left = plain(a)
  const right = plain(b)
  if (!left || !right) return undefined
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left]
  return left === right || (shorter.length >= shortenedLettersMin && longer.startsWith(shorter))
}

/** Letters only, without marks: O'Neil, ONEIL and O’NEIL are one spelling. */
function plain(name: string | undefined): string {
  return (name ?? '')
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase()
}
