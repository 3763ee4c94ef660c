/** Invented people by number: the same number is the same person in every run. */
import { checkDigit } from '#vocabulary'
import { chance } from '../random.ts'

export interface Invented {
  readonly number: number
  readonly nhsNumber: string
  /** Their number in the hospital's own numbering. */
  readonly mrn: string
  readonly family: string
  readonly given: string
  readonly birthDate: string
  readonly gender: 'female' | 'male'
}

const families = [
  'Adeyemi',
  'Begum',
  'Chowdhury',
  'Clarke',
  'Fernandes',
  'Georgiou',
  'Hughes',
  'Kaya',
  'Kowalska',
  'Mensah',
  'Nguyen',
  'Okafor',
  'Patel',
  'Roberts',
  'Singh',
  'Taylor',
  'Williams',
  'Yusuf',
] as const
const givens = [
  'Aisha',
  'Ama',
  'Anna',
  'Daniel',
  'David',
  'Elif',
  'Grace',
  'Imran',
  'James',
  'Joyce',
  'Leon',
  'Maria',
  'Mohammed',
  'Priya',
  'Rosa',
  'Samuel',
  'Tomasz',
  'Zainab',
] as const

const nhsNumbers: string[] = []
let tried = 0

/** In the range that is kept for tests (999…); a few of its numbers cannot exist. */
function nhsNumberOf(number: number): string {
  while (nhsNumbers.length <= number) {
    const digits = `999${String(tried++).padStart(6, '0')}`
    const check = checkDigit(digits)
    if (check < 10) nhsNumbers.push(`${digits}${check}`)
  }
  return nhsNumbers[number]!
}

export function invent(number: number): Invented {
  const luck = chance('person', number)
  const day = new Date(Date.UTC(1930, 0, 1) + luck.below(90 * 365) * 86_400_000)
  return {
    number,
    nhsNumber: nhsNumberOf(number),
    mrn: `K${String(1_000_000 + number)}`,
    family: luck.of(families),
    given: luck.of(givens),
    birthDate: day.toISOString().slice(0, 10),
    gender: luck.next() < 0.5 ? 'female' : 'male',
  }
}
