/** Files of earlier registers and what became of each of their rows: added to, and never changed. */
import { byteaArray, type Tx } from '#database'
import { nhsNumberSystem } from '#vocabulary'
import type { By } from '../register/objection.ts'
import { identifierHash } from '../register/register-key.ts'
import type { Manifest } from './manifest.ts'
import { takeMeanwhile } from './meanwhile.ts'
import type { Counts, ImportReason, ImportResult } from './reckoning.ts'
import type { RecognisedRow, RegisterRow } from './register-row.ts'
import type { SiftedBefore } from './sift.ts'

const portion = 5_000

function* portions<One>(many: readonly One[]): Generator<readonly One[]> {
  for (let from = 0; from < many.length; from += portion) yield many.slice(from, from + portion)
}

/**
 * One file at a time. Its statements are about all rows of a table, and may take their time. Filing
 * goes on: from here on it notes of whom something changes (`openRegister`, `noteMeanwhile`).
 */
export async function beginImport(tx: Tx): Promise<void> {
  await tx.query(`SET LOCAL enable_seqscan = on`)
  await tx.query(`SET LOCAL statement_timeout = '10min'`)
  await tx.query(`SET LOCAL lock_timeout = '10min'`)
  await tx.query(`SET LOCAL idle_in_transaction_session_timeout = '10min'`)
  await tx.query(`SELECT pg_advisory_xact_lock(7411, 25)`)
  await takeMeanwhile(tx)
}

/** What earlier files of this register have brought already. */
export async function broughtBefore(tx: Tx, rows: readonly RecognisedRow[]): Promise<SiftedBefore> {
  const before = {
    rows: new Map<string, { objectionId?: string }>(),
    objections: new Map<string, string>(),
  }
  const any = await tx.query(`SELECT import_id FROM access.import LIMIT 1`)
  if (any.rowCount === 0) return before
  for (const some of portions(rows)) {
    const found = await tx.query<{
      row_hash: Buffer
      about: Buffer | null
      objection_id: string | null
    }>({
      name: 'access-import-before',
      text: `SELECT row_hash, about, objection_id FROM access.import_row WHERE row_hash = ANY ($1)
        UNION ALL
        SELECT row_hash, about, objection_id FROM access.import_row
        WHERE about = ANY ($2) AND objection_id IS NOT NULL`,
      values: [
        byteaArray(some.map(({ row }) => row.hash)),
        byteaArray(some.flatMap((row) => row.about ?? [])),
      ],
    })
    for (const row of found.rows) {
      const objectionId = row.objection_id ?? undefined
      before.rows.set(row.row_hash.toString('hex'), { ...(objectionId && { objectionId }) })
      if (row.about && objectionId) before.objections.set(row.about.toString('hex'), objectionId)
    }
  }
  return before
}

export interface NewImport {
  readonly manifest: Manifest
  readonly fileHash: Buffer
  readonly signedBy: string | undefined
  readonly at: number
  readonly by: By
  readonly counts: Counts
}

export async function saveImport(tx: Tx, one: NewImport): Promise<number> {
  const saved = await tx.query<{ import_id: number }>(
    `INSERT INTO access.import (register, file_hash, manifest, signed_by, imported_at, by_key,
       by_name, by_organisation, counts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING import_id`,
    [
      one.manifest.register,
      one.fileHash,
      JSON.stringify(one.manifest),
      one.signedBy ?? null,
      new Date(one.at).toISOString(),
      one.by.key,
      one.by.name,
      one.by.organisation,
      JSON.stringify(one.counts),
    ],
  )
  return saved.rows[0]!.import_id
}

export interface ReckonedRow extends RecognisedRow {
  readonly result: ImportResult
  readonly reason: ImportReason
  readonly objectionId: string | undefined
}

export async function saveRows(
  tx: Tx,
  importId: number,
  rows: readonly ReckonedRow[],
): Promise<void> {
  const nobody = Buffer.alloc(0)
  for (const some of portions(rows)) {
    await tx.query({
      name: 'access-import-rows',
      text: `INSERT INTO access.import_row (import_id, line, row_hash, about, row_id, recorded_on,
          result, reason, oddities, objection_id, raw)
        SELECT $1, l, h, nullif(a, ''), i, d, r, w, string_to_array(o, ' '), ob, t
        FROM unnest($2::int[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::text[],
          $8::text[], $9::text[], $10::uuid[], $11::text[])
          AS n (l, h, a, i, d, r, w, o, ob, t)`,
      values: [
        importId,
        some.map(({ row }) => row.line),
        byteaArray(some.map(({ row }) => row.hash)),
        byteaArray(some.map(({ about }) => about ?? nobody)),
        some.map(({ row }) => row.rowId ?? null),
        some.map(({ row }) => row.recordedOn ?? null),
        some.map(({ result }) => result),
        some.map(({ reason }) => reason),
        some.map(({ row }) => row.oddities.join(' ')),
        some.map(({ objectionId }) => objectionId ?? null),
        some.map(({ row }) => row.raw),
      ],
    })
  }
}

/** By which names rows are found for each new identity. */
export async function saveNames(
  tx: Tx,
  key: Uint8Array,
  rows: readonly { readonly row: RegisterRow; readonly objectionId: string }[],
): Promise<void> {
  const nobody = Buffer.alloc(0)
  const names = rows.flatMap(({ row, objectionId }) => {
    const number = row.nhsNumber ? identifierHash(key, nhsNumberSystem, row.nhsNumber) : nobody
    const { family, given } = row
    return row.birthDates.map((birthDate) => ({ birthDate, family, given, objectionId, number }))
  })
  for (const some of portions(names)) {
    await tx.query({
      name: 'access-import-names',
      text: `INSERT INTO access.import_name (birth_date, family, given, objection_id, nhs_number)
        SELECT b, f, g, o, nullif(n, '') FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[],
          $5::bytea[]) AS w (b, f, g, o, n)
        ON CONFLICT DO NOTHING`,
      values: [
        some.map((one) => one.birthDate),
        some.map((one) => one.family),
        some.map((one) => one.given),
        some.map((one) => one.objectionId),
        byteaArray(some.map((one) => one.number)),
      ],
    })
  }
}

/** As the database has them at the end: what is counted is what is there. */
export async function countRows(tx: Tx, importId: number): Promise<number> {
  const counted = await tx.query<{ rows: number }>({
    name: 'access-import-written',
    text: `SELECT count(*) AS rows FROM access.import_row WHERE import_id = $1`,
    values: [importId],
  })
  return counted.rows[0]!.rows
}
