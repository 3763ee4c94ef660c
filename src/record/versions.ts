/** A person's record rises by a version with each change to it. */
import type { Tx } from '#database'

/** Each of these persons gets its next version; the first is 1. */
export async function raiseVersions(
  tx: Tx,
  personIds: ReadonlySet<number>,
  at: number,
): Promise<ReadonlyMap<number, number>> {
  return (await raise(tx, personIds, at)).versions
}

interface Raised {
  readonly versions: ReadonlyMap<number, number>
  /** Of whom something is or was sensitive. */
  readonly sensitive: ReadonlySet<number>
}

export async function raise(tx: Tx, personIds: ReadonlySet<number>, at: number): Promise<Raised> {
  if (personIds.size === 0) return { versions: new Map(), sensitive: new Set() }
  const raised = await tx.query<{ person_id: number; version: number; sensitive: boolean }>({
    name: 'record-raise',
    text: `INSERT INTO record.person (person_id, version, changed_at)
      SELECT p, 1, $2 FROM unnest($1::bigint[]) AS p
      ON CONFLICT (person_id) DO UPDATE
        SET version = person.version + 1, changed_at = excluded.changed_at
      RETURNING person_id, version, sensitive`,
    values: [[...personIds], new Date(at).toISOString()],
  })
  return {
    versions: new Map(raised.rows.map((row) => [row.person_id, row.version])),
    sensitive: new Set(raised.rows.filter((row) => row.sensitive).map((row) => row.person_id)),
  }
}
