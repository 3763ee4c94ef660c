/** A file of an earlier register, row by row: its header is found by the names in the manifest. */
import { Failure } from '#vocabulary'
import { decode } from './decode.ts'
import type { ColumnName, Manifest } from './manifest.ts'
import { type TableRow, tableRows } from './read-table.ts'
import { type Columns, type RegisterRow, readRow, rowReading } from './register-row.ts'

/** Titles and notes above the header are shorter. */
const headerRowsMax = 30
const headerChars = 64 * 1_024
const separators = [',', ';', '\t', '|']

interface Header {
  readonly separator: string
  /** Rows of the table before the first row of the register. */
  readonly before: number
  readonly columns: Columns
  readonly width: number
}

export interface RegisterFile {
  readonly separator: string
  rows(): AsyncGenerator<RegisterRow[]>
  /** Rows of separators alone, as spreadsheets leave behind; known when all is read. */
  readonly emptyRows: () => number
}

/** Throws Failure `invalid` when no header has the columns that the manifest names. */
export async function readRegister(bytes: Uint8Array, manifest: Manifest): Promise<RegisterFile> {
  const text = decode(bytes, manifest.encoding)
  const header = await findHeader(text, manifest)
  let empty = 0
  async function* rows(): AsyncGenerator<RegisterRow[]> {
    const reading = rowReading(manifest, header.columns, header.width)
    let passed = 0
    for await (const some of tableRows(text, header.separator)) {
      const ours = some.slice(Math.max(0, header.before - passed))
      passed += some.length
      const filled = ours.filter(isFilled)
      empty += ours.length - filled.length
      yield filled.map((row) => readRow(row, reading))
    }
  }
  return { separator: header.separator, rows, emptyRows: () => empty }
}

const isFilled = ({ cells }: TableRow): boolean =>
  cells === undefined || cells.some((cell) => cell.trim() !== '')

async function findHeader(text: string, manifest: Manifest): Promise<Header> {
  const wanted = Object.entries(manifest.columns) as [ColumnName, string][]
  const top = text.slice(0, headerChars)
  let nearest: string[] | undefined
  for (const separator of manifest.separator ? [manifest.separator] : separators) {
    for (const [index, row] of (await firstRows(top, separator)).entries()) {
      const names = (row.cells ?? []).map(plainName)
      const columns = Object.fromEntries(
        wanted.map(([ours, theirs]) => [ours, names.indexOf(plainName(theirs))]),
      )
      const missing = wanted.filter(([ours]) => columns[ours] === -1)
      if (missing.length === 0)
        return { separator, before: index + 1, columns, width: names.length }
      if (missing.length < (nearest?.length ?? wanted.length)) {
        nearest = missing.map(([, theirs]) => theirs)
      }
    }
  }
  const words = nearest
    ? `The header has no column ${nearest.map((name) => `"${name}"`).join(', ')}.`
    : 'No line of the file is a header with the columns that the manifest names.'
  throw new Failure('invalid', 'columns', `${words} Nothing was imported.`)
}

async function firstRows(text: string, separator: string): Promise<TableRow[]> {
  const rows: TableRow[] = []
  for await (const some of tableRows(text, separator)) {
    rows.push(...some)
    if (rows.length >= headerRowsMax) break
  }
  return rows.slice(0, headerRowsMax)
}

/** 'NHS_No.' and 'nhs no' are one name. */
const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
