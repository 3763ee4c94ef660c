/** Prepared records as they are kept: one row for each combination of labels that occurs. */
import { byteaArray, type Tx } from '#database'
import type { RecordView } from '#vocabulary'
import { compressView, foldedBody } from './prepared-body.ts'

/** Between the names of feeds, in which no control stands. */
export const feedEnd = '\u001f'

export interface Row {
  readonly labels: string
  readonly body: number
  readonly fresh: number
  readonly feeds: readonly string[]
}

export async function loadRows(tx: Tx, personIds: readonly number[]): Promise<Map<number, Row[]>> {
  if (personIds.length === 0) return new Map()
  const found = await tx.query<Row & { person_id: number; feeds: string }>({
    name: 'record-prepared-rows',
    text: `SELECT person_id, array_to_string(labels, ',') AS labels, length(body) AS body,
        length(fresh) AS fresh, array_to_string(feeds, $2) AS feeds
      FROM record.prepared WHERE person_id = ANY ($1)`,
    values: [personIds, feedEnd],
  })
  const rows = found.rows.map((row) => ({ ...row, feeds: row.feeds.split(feedEnd) }))
  return Map.groupBy(rows, (row) => row.person_id)
}

export async function saveNew(
  tx: Tx,
  rows: readonly { personId: number; version: number; view: RecordView }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'record-prepared-new',
    text: `INSERT INTO record.prepared (person_id, labels, version, items, body)
      SELECT p, '{}', v, i, b
      FROM unnest($1::bigint[], $2::int[], $3::int[], $4::bytea[]) AS n (p, v, i, b)`,
    values: [
      rows.map((row) => row.personId),
      rows.map((row) => row.version),
      rows.map((row) => countItems(row.view)),
      byteaArray(rows.map((row) => compressView(row.view))),
    ],
  })
}

export async function append(
  tx: Tx,
  rows: readonly { personId: number; labels: string; line: Buffer; version: number }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'record-prepared-append',
    text: `UPDATE record.prepared r SET fresh = r.fresh || n.line, version = n.version
      FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::int[])
        AS n (person_id, labels, line, version)
      WHERE r.person_id = n.person_id AND r.labels = string_to_array(n.labels, ',')`,
    values: [
      rows.map((row) => row.personId),
      rows.map((row) => row.labels),
      byteaArray(rows.map((row) => row.line)),
      rows.map((row) => row.version),
    ],
  })
}

export async function fold(
  tx: Tx,
  rows: readonly { personId: number; labels: string }[],
): Promise<void> {
  if (rows.length === 0) return
  const found = await tx.query<{
    person_id: number
    labels: string
    version: number
    body: Buffer
    fresh: Buffer
  }>({
    name: 'record-prepared-load',
    text: `SELECT r.person_id, array_to_string(r.labels, ',') AS labels, r.version, r.body, r.fresh
      FROM unnest($1::bigint[], $2::text[]) AS n (person_id, labels)
      JOIN record.prepared r
        ON r.person_id = n.person_id AND r.labels = string_to_array(n.labels, ',')`,
    values: [rows.map((row) => row.personId), rows.map((row) => row.labels)],
  })
  await tx.query({
    name: 'record-prepared-fold',
    text: `UPDATE record.prepared r SET body = n.body, fresh = ''
      FROM unnest($1::bigint[], $2::text[], $3::bytea[]) AS n (person_id, labels, body)
      WHERE r.person_id = n.person_id AND r.labels = string_to_array(n.labels, ',')`,
    values: [
      found.rows.map((row) => row.person_id),
      found.rows.map((row) => row.labels),
      byteaArray(found.rows.map((row) => foldedBody(row))),
    ],
  })
}

/**
 * Folds what is fresh of some persons for whom there was no time before; false when none is left.
 * The caller holds the filing lock.
 */
export async function foldSome(tx: Tx, personsMax: number): Promise<boolean> {
  const taken = await tx.query<{ person_id: number }>({
    name: 'record-unfolded-take',
    text: `DELETE FROM record.unfolded WHERE person_id IN (
        SELECT person_id FROM record.unfolded LIMIT $1) RETURNING person_id`,
    values: [personsMax],
  })
  if (taken.rows.length === 0) return false
  const persons = taken.rows.map((row) => row.person_id)
  const sizes = await loadRows(tx, persons)
  const rows = [...sizes].flatMap(([personId, known]) =>
    known.filter((row) => row.fresh > 0).map((row) => ({ personId, labels: row.labels })),
  )
  await fold(tx, rows)
  return true
}

const countItems = (view: RecordView): number =>
  Object.values(view.sections).reduce((total, items) => total + items.length, 0)
