/** Prepares a person's record anew from nothing but its entries. */
import { isDeepStrictEqual } from 'node:util'
import type { Patient } from 'fhir/r4'
import type { Tx } from '#database'
import type { PersonView, Provenance, RecordView } from '#vocabulary'
import { itemId } from './entry-key.ts'
import { type FeedsKnown, heardOf, heardWithin } from './heard-of.ts'
import { entryName, loadPacks } from './held-entries.ts'
import { classesOf, classesOutside, combinationsOf } from './labels.ts'
import type { Original } from './packing.ts'
import { compressView, openView, type Prepared } from './prepared-body.ts'
import { applyLines, emptyView, type Heard } from './prepared-lines.ts'
import { feedEnd } from './prepared-rows.ts'
import type { NewVersion } from './supersede.ts'
import { itemOf, personView } from './view/index.ts'

export interface CurrentEntry {
  readonly sourcePatientId: number
  readonly key: string
  readonly kind: string
  readonly labels: readonly string[]
  readonly original: Original
  readonly provenance: Provenance
}

/** Every current entry of a person, oldest first. */
export async function currentEntries(tx: Tx, personId: number): Promise<CurrentEntry[]> {
  const asked = { onlyPatients: false, known: new Map<string, Original>() }
  return (await currentEntriesOf(tx, [personId], asked)).get(personId) ?? []
}

/** The banners of many persons at once, each as all sources of that person make it. */
export async function loadBanners(
  tx: Tx,
  personIds: ReadonlySet<number>,
  /** What was just filed need not be read back. */
  news: readonly NewVersion[],
): Promise<Map<number, PersonView>> {
  const known = new Map(
    news
      .filter((one) => one.kind === 'Patient')
      .map((one) => [entryName(one.filing.sourcePatientId, one.key), one.original]),
  )
  const entries = await currentEntriesOf(tx, [...personIds], { onlyPatients: true, known })
  const theSame = new Set(
    news
      .filter((one) => one.kind === 'Patient' && one.showsTheSame)
      .map((one) => entryName(one.filing.sourcePatientId, one.key)),
  )
  // With one source there is nothing to choose between, and what it says is what it said.
  const isAsBefore = ([only, ...others]: readonly CurrentEntry[]): boolean =>
    others.length === 0 &&
    only !== undefined &&
    theSame.has(entryName(only.sourcePatientId, only.key))
  return new Map(
    [...entries]
      .filter(([, patients]) => !isAsBefore(patients))
      .map(([personId, patients]) => [personId, personOf(patients)]),
  )
}

async function currentEntriesOf(
  tx: Tx,
  personIds: readonly number[],
  asked: { onlyPatients: boolean; known: ReadonlyMap<string, Original> },
): Promise<Map<number, CurrentEntry[]>> {
  if (personIds.length === 0) return new Map()
  const found = await tx.query<{
    person_id: number
    source_patient_id: number
    key: string
    kind: string
    labels: string[] | null
    event_time: number
    position: number
    pack_id: number
    organisation: string
    feed: string
    received_at: number
  }>({
    name: asked.onlyPatients ? 'record-current-patients' : 'record-current',
    text: `SELECT e.person_id, e.source_patient_id, e.key::text AS key, e.kind::text AS kind, e.labels,
        e.event_time, e.position, e.pack_id, p.organisation, p.feed, p.received_at
      FROM record.entry e JOIN record.pack p USING (person_id, pack_id)
      WHERE e.person_id = ANY ($1) AND e.until IS NULL
        ${asked.onlyPatients ? "AND e.kind = 'Patient'" : ''}
      ORDER BY p.received_at, e.pack_id, e.position`,
    values: [personIds],
  })
  const packs = await loadPacks(
    tx,
    found.rows
      .filter((row) => !asked.known.has(entryName(row.source_patient_id, row.key)))
      .map((row) => ({ personId: row.person_id, packId: row.pack_id })),
  )
  const entries = new Map<number, CurrentEntry[]>()
  for (const row of found.rows) {
    const ofPerson = entries.get(row.person_id) ?? []
    entries.set(row.person_id, ofPerson)
    ofPerson.push({
      sourcePatientId: row.source_patient_id,
      key: row.key,
      kind: row.kind,
      labels: row.labels ?? [],
      original:
        asked.known.get(entryName(row.source_patient_id, row.key)) ??
        packs.get(row.pack_id)![row.position]!,
      provenance: {
        feed: row.feed,
        organisation: row.organisation,
        organisationName: row.organisation,
        sourceTime: new Date(row.event_time).toISOString(),
        receivedAt: new Date(row.received_at).toISOString(),
      },
    })
  }
  return entries
}

/** The banner as all sources of the person together make it. */
function personOf(entries: readonly CurrentEntry[]): PersonView {
  return personView(
    entries
      .filter((entry) => entry.kind === 'Patient')
      .map((entry) => ({
        resource: entry.original.resource as Patient,
        provenance: entry.provenance,
      })),
  )
}

/** The view that these entries make; without those that bear a label to withhold. */
export function viewOf(
  entries: readonly CurrentEntry[],
  version: number,
  heard: Readonly<Record<string, Heard>>,
  withhold: readonly string[] = [],
): RecordView {
  const shown = entries.filter((entry) => !entry.labels.some((label) => withhold.includes(label)))
  const put = shown
    .map((entry) =>
      itemOf({
        id: itemId(entry.key),
        kind: entry.kind,
        resource: entry.original.resource,
        provenance: entry.provenance,
      }),
    )
    .filter((item) => item !== undefined)
    .map((item) => [item.section, item.item] as const)
  const person = withhold.length > 0 ? tellable(personOf(entries), heard) : personOf(entries)
  const view = applyLines(emptyView(), [{ version, put, heard, person }])
  return { ...view, someWithheld: shown.length < entries.length }
}

/**
 * Who it is, and what protects an address, everybody must know; but the numbers of a source that
 * is withheld would name it (AC-23).
 */
function tellable(whole: PersonView, told: Readonly<Record<string, Heard>>): PersonView {
  const isTold = (one: { readonly source: string }): boolean => Object.hasOwn(told, one.source)
  const { differences, deceased, ...rest } = whole
  const some = differences?.filter(isTold) ?? []
  return {
    ...rest,
    ...(deceased && { deceased: isTold(deceased) ? deceased : { ...deceased, source: '' } }),
    identifiers: whole.identifiers.filter(isTold),
    ...(some.length > 0 && { differences: some }),
  }
}

/** Writes the person's prepared record anew; removes it when nothing is left to show. */
export async function rebuild(tx: Tx, personId: number, feeds: FeedsKnown): Promise<void> {
  const entries = await currentEntries(tx, personId)
  const head = await tx.query<{ version: number }>(
    `SELECT version FROM record.person WHERE person_id = $1`,
    [personId],
  )
  const before = await tx.query<Prepared & { labels: string[] }>(
    `DELETE FROM record.prepared WHERE person_id = $1 RETURNING labels, version, body, fresh`,
    [personId],
  )
  if (entries.length === 0) return
  const version = head.rows[0]?.version ?? 1
  const present = classesOf(entries.flatMap((entry) => entry.labels))
  for (const labels of combinationsOf(present)) {
    const isWhole = labels.length === present.length
    const { heard, feeds: shown } = isWhole
      ? { heard: await heardOf(tx, personId, feeds), feeds: [] }
      : await heardWithin(tx, personId, feeds, labels)
    const view = viewOf(entries, version, heard, isWhole ? [] : classesOutside(labels))
    const stood = before.rows.find((row) => row.labels.join() === labels.join())
    const prepared = isWhole ? view : sinceWhen(view, stood)
    const items = Object.values(view.sections).reduce((total, one) => total + one.length, 0)
    await tx.query(
      `INSERT INTO record.prepared (person_id, labels, version, items, body, feeds)
       VALUES ($1, string_to_array($2, ','), $3, $4, $5, string_to_array($6, $7))`,
      [
        personId,
        labels.join(','),
        prepared.version,
        items,
        compressView(prepared),
        shown.join(feedEnd),
        feedEnd,
      ],
    )
  }
}

/** Its version would tell when something was filed that is withheld (AC-23). */
function sinceWhen(view: RecordView, stood: Prepared | undefined): RecordView {
  if (!stood) return view
  const before = JSON.parse(JSON.stringify(openView(stood))) as RecordView
  const same = { ...view, version: before.version }
  return isDeepStrictEqual(before, JSON.parse(JSON.stringify(same))) ? same : view
}
