/** The file of an earlier register is read and its rows are recognised, before anything is asked. */
import { type Manifest, type RecognisedRow, readRegister, recognise } from '#access'

/** Why a file and its manifest do not add up, for whoever brings it; places, and never values. */
export interface NotAddedUp {
  readonly rowsByManifest: number
  readonly rowsRead: number
  readonly emptyRows: number
  /** Lines at which a row begins that goes on over others: perhaps a quotation mark not closed. */
  readonly longRows: readonly number[]
  /** Lines that could not be read as a row. */
  readonly unreadable: readonly number[]
}

export interface ReadImport {
  readonly rows: readonly RecognisedRow[]
  readonly emptyRows: number
  readonly told: NotAddedUp
}

const linesToldMax = 20

export async function readImport(
  bytes: Uint8Array,
  manifest: Manifest,
  key: Uint8Array,
): Promise<ReadImport> {
  const file = await readRegister(bytes, manifest)
  const rows: RecognisedRow[] = []
  for await (const some of file.rows()) {
    for (const row of some) rows.push(recognise(key, manifest.register, row))
  }
  const linesOf = (which: (one: RecognisedRow) => boolean): number[] =>
    rows
      .filter(which)
      .slice(0, linesToldMax)
      .map(({ row }) => row.line)
  const emptyRows = file.emptyRows()
  return {
    rows,
    emptyRows,
    told: {
      rowsByManifest: manifest.rows,
      rowsRead: rows.length,
      emptyRows,
      longRows: linesOf(({ row }) => row.raw.includes('\n')),
      unreadable: linesOf(({ row }) => !row.isReadable),
    },
  }
}
