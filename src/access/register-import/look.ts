/** What was imported, for who keeps the register: audited by who asks (OO-27). */
import type { Tx } from '#database'
import type { Manifest } from './manifest.ts'
import {
  type Category,
  type Counts,
  categoriesOf,
  type ImportReason,
  type ImportResult,
  odditiesOf,
  type ResultLine,
  resultLines,
} from './reckoning.ts'
import type { NewImport } from './store.ts'

/** One file, as the page and the command show it. */
export interface ImportReckoning {
  readonly importId: number
  readonly register: string
  readonly owner: string
  /** ISO, as the manifest gives them. */
  readonly asOf: string
  readonly cutOff: string
  /** What its form promised for emergencies. */
  readonly promised: string
  readonly overridable: Manifest['emergency']['overridable']
  readonly signOff: Manifest['signOff']
  readonly signedBy?: string
  /** SHA-256 of the file, hex. */
  readonly fileHash: string
  /** Epoch ms. */
  readonly importedAt: number
  readonly importedBy: string
  /** By the manifest; the results add up to it. */
  readonly rows: number
  readonly results: readonly ResultLine[]
  readonly categories: readonly Category[]
  readonly oddities: readonly { readonly rows: number; readonly words: string }[]
  readonly emptyRows: number
  /** Of the rows held at first, how many hide somebody by now. */
  readonly foundSince: number
}

interface Row {
  import_id: number
  register: string
  file_hash: Buffer
  manifest: Manifest
  signed_by: string | null
  imported_at: number
  by_name: string
  counts: Counts
  found_since: number
}

const columns = `i.import_id, i.register, i.file_hash, i.manifest, i.signed_by, i.imported_at,
  i.by_name, i.counts`

/** The newest first. */
export async function listImports(tx: Tx): Promise<ImportReckoning[]> {
  const found = await tx.query<Row>(
    `SELECT ${columns}, (SELECT count(*) FROM access.import_row r
       WHERE r.import_id = i.import_id AND r.result = 'held-unmatched' AND EXISTS (
         SELECT FROM access.objection_person p
         WHERE p.objection_id = r.objection_id AND p.released_at IS NULL)) AS found_since
     FROM access.import i ORDER BY i.import_id DESC`,
  )
  return found.rows.map(fromRow)
}

/** This very file of this register, where it was imported before. */
export async function reckonedBefore(
  tx: Tx,
  register: string,
  fileHash: Buffer,
): Promise<ImportReckoning | undefined> {
  const found = await tx.query<Row>(
    `SELECT ${columns}, 0 AS found_since FROM access.import i
     WHERE i.register = $1 AND i.file_hash = $2`,
    [register, fileHash],
  )
  return found.rows.map(fromRow)[0]
}

const fromRow = (row: Row): ImportReckoning => ({
  ...reckoningOf(row.import_id, {
    manifest: row.manifest,
    fileHash: row.file_hash,
    signedBy: row.signed_by ?? undefined,
    at: row.imported_at,
    by: { name: row.by_name },
    counts: row.counts,
  }),
  foundSince: row.found_since,
})

export const reckoningOf = (
  importId: number,
  {
    manifest,
    fileHash,
    signedBy,
    at,
    by,
    counts,
  }: Omit<NewImport, 'by'> & { by: { name: string } },
): ImportReckoning => ({
  importId,
  register: manifest.register,
  owner: manifest.owner,
  asOf: manifest.asOf,
  cutOff: manifest.cutOff,
  promised: manifest.emergency.promised,
  overridable: manifest.emergency.overridable,
  signOff: manifest.signOff,
  ...(signedBy && { signedBy }),
  fileHash: fileHash.toString('hex'),
  importedAt: at,
  importedBy: by.name,
  rows: manifest.rows,
  results: resultLines(counts),
  categories: categoriesOf(counts),
  oddities: odditiesOf(counts),
  emptyRows: counts.emptyRows,
  foundSince: 0,
})

export interface ShownImportRow {
  readonly line: number
  readonly rowId?: string
  readonly recordedOn?: string
  readonly result: ImportResult
  readonly reason: ImportReason
  readonly objectionId?: string
  /** As it stands in the file. */
  readonly raw: string
}

/** Rows of one reason, as they stand in the file. */
export async function importedRows(
  tx: Tx,
  importId: number,
  reason: string,
  rowsMax: number,
): Promise<ShownImportRow[]> {
  const found = await tx.query<{
    line: number
    row_id: string | null
    recorded_on: string | null
    result: ImportResult
    reason: ImportReason
    objection_id: string | null
    raw: string
  }>(
    `SELECT line, row_id, recorded_on, result, reason, objection_id, raw FROM access.import_row
     WHERE import_id = $1 AND reason = $2 ORDER BY line LIMIT $3`,
    [importId, reason, rowsMax],
  )
  return found.rows.map((row) => ({
    line: row.line,
    ...(row.row_id !== null && { rowId: row.row_id }),
    ...(row.recorded_on !== null && { recordedOn: row.recorded_on }),
    result: row.result,
    reason: row.reason,
    ...(row.objection_id !== null && { objectionId: row.objection_id }),
    raw: row.raw,
  }))
}
