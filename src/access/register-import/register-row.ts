/** One row of an earlier register, as far as it can be understood. */
import { hash } from 'node:crypto'
import type { ColumnName, Manifest } from './manifest.ts'
import { folded, foldedGiven, splitName } from './names.ts'
import type { TableRow } from './read-table.ts'
import { readWrittenDate } from './written-date.ts'
import { readWrittenNumber } from './written-number.ts'

/** What had to be read with good will: counted, so that who brings the file can look. */
export type Oddity =
  | 'number-restored'
  | 'number-wrong'
  | 'birth-date-unreadable'
  | 'birth-date-two-ways'
  | 'recorded-unreadable'
  | 'status-not-known'
  | 'columns-do-not-fit'

type MadeBy = 'person' | 'parent' | 'attorney' | 'deputy' | 'not-known'

export interface RegisterRow {
  readonly line: number
  readonly raw: string
  /** SHA-256 of the register and what the columns say, in any order: the same row of a later file. */
  readonly hash: Buffer
  readonly isReadable: boolean
  readonly rowId?: string
  readonly nhsNumber?: string
  /** A number that is nobody's. */
  readonly wrongNumber?: string
  /** Folded for comparison; may be empty. */
  readonly family: string
  readonly given: string
  /** What the birth date can mean. */
  readonly birthDates: readonly string[]
  readonly recordedOn?: string
  readonly withdrawn: boolean
  readonly madeBy: MadeBy
  readonly oddities: readonly Oddity[]
}

/** A row with what it is recognised by in this file and in later ones of its register. */
export interface RecognisedRow {
  readonly row: RegisterRow
  /** Whom it is about; absent: it does not say. */
  readonly about: Buffer | undefined
}

export type Columns = Readonly<Partial<Record<ColumnName, number>>>

export interface RowReading {
  /** 'Connect Care' and 'CONNECT CARE' are one register. */
  readonly register: string
  readonly manifest: Manifest
  readonly columns: Columns
  readonly width: number
  readonly objected: ReadonlySet<string>
  readonly withdrawn: ReadonlySet<string>
}

const plain = (text: string): string =>
  text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()

export function rowReading(manifest: Manifest, columns: Columns, width: number): RowReading {
  return {
    register: folded(manifest.register) || manifest.register,
    manifest,
    columns,
    width,
    objected: new Set(manifest.status.objected.map(plain)),
    withdrawn: new Set(manifest.status.withdrawn.map(plain)),
  }
}

export function readRow(row: TableRow, reading: RowReading): RegisterRow {
  const { manifest, columns, width } = reading
  const { line, raw, cells } = row
  if (!cells) return unreadable(row, reading)
  const at = (name: ColumnName): string => cells[columns[name] ?? -1]?.trim() ?? ''
  const oddities: Oddity[] = []
  // Trailing separators are no more than that.
  const fits =
    cells.length >= width ? cells.slice(width).every((cell) => cell.trim() === '') : false
  if (!fits) oddities.push('columns-do-not-fit')

  let number = readWrittenNumber(at('nhsNumber'))
  if (!fits && !number.nhsNumber) {
    // What slipped into another column is still this row's.
    const slipped = cells.map((cell) => readWrittenNumber(cell)).find((one) => one.nhsNumber)
    number = slipped ?? number
  }
  if (number.restored) oddities.push('number-restored')
  if (number.written) oddities.push('number-wrong')

  const both = columns.name === undefined ? undefined : splitName(at('name'))
  const latest = manifest.asOf.slice(0, 10)
  const birthDates = readWrittenDate(at('birthDate'), manifest.dates, latest)
  if (birthDates.length === 0 && at('birthDate') !== '') oddities.push('birth-date-unreadable')
  if (birthDates.length > 1) oddities.push('birth-date-two-ways')
  const [recordedOn] = readWrittenDate(at('recordedOn'), manifest.dates, latest)
  if (!recordedOn && at('recordedOn') !== '') oddities.push('recorded-unreadable')
  const rowId = at('rowId').slice(0, 200)

  const status = plain(at('status'))
  const withdrawn = reading.withdrawn.has(status)
  if (status !== '' && !withdrawn && !reading.objected.has(status))
    oddities.push('status-not-known')
  return {
    line,
    raw,
    hash: hashOf(reading, at, fits ? '' : raw),
    isReadable: true,
    ...(rowId && { rowId }),
    ...(number.nhsNumber && { nhsNumber: number.nhsNumber }),
    ...(number.written && { wrongNumber: number.written }),
    family: folded(both?.family || at('family')),
    given: foldedGiven(both?.given || at('given')),
    birthDates,
    ...(recordedOn && { recordedOn }),
    withdrawn,
    madeBy: madeByOf(plain(at('madeBy'))),
    oddities,
  }
}

const unreadable = ({ line, raw }: TableRow, { register }: RowReading): RegisterRow => ({
  line,
  raw,
  hash: hash('sha256', `${register}\nunreadable\n${raw}`, 'buffer'),
  isReadable: false,
  family: '',
  given: '',
  birthDates: [],
  withdrawn: false,
  madeBy: 'not-known',
  oddities: ['columns-do-not-fit'],
})

function hashOf(
  { register, columns }: RowReading,
  at: (name: ColumnName) => string,
  rest: string,
): Buffer {
  const names = (Object.keys(columns) as ColumnName[]).sort()
  const said = names.map((name) => [name, at(name)])
  return hash('sha256', JSON.stringify([register, said, rest]), 'buffer')
}

const makers: readonly (readonly [RegExp, MadeBy])[] = [
  [/\b(?:lpa|attorney|power of attorney)\b/, 'attorney'],
  [/\b(?:deputy|court of protection)\b/, 'deputy'],
  [/\b(?:parent|mother|father|guardian|parental)\b/, 'parent'],
  [/\b(?:self|patient|person|individual|him|her|data subject)\b/, 'person'],
]

const madeByOf = (words: string): MadeBy =>
  makers.find(([pattern]) => pattern.test(words))?.[1] ?? 'not-known'
