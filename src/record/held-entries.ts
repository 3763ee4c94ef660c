/** The current entries that a batch may supersede, and their originals where a rule needs them. */
import type { Tx } from '#database'
import { type Original, unpack } from './packing.ts'

export interface HeldEntry {
  readonly personId: number
  readonly sourcePatientId: number
  readonly key: string
  readonly since: number
  readonly eventTime: number
  readonly content: string
  readonly packId: number
  readonly position: number
  readonly labels: readonly string[]
  original?: Original
}

export interface Wanted {
  readonly personId: number
  readonly sourcePatientId: number
  readonly key: string
  /** The original is needed too. */
  readonly withOriginal: boolean
}

export const entryName = (sourcePatientId: number, key: string): string =>
  `${sourcePatientId}|${key}`

export async function loadHeld(tx: Tx, wanted: readonly Wanted[]): Promise<Map<string, HeldEntry>> {
  const held = new Map<string, HeldEntry>()
  if (wanted.length === 0) return held
  const found = await tx.query<{
    person_id: number
    source_patient_id: number
    key: string
    since: number
    event_time: number
    content: string
    pack_id: number
    position: number
    labels: string[] | null
  }>({
    name: 'record-held',
    text: `SELECT e.person_id, e.source_patient_id, e.key::text AS key, e.since,
        coalesce(e.confirmed, e.event_time) AS event_time,
        e.content::text AS content, e.pack_id, e.position, e.labels
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS w (person_id, source_patient_id, key)
      JOIN record.entry e USING (person_id, source_patient_id, key)
      WHERE e.until IS NULL`,
    values: [
      wanted.map((one) => one.personId),
      wanted.map((one) => one.sourcePatientId),
      wanted.map((one) => one.key),
    ],
  })
  for (const row of found.rows) {
    held.set(entryName(row.source_patient_id, row.key), {
      personId: row.person_id,
      sourcePatientId: row.source_patient_id,
      key: row.key,
      since: row.since,
      eventTime: row.event_time,
      content: row.content,
      packId: row.pack_id,
      position: row.position,
      labels: row.labels ?? [],
    })
  }
  const originals = wanted
    .filter((one) => one.withOriginal)
    .map((one) => held.get(entryName(one.sourcePatientId, one.key)))
    .filter((one) => one !== undefined)
  const packs = await loadPacks(tx, originals)
  for (const one of originals) one.original = packs.get(one.packId)?.[one.position]
  return held
}

/** The originals of packs, by pack. */
export async function loadPacks(
  tx: Tx,
  wanted: readonly { personId: number; packId: number }[],
): Promise<Map<number, Original[]>> {
  if (wanted.length === 0) return new Map()
  const distinct = new Map(wanted.map((one) => [one.packId, one.personId]))
  const found = await tx.query<{ pack_id: number; encoding: number; bytes: Buffer }>({
    name: 'record-packs',
    text: `SELECT p.pack_id, p.encoding, p.bytes
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, pack_id)
      JOIN record.pack p USING (person_id, pack_id)`,
    values: [[...distinct.values()], [...distinct.keys()]],
  })
  return new Map(found.rows.map((row) => [row.pack_id, unpack(row.encoding, row.bytes)]))
}
