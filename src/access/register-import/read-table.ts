/**
 * The rows of a CSV file as registers really have them. Not one is lost: what cannot be read as a
 * row comes out as the line that it is.
 */
import { type CsvError, type Info, Parser } from 'csv-parse'

export interface TableRow {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  readonly linesLong: number
  readonly raw: string
  /** Absent: the row could not be read. */
  readonly cells?: readonly string[]
}

/** Longer than any row of a register: a quotation mark that is never closed. */
const rowCharsMax = 20_000
const piece = 64 * 1_024

/** In pieces, so that whoever else works in this process gets a turn between them. */
export async function* tableRows(text: string, separator: string): AsyncGenerator<TableRow[]> {
  const bytes = Buffer.from(text, 'utf8')
  let start = 0
  let line = 1
  while (start < bytes.length) {
    const reading = new Reading(separator, bytes.subarray(start), line)
    while (reading.hasMore) {
      yield reading.take()
      // The parser tells what it cannot read in a turn of its own.
      await new Promise(setImmediate)
    }
    if (!reading.failed) return
    // The line at which the broken row begins is kept as it is, and reading goes on after it.
    start += reading.taken
    const end = bytes.indexOf(0x0a, start)
    const next = end === -1 ? bytes.length : end + 1
    const raw = bytes.subarray(start, next).toString('utf8').trim()
    if (raw !== '') yield [{ line: reading.line, linesLong: 1, raw }]
    start = next
    line = reading.line + 1
  }
}

/** As the parser gives it: what it counted, what it read, and the text that it read it from. */
type Parsed = Readonly<Record<'info', Info> & Record<'raw', string> & Record<'record', string[]>>

/** One parser, from its first byte to the end of the file or to what it cannot read. */
class Reading {
  readonly #parser: Parser
  readonly #bytes: Buffer
  #error: CsvError | undefined
  #given = 0
  #isEnded = false
  /** Bytes of what was read as rows, and the line after them. */
  taken = 0
  line: number

  constructor(separator: string, bytes: Buffer, line: number) {
    this.#bytes = bytes
    this.line = line
    this.#parser = new Parser({
      delimiter: separator,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
      max_record_size: rowCharsMax,
      record_delimiter: ['\r\n', '\n', '\r'],
    })
    this.#parser.on('error', (error: CsvError) => {
      this.#error = error
    })
  }

  get failed(): boolean {
    return this.#error !== undefined
  }

  get hasMore(): boolean {
    return !this.failed && !this.#isEnded
  }

  take(): TableRow[] {
    if (this.#given < this.#bytes.length) {
      this.#parser.write(this.#bytes.subarray(this.#given, this.#given + piece))
      this.#given += piece
    } else {
      this.#parser.end()
      this.#isEnded = true
    }
    const rows: TableRow[] = []
    for (;;) {
      const parsed = this.#parser.read() as Parsed | null
      if (parsed === null) return rows
      rows.push(this.#row(parsed))
    }
  }

  /** Lines are counted here: an end of line of two characters in quotes is one. */
  #row({ record, raw, info: counted }: Parsed): TableRow {
    const trimmed = raw.replace(/^[\r\n]+|[\r\n]+$/g, '')
    const linesLong = linesIn(trimmed) + 1
    const ended =
      this.line + linesIn(this.#bytes.toString('utf8', this.taken, counted.bytes_records))
    const hasEnd = /[\r\n]$/.test(
      this.#bytes.toString('latin1', counted.bytes_records - 1, counted.bytes_records),
    )
    this.taken = counted.bytes_records
    this.line = ended
    return { line: ended - linesLong + (hasEnd ? 0 : 1), linesLong, raw: trimmed, cells: record }
  }
}

const linesIn = (text: string): number => (text.match(/\r\n|\n|\r/g) ?? []).length
