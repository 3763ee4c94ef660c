/**
 * Entries that are sensitive because of what they are linked with. Told anew, of each source
 * patient of whom something is sensitive, whenever something about them changes: so it does not
 * matter which came first, the letter or the problem that it is about.
 */
import type { Tx } from '#database'
import { loadOrigins } from './claims.ts'
import { entryKey } from './entry-key.ts'
import { loadPacks } from './held-entries.ts'
import type { LabelledDocument, OpenDocuments } from './keep-labels.ts'
import { isSensitive, sensitive, withLinks } from './labels.ts'
import { documentsIn, type KeyOf, type LinkedKeys, linkedKeys, namedBy } from './links.ts'
import { type Original, originalText } from './packing.ts'
import { loadAround, saveAround } from './sensitive-keys.ts'
import type { Filing, NewVersion } from './supersede.ts'

export interface Followed {
  readonly news: readonly NewVersion[]
  readonly documents: readonly LabelledDocument[]
  readonly open: readonly OpenDocuments[]
}

/** `known`: persons of whom something was sensitive before. */
export async function followLinks(
  tx: Tx,
  filings: readonly Filing[],
  news: readonly NewVersion[],
  known: ReadonlySet<number>,
): Promise<Followed> {
  const now = news.filter((one) => isSensitive(one.labels)).map((one) => one.filing.personId)
  const persons = new Set([...now, ...known])
  if (persons.size === 0) return { news, documents: [], open: [] }
  await noteSensitive(tx, now)
  const filingOf = new Map(filings.map((one) => [one.sourcePatientId, one]))
  const touched = new Set(
    news
      .filter((one) => persons.has(one.filing.personId))
      .map((one) => one.filing.sourcePatientId)
      .filter((id) => filingOf.has(id)),
  )
  const around = await loadAround(tx, persons)
  for (const id of touched) {
    const filing = filingOf.get(id)!
    const known = around.get(id)
    const ofPatient = news.filter((one) => one.filing.sourcePatientId === id)
    if (known && ofPatient.every((one) => isFarFrom(known, one, filing))) touched.delete(id)
  }
  const held = await loadAll(
    tx,
    [...touched].map((id) => filingOf.get(id)!),
  )
  const keys = new Map<Filing, ReadonlySet<string>>()
  const fresh = new Map(news.map((one) => [nameOf(one.filing.sourcePatientId, one.key), one]))
  const told = new Map(fresh)
  const documents: LabelledDocument[] = []
  const open: OpenDocuments[] = []
  const changed: HeldWhole[] = []
  for (const id of touched) {
    const filing = filingOf.get(id)!
    const ofPatient = news.filter((one) => one.filing.sourcePatientId === id)
    const standing = (held.get(id) ?? []).filter((one) => !fresh.has(nameOf(id, one.key)))
    const all = [...ofPatient, ...standing]
    const { linked, around } = linkedAmong(all, filing)
    keys.set(filing, around)
    const labelled = all.map((one) => ({
      ...one,
      labels: withLinks(one.labels, linked.has(one.key)),
    }))
    const different = labelled.filter((one) => one.labels.join() !== before(one).join())
    for (const one of labelled) if (isNews(one)) told.set(nameOf(id, one.key), one)
    changed.push(...different.filter((one): one is HeldWhole => !isNews(one)))
    documents.push(...documentsOf(filing, different, labelled))
    open.push(...openDocuments(filing, labelled))
  }
  await saveAround(tx, keys)
  const relabelled = await asNews(tx, changed, filingOf)
  return { news: [...told.values(), ...relabelled], documents, open }
}

/** The same of everything that is said of source patients, without what is held (RL-09). */
export function followAllLinks(
  filings: readonly Filing[],
  news: readonly NewVersion[],
): readonly NewVersion[] {
  if (!news.some((one) => isSensitive(one.labels))) return news
  const filingOf = new Map(filings.map((one) => [one.sourcePatientId, one]))
  return [...Map.groupBy(news, (one) => one.filing.sourcePatientId)].flatMap(([id, ofPatient]) => {
    const filing = filingOf.get(id)
    if (!filing) return ofPatient
    const { linked } = linkedAmong(ofPatient, filing)
    return ofPatient.map((one) => ({ ...one, labels: withLinks(one.labels, linked.has(one.key)) }))
  })
}

/** Nothing about it can have to do with what is sensitive of this patient. */
function isFarFrom(around: ReadonlySet<string>, one: NewVersion, { patient }: Filing): boolean {
  if (one.labels.includes(sensitive) || one.ends?.labels.includes(sensitive)) return false
  if (around.has(one.key)) return false
  const keyOf: KeyOf = (kind, sourceId) => entryKey(patient, kind, sourceId)
  const named = namedBy({ kind: one.kind, resource: wholeOf(one) }, keyOf)
  return !named.some((key) => around.has(key))
}

interface HeldWhole {
  readonly personId: number
  readonly sourcePatientId: number
  readonly key: string
  readonly kind: string
  readonly since: number
  readonly eventTime: number
  readonly content: string
  readonly packId: number
  readonly position: number
  readonly labels: readonly string[]
  readonly before: readonly string[]
  readonly original: Original
}

const isNews = (one: NewVersion | HeldWhole): one is NewVersion => 'filing' in one
const before = (one: NewVersion | HeldWhole): readonly string[] =>
  isNews(one) ? (one.ends?.labels ?? []) : one.before
const nameOf = (sourcePatientId: number, key: string): string => `${sourcePatientId}|${key}`

const wholeOf = ({ original }: { readonly original: Original }) =>
  original.retracted ?? original.resource

function linkedAmong(all: readonly (NewVersion | HeldWhole)[], { patient }: Filing): LinkedKeys {
  const keyOf: KeyOf = (kind, sourceId) => entryKey(patient, kind, sourceId)
  return linkedKeys(
    all.map((one) => ({
      key: one.key,
      kind: one.kind,
      isSensitive: isSensitive(one.labels),
      resource: wholeOf(one),
    })),
    keyOf,
  )
}

interface Labelled {
  readonly labels: readonly string[]
  readonly original: Original
}

/** Documents that these name: as withheld as the most withheld of all that names them. */
export function documentsOf(
  { personId, sourcePatientId }: Pick<Filing, 'personId' | 'sourcePatientId'>,
  changed: readonly Labelled[],
  all: readonly Labelled[],
): LabelledDocument[] {
  const wanted = new Map<string, Set<string>>()
  for (const one of changed)
    for (const hash of documentsIn(wholeOf(one))) wanted.set(hash, new Set())
  if (wanted.size === 0) return []
  for (const one of all) {
    if (one.labels.length === 0) continue
    for (const hash of documentsIn(wholeOf(one))) {
      for (const label of one.labels) wanted.get(hash)?.add(label)
    }
  }
  return [...wanted].map(([hash, labels]) => {
    return { personId, sourcePatientId, hash, labels: [...labels].sort() }
  })
}

/** Nothing where nothing is sensitive: then nothing needs to be looked for. */
export function openDocuments(
  { personId, sourcePatientId }: Pick<Filing, 'personId' | 'sourcePatientId'>,
  all: readonly Labelled[],
): OpenDocuments[] {
  const isOpen = (one: Labelled): boolean => !one.labels.includes(sensitive)
  if (all.every(isOpen)) return []
  const hashes = new Set(all.filter(isOpen).flatMap((one) => documentsIn(wholeOf(one))))
  return [{ personId, sourcePatientId, hashes: [...hashes] }]
}

export async function noteSensitive(tx: Tx, personIds: readonly number[]): Promise<void> {
  if (personIds.length === 0) return
  await tx.query({
    name: 'record-note-sensitive',
    text: `UPDATE record.person SET sensitive = true
      WHERE person_id = ANY ($1) AND NOT sensitive`,
    values: [[...new Set(personIds)]],
  })
}

/** All that stands of these source patients. */
async function loadAll(tx: Tx, filings: readonly Filing[]): Promise<Map<number, HeldWhole[]>> {
  const some = filings.filter((one) => !one.isNewSourcePatient)
  if (some.length === 0) return new Map()
  const found = await tx.query<{
    person_id: number
    source_patient_id: number
    key: string
    kind: string
    since: number
    event_time: number
    content: string
    pack_id: number
    position: number
    labels: string[] | null
  }>({
    name: 'record-all-of-patients',
    text: `SELECT e.person_id, e.source_patient_id, e.key::text AS key, e.kind::text AS kind, e.since,
        coalesce(e.confirmed, e.event_time) AS event_time, e.content::text AS content, e.pack_id,
        e.position, e.labels
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, source_patient_id)
      JOIN record.entry e USING (person_id, source_patient_id)
      WHERE e.until IS NULL`,
    values: [some.map((one) => one.personId), some.map((one) => one.sourcePatientId)],
  })
  const packs = await loadPacks(
    tx,
    found.rows.map((row) => ({ personId: row.person_id, packId: row.pack_id })),
  )
  const all = found.rows.map((row) => ({
    personId: row.person_id,
    sourcePatientId: row.source_patient_id,
    key: row.key,
    kind: row.kind,
    since: row.since,
    eventTime: row.event_time,
    content: row.content,
    packId: row.pack_id,
    position: row.position,
    labels: row.labels ?? [],
    before: row.labels ?? [],
    original: packs.get(row.pack_id)![row.position]!,
  }))
  return Map.groupBy(all, (one) => one.sourcePatientId)
}

/** The same content with other labels is a new version: what was shown before stays known. */
async function asNews(
  tx: Tx,
  changed: readonly HeldWhole[],
  filingOf: ReadonlyMap<number, Filing>,
): Promise<NewVersion[]> {
  if (changed.length === 0) return []
  const origins = await loadOrigins(tx, changed)
  return changed.flatMap((one): NewVersion[] => {
    const origin = origins.get(one.packId)
    if (!origin) return []
    const { organisation, feed, receivedAt, messageId } = origin
    return [
      {
        filing: {
          personId: one.personId,
          sourcePatientId: one.sourcePatientId,
          messageId,
          provenance: { feed, organisation, organisationName: organisation, receivedAt },
          shares: filingOf.get(one.sourcePatientId)?.shares ?? [],
        },
        key: one.key,
        kind: one.kind,
        resource: one.original.resource,
        original: one.original,
        text: originalText(one.original),
        // Nobody's evidence of anything changes by it.
        showsTheSame: true,
        content: one.content,
        eventTime: one.eventTime,
        labels: one.labels,
        ends: { ...one, labels: one.before },
      },
    ]
  })
}
