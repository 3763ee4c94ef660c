/**
 * What is known of source patients, told again from nothing but what was ever said of them. What
 * comes out the same is not touched; what is no longer said ends, and past versions stay (RL-09).
 */
import type { Tx } from '#database'
import type { Statement } from '#vocabulary'
import { saveAttachments } from './attachments.ts'
import { heedClaims } from './claims.ts'
import { endVersions, keptOut, keysOf, saveEntries } from './file-entries.ts'
import { documentsOf, followAllLinks, noteSensitive, openDocuments } from './follow-links.ts'
import { noteHeard } from './heard.ts'
import { entryName, type HeldEntry } from './held-entries.ts'
import { labelDocuments, labelPast, labelUnnamed } from './keep-labels.ts'
import { isSensitive } from './labels.ts'
import { retractDocuments } from './retraction.ts'
import { forgetAround } from './sensitive-keys.ts'
import { tellAllRelated } from './several-names.ts'
import {
  type CombineRules,
  type Filing,
  type News,
  type NewVersion,
  newVersions,
} from './supersede.ts'
import { raiseVersions } from './versions.ts'

export interface Refiling {
  readonly sourcePatientId: number
  readonly personId: number
}

/** An entry as it stands before refiling. */
interface StandingEntry extends HeldEntry {
  readonly kind: string
  readonly confirmed: number | undefined
}

export interface Refiled {
  readonly news: readonly NewVersion[]
  /** What nothing that was received says any more. */
  readonly ended: readonly StandingEntry[]
  /** What would be, of those who have objected: nothing of it is kept. */
  readonly keptOut: readonly NewVersion[]
  readonly versions: ReadonlyMap<number, number>
}

/**
 * `filings`: everything that is said of these source patients, in the order in which it came.
 * The caller holds the filing lock.
 */
export async function refileEntries(
  tx: Tx,
  patients: readonly Refiling[],
  given: readonly Filing[],
  rules: CombineRules,
  at: number,
): Promise<Refiled> {
  const filings = tellAllRelated(given, rules)
  const keys = keysOf(filings)
  const said = newVersions(filings, keys, new Map(), rules)
  const retold = patients.map((one) => one.sourcePatientId)
  const { news: heeded, documents } = await heedClaims(tx, filings, keys, said.news, retold)
  const out = keptOut(filings)
  const isKept = (one: NewVersion): boolean => !out.has(one.filing.personId)
  const told: News = {
    news: followAllLinks(filings, heeded.filter(isKept)),
    saidAgain: said.saidAgain,
  }
  const keptOutNews = heeded.filter((one) => !isKept(one))
  const kept = filings.filter((filing) => !filing.isKeptOut)
  const telling = patients.filter((one) => !out.has(one.personId))
  const standing = await loadStanding(tx, telling)
  const { news, ended, confirmed } = compare(told, standing)
  await confirmAt(tx, confirmed)
  await dropAttachments(tx, telling, kept)
  const heard = await noteHeard(tx, kept)
  if (news.length === 0 && ended.length === 0 && heard.length === 0) {
    await retractDocuments(tx, documents)
    return { news, ended, keptOut: keptOutNews, versions: new Map() }
  }
  const persons = [
    ...[...news, ...heard].map((one) => one.filing.personId),
    ...ended.map((one) => one.personId),
  ]
  const versions = await raiseVersions(tx, new Set(persons), at)
  await endVersions(tx, [...ended, ...news.flatMap((one) => one.ends ?? [])], versions)
  await saveEntries(tx, news, versions)
  await noteSensitive(tx, personsOfSensitive(news))
  await forgetAround(tx, retold)
  await labelPast(tx, news)
  await confirmAt(
    tx,
    news.flatMap(({ filing, key }) => {
      const again = told.saidAgain.get(entryName(filing.sourcePatientId, key))
      const { personId } = filing
      return again === undefined ? [] : [{ personId, key, since: versions.get(personId)!, again }]
    }),
  )
  const labels = new Map(
    news.map((one) => [entryName(one.filing.sourcePatientId, one.key), one.labels]),
  )
  const labelsOf = (filing: Filing, statement: Statement): readonly string[] | undefined =>
    labels.get(entryName(filing.sourcePatientId, keys.get(statement)!))
  const changed = kept.map((filing) => ({
    ...filing,
    statements: filing.statements.filter((one) => labelsOf(filing, one) !== undefined),
  }))
  await saveAttachments(tx, changed, (filing, one) => labelsOf(filing, one) ?? [])
  await labelDocuments(tx, documentsOfAll(news, told.news))
  await labelUnnamed(tx, openAmong(told.news))
  await retractDocuments(tx, documents)
  return { news, ended, keptOut: keptOutNews, versions }
}

const personsOfSensitive = (news: readonly NewVersion[]): number[] =>
  news.filter((one) => isSensitive(one.labels)).map((one) => one.filing.personId)

const documentsOfAll = (news: readonly NewVersion[], all: readonly NewVersion[]) => {
  const allOf = Map.groupBy(all, (one) => one.filing.sourcePatientId)
  return [...Map.groupBy(news, (one) => one.filing.sourcePatientId)].flatMap(([id, changed]) =>
    documentsOf(changed[0]!.filing, changed, allOf.get(id) ?? []),
  )
}

const openAmong = (all: readonly NewVersion[]) =>
  [...Map.groupBy(all, (one) => one.filing.sourcePatientId).values()].flatMap((ofPatient) =>
    openDocuments(ofPatient[0]!.filing, ofPatient),
  )

function compare(told: News, standing: ReadonlyMap<string, StandingEntry>) {
  const news: NewVersion[] = []
  const confirmed: Confirmed[] = []
  const isSaid = new Set<string>()
  for (const one of told.news) {
    const name = entryName(one.filing.sourcePatientId, one.key)
    isSaid.add(name)
    const entry = standing.get(name)
    if (!entry || !isTheSame(entry, one)) {
      news.push({ ...one, ends: entry ?? one.ends })
      continue
    }
    const again = told.saidAgain.get(name)
    if (rounded(again) !== entry.confirmed) confirmed.push({ ...entry, again })
  }
  const ended = [...standing].filter(([name]) => !isSaid.has(name)).map(([, entry]) => entry)
  return { news, ended, confirmed }
}

const isTheSame = (entry: StandingEntry, told: NewVersion): boolean =>
  entry.content === told.content &&
  entry.eventTime === Math.round(told.eventTime) &&
  entry.labels.join() === told.labels.join()

const rounded = (time: number | undefined): number | undefined =>
  time === undefined ? undefined : Math.round(time)

async function loadStanding(
  tx: Tx,
  patients: readonly Refiling[],
): Promise<Map<string, StandingEntry>> {
  const found = await tx.query<{
    person_id: number
    source_patient_id: number
    key: string
    kind: string
    since: number
    event_time: number
    confirmed: number | null
    content: string
    pack_id: number
    position: number
    labels: string[] | null
  }>({
    name: 'record-standing',
    text: `SELECT e.person_id, e.source_patient_id, e.key::text AS key, e.kind::text AS kind, e.since,
        e.event_time, e.confirmed, e.content::text AS content, e.pack_id, e.position, e.labels
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, source_patient_id)
      JOIN record.entry e USING (person_id, source_patient_id)
      WHERE e.until IS NULL`,
    values: [patients.map((one) => one.personId), patients.map((one) => one.sourcePatientId)],
  })
  return new Map(
    found.rows.map((row) => [
      entryName(row.source_patient_id, row.key),
      {
        personId: row.person_id,
        sourcePatientId: row.source_patient_id,
        key: row.key,
        kind: row.kind,
        since: row.since,
        eventTime: row.event_time,
        confirmed: row.confirmed ?? undefined,
        content: row.content,
        packId: row.pack_id,
        position: row.position,
        labels: row.labels ?? [],
      },
    ]),
  )
}

interface Confirmed {
  readonly personId: number
  readonly key: string
  readonly since: number
  /** When the same was said again (ms); undefined: never. */
  readonly again: number | undefined
}

async function confirmAt(tx: Tx, rows: readonly Confirmed[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `UPDATE record.entry e SET confirmed = c.at
     FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[])
       AS c (person_id, key, since, at)
     WHERE e.person_id = c.person_id AND e.key = c.key AND e.since = c.since`,
    [
      rows.map((row) => row.personId),
      rows.map((row) => row.key),
      rows.map((row) => row.since),
      rows.map((row) => rounded(row.again) ?? null),
    ],
  )
}

/**
 * Documents are asked for by their hash: one that nothing says belongs to this patient must not
 * be opened there. The message that brought it is kept.
 */
async function dropAttachments(
  tx: Tx,
  patients: readonly Refiling[],
  filings: readonly Filing[],
): Promise<void> {
  const named = filings.flatMap(({ sourcePatientId, statements }) =>
    statements.flatMap((one) =>
      (one.attachments ?? []).map(({ hash }) => ({ sourcePatientId, hash })),
    ),
  )
  await tx.query(
    `DELETE FROM record.attachment a
     USING unnest($1::bigint[], $2::bigint[]) AS w (person_id, source_patient_id)
     WHERE a.person_id = w.person_id AND a.source_patient_id = w.source_patient_id
       AND NOT EXISTS (SELECT FROM unnest($3::bigint[], $4::text[]) AS n (source_patient_id, hash)
         WHERE n.source_patient_id = a.source_patient_id AND decode(n.hash, 'hex') = a.hash)`,
    [
      patients.map((one) => one.personId),
      patients.map((one) => one.sourcePatientId),
      named.map((one) => one.sourcePatientId),
      named.map((one) => one.hash),
    ],
  )
}

/** The messages that brought what was ever known of these source patients, as far as packs say. */
export async function messagesBehind(
  tx: Tx,
  patients: readonly Refiling[],
): Promise<{ sourcePatientId: number; messageId: number }[]> {
  const found = await tx.query<{ source_patient_id: number; message_id: number }>({
    name: 'record-messages-behind',
    text: `SELECT DISTINCT p.source_patient_id, p.message_id
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, source_patient_id)
      JOIN record.pack p USING (person_id, source_patient_id)`,
    values: [patients.map((one) => one.personId), patients.map((one) => one.sourcePatientId)],
  })
  return found.rows.map((row) => ({
    sourcePatientId: row.source_patient_id,
    messageId: row.message_id,
  }))
}
