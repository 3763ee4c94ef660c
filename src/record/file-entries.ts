/** Puts what is news into the record: entries, their originals, attachments; versions rise. */
import { byteaArray, type Tx } from '#database'
import type { Statement } from '#vocabulary'
import { saveAttachments } from './attachments.ts'
import { heedClaims } from './claims.ts'
import { effectiveTime } from './effective-time.ts'
import { entryKey } from './entry-key.ts'
import { followLinks } from './follow-links.ts'
import { type NewlyHeard, noteHeard } from './heard.ts'
import { entryName, type HeldEntry, loadHeld } from './held-entries.ts'
import { labelDocuments, labelPast, labelUnnamed } from './keep-labels.ts'
import { pack } from './packing.ts'
import { retractDocuments } from './retraction.ts'
import { tellRelated } from './several-names.ts'
import { type CombineRules, type Filing, type NewVersion, newVersions } from './supersede.ts'
import { raise } from './versions.ts'

export interface Filed {
  readonly news: readonly NewVersion[]
  readonly heard: readonly NewlyHeard[]
  /** The version that each changed person now has. */
  readonly versions: ReadonlyMap<number, number>
}

/** The caller holds the filing lock. In the order in which the messages came. */
export async function fileEntries(
  tx: Tx,
  given: readonly Filing[],
  rules: CombineRules,
  at: number,
): Promise<Filed> {
  const filings = await tellRelated(tx, given, rules)
  const keys = keysOf(filings)
  const wanted = filings
    .filter((filing) => !filing.isNewSourcePatient)
    .flatMap((filing) =>
      filing.statements.map((statement) => ({
        personId: filing.personId,
        sourcePatientId: filing.sourcePatientId,
        key: keys.get(statement)!,
        // A label that comes late is laid on what is held.
        withOriginal: statement.combine !== undefined || statement.labels !== undefined,
      })),
    )
  const distinct = new Map<string, (typeof wanted)[number]>()
  for (const one of wanted) {
    const name = entryName(one.sourcePatientId, one.key)
    if (!distinct.has(name) || one.withOriginal) distinct.set(name, one)
  }
  const held = await loadHeld(tx, [...distinct.values()])
  const { news: told, saidAgain } = newVersions(filings, keys, held, rules)
  const heeded = await heedClaims(tx, filings, keys, told)
  const { documents } = heeded
  const kept = filings.filter((filing) => !filing.isKeptOut)
  const out = keptOut(filings)
  const heededNews = heeded.news.filter((one) => !out.has(one.filing.personId))
  const heard = await noteHeard(tx, kept)
  const changed = [...heededNews, ...heard].map((one) => one.filing.personId)
  const { versions, sensitive } = await raise(tx, new Set(changed), at)
  const followed = await followLinks(tx, kept, heededNews, sensitive)
  const { news } = followed
  const superseded = news.map((one) => one.ends).filter((one) => one !== undefined)
  await endVersions(tx, superseded, versions)
  await saveEntries(tx, news, versions)
  await labelPast(tx, news)
  await confirm(tx, saidAgain, held, news, versions)
  const labelled = new Map<string, readonly string[]>(
    [...held].map(([name, { labels }]) => [name, labels]),
  )
  for (const one of news) {
    labelled.set(entryName(one.filing.sourcePatientId, one.key), one.labels)
  }
  await saveAttachments(tx, kept, (filing, statement) => [
    ...(labelled.get(entryName(filing.sourcePatientId, keys.get(statement)!)) ?? []),
    ...(statement.labels ?? []),
  ])
  await labelDocuments(tx, followed.documents)
  await labelUnnamed(tx, followed.open)
  await retractDocuments(tx, documents)
  return { news, heard, versions }
}

/** Of whom nothing is put into the record. */
export const keptOut = (filings: readonly Filing[]): ReadonlySet<number> =>
  new Set(filings.filter((filing) => filing.isKeptOut).map((filing) => filing.personId))

/** By statement, the key of the entry that it is about. */
export function keysOf(filings: readonly Filing[]): Map<Statement, string> {
  const keys = new Map<Statement, string>()
  for (const { patient, statements } of filings) {
    for (const statement of statements) {
      keys.set(statement, entryKey(patient, statement.kind, statement.sourceId))
    }
  }
  return keys
}

export async function endVersions(
  tx: Tx,
  ended: readonly HeldEntry[],
  versions: ReadonlyMap<number, number>,
): Promise<void> {
  if (ended.length === 0) return
  await tx.query({
    name: 'record-end',
    text: `UPDATE record.entry e SET until = o.until
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::int[], $5::int[])
        AS o (person_id, source_patient_id, key, since, until)
      WHERE e.person_id = o.person_id AND e.source_patient_id = o.source_patient_id
        AND e.key = o.key AND e.since = o.since`,
    values: [
      ended.map((one) => one.personId),
      ended.map((one) => one.sourcePatientId),
      ended.map((one) => one.key),
      ended.map((one) => one.since),
      ended.map((one) => versions.get(one.personId)!),
    ],
  })
}

/** What was said again keeps its version, and from now on only later words replace it (RL-06). */
async function confirm(
  tx: Tx,
  saidAgain: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, HeldEntry>,
  news: readonly NewVersion[],
  versions: ReadonlyMap<number, number>,
): Promise<void> {
  if (saidAgain.size === 0) return
  const fresh = new Map(
    news.map(({ filing, key }) => [
      entryName(filing.sourcePatientId, key),
      { personId: filing.personId, key, since: versions.get(filing.personId)! },
    ]),
  )
  const rows = [...saidAgain].flatMap(([name, at]) => {
    const entry = fresh.get(name) ?? held.get(name)
    return entry ? [{ entry, at }] : []
  })
  await tx.query({
    name: 'record-confirm',
    text: `UPDATE record.entry e SET confirmed = c.at
      FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[])
        AS c (person_id, key, since, at)
      WHERE e.person_id = c.person_id AND e.key = c.key AND e.since = c.since`,
    values: [
      rows.map((row) => row.entry.personId),
      rows.map((row) => row.entry.key),
      rows.map((row) => row.entry.since),
      rows.map((row) => Math.round(row.at)),
    ],
  })
}

const packName = ({ filing, labels }: NewVersion): string =>
  `${filing.messageId}|${filing.sourcePatientId}|${labels.join()}`

/** Larger packs hold nothing that is asked for again and again. */
const mixedEntriesMax = 8

/** What later messages are combined with is asked for by itself: not out of a large pack. */
function apart(members: readonly NewVersion[]): (readonly NewVersion[])[] {
  if (members.length <= mixedEntriesMax) return [members]
  const [combined, rest] = [true, false].map((wanted) =>
    members.filter((one) => (one.kind === 'Patient') === wanted),
  ) as [NewVersion[], NewVersion[]]
  return [combined, rest].filter((some) => some.length > 0)
}

export async function saveEntries(
  tx: Tx,
  news: readonly NewVersion[],
  versions: ReadonlyMap<number, number>,
): Promise<void> {
  if (news.length === 0) return
  const groups = [...Map.groupBy(news, packName).values()].flatMap(apart)
  const numbers = await tx.query<{ n: number }>({
    name: 'record-pack-numbers',
    text: `SELECT nextval('record.pack_number') AS n FROM generate_series(1, $1)`,
    values: [groups.length],
  })
  const packs = groups.map((members, index) => ({
    packId: numbers.rows[index]!.n,
    members,
    first: members[0]!,
    ...pack(members.map((one) => one.text)),
  }))
  await tx.query({
    name: 'record-save-packs',
    text: `INSERT INTO record.pack (person_id, pack_id, source_patient_id, message_id, received_at,
        encoding, organisation, feed, labels, bytes)
      SELECT p, n, s, m, r, e, o, f, nullif(string_to_array(l, ','), '{}'), b
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz[],
        $6::smallint[], $7::text[], $8::text[], $9::text[], $10::bytea[])
        AS k (p, n, s, m, r, e, o, f, l, b)`,
    values: [
      packs.map((one) => one.first.filing.personId),
      packs.map((one) => one.packId),
      packs.map((one) => one.first.filing.sourcePatientId),
      packs.map((one) => one.first.filing.messageId),
      packs.map((one) => one.first.filing.provenance.receivedAt),
      packs.map((one) => one.encoding),
      packs.map((one) => one.first.filing.provenance.organisation),
      packs.map((one) => one.first.filing.provenance.feed),
      packs.map((one) => one.first.labels.join(',')),
      byteaArray(packs.map((one) => one.bytes)),
    ],
  })
  const rows = packs.flatMap((one) =>
    one.members.map((member, position) => ({ member, position, packId: one.packId })),
  )
  await tx.query({
    name: 'record-save-entries',
    text: `INSERT INTO record.entry (person_id, source_patient_id, key, pack_id, content, event_time,
        effective, since, kind, position, labels)
      SELECT p, s, k, n, c, t, f, v, d::record.kind, i, nullif(string_to_array(l, ','), '{}')
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
        $6::bigint[], $7::bigint[], $8::int[], $9::text[], $10::smallint[], $11::text[])
        AS e (p, s, k, n, c, t, f, v, d, i, l)`,
    values: [
      rows.map((row) => row.member.filing.personId),
      rows.map((row) => row.member.filing.sourcePatientId),
      rows.map((row) => row.member.key),
      rows.map((row) => row.packId),
      rows.map((row) => row.member.content),
      rows.map((row) => Math.round(row.member.eventTime)),
      rows.map((row) => effectiveTime(row.member.resource) ?? null),
      rows.map((row) => versions.get(row.member.filing.personId)!),
      rows.map((row) => row.member.kind),
      rows.map((row) => row.position),
      rows.map((row) => row.member.labels.join(',')),
    ],
  })
}
