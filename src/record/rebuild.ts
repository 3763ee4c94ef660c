/** Prepares a person's record anew from nothing but its entries. */

import type { Patient } from 'fhir/r4'
import type { Tx } from '#database'
import type { PersonView, Provenance, RecordView, SectionName } from '#vocabulary'
import { delaysOf } from './delays.ts'
import { itemId } from './entry-key.ts'
import { entryName, loadPacks } from './held-entries.ts'
import type { Original } from './packing.ts'
import { compressView } from './prepared-body.ts'
import { applyLines, emptyView, type Heard } from './prepared-lines.ts'
import type { NewVersion } from './supersede.ts'
import { itemOf, personView } from './view/index.ts'

/** What is known of a feed by its name: whose it is and what it can fill. */
export type FeedsKnown = (feed: string) => {
  readonly organisationName: string
  readonly shares: readonly SectionName[]
}

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
): Promise<Map<number, Banners>> {
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
      .map(([personId, patients]) => [personId, bannersOf(patients)]),
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

export interface Banners {
  readonly whole: PersonView
  /** For who may not see what is restricted. */
  readonly open: PersonView
}

/**
 * Who it is, and what protects an address, everybody must know; but the numbers of a source that
 * is withheld would name it (AC-23).
 */
function bannersOf(entries: readonly CurrentEntry[]): Banners {
  const whole = personOf(entries)
  const patients = entries.filter((entry) => entry.kind === 'Patient')
  const told = new Set(
    patients
      .filter((entry) => entry.labels.length === 0)
      .map((entry) => entry.provenance.organisation),
  )
  if (patients.every((entry) => told.has(entry.provenance.organisation))) {
    return { whole, open: whole }
  }
  const { differences, ...rest } = whole
  const tellable = differences?.filter((one) => told.has(one.source)) ?? []
  return {
    whole,
    open: {
      ...rest,
      identifiers: whole.identifiers.filter((one) => told.has(one.source)),
      ...(tellable.length > 0 && { differences: tellable }),
    },
  }
}

/** Which organisations this person's current entries come from, and when each was last heard. */
export async function heardOf(
  tx: Tx,
  personId: number,
  feeds: FeedsKnown,
  withoutRestricted = false,
): Promise<Record<string, Heard>> {
  const found = await tx.query<{ organisation: string; feed: string; received_at: number }>({
    name: 'record-heard',
    text: `SELECT organisation, feed, max(received_at) AS received_at FROM (
        SELECT organisation, feed, received_at, source_patient_id FROM record.pack
        WHERE person_id = $1 AND (NOT $2 OR coalesce(cardinality(labels), 0) = 0)
        UNION ALL
        SELECT organisation, feed, received_at, source_patient_id FROM record.heard
        WHERE person_id = $1 AND (NOT $2 OR NOT restricted)) h
      WHERE source_patient_id IN (
        SELECT source_patient_id FROM record.entry WHERE person_id = $1 AND until IS NULL)
      GROUP BY organisation, feed ORDER BY organisation, feed`,
    values: [personId, withoutRestricted],
  })
  const heard: Record<string, Heard> = {}
  for (const row of found.rows) {
    const before = heard[row.organisation]
    const feed = feeds(row.feed)
    const received = new Date(row.received_at).toISOString()
    heard[row.organisation] = {
      name: feed.organisationName,
      received: before && before.received > received ? before.received : received,
      shares: [...new Set([...(before?.shares ?? []), ...feed.shares])],
    }
  }
  for (const [organisation, delayedSince] of await delaysOf(tx, personId)) {
    const known = heard[organisation]
    if (known) heard[organisation] = { ...known, delayedSince }
  }
  return heard
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
  const { whole, open } = bannersOf(entries)
  const person = withhold.length > 0 ? open : whole
  const view = applyLines(emptyView(), [{ version, put, heard, person }])
  return { ...view, someWithheld: shown.length < entries.length }
}

/** Writes the person's prepared record anew; removes it when nothing is left to show. */
export async function rebuild(tx: Tx, personId: number, feeds: FeedsKnown): Promise<void> {
  const entries = await currentEntries(tx, personId)
  const head = await tx.query<{ version: number }>(
    `SELECT version FROM record.person WHERE person_id = $1`,
    [personId],
  )
  await tx.query(`DELETE FROM record.prepared WHERE person_id = $1`, [personId])
  if (entries.length === 0) return
  const version = head.rows[0]?.version ?? 1
  const labels = [...new Set(entries.flatMap((entry) => entry.labels))].sort()
  const rows = labels.length > 0 ? [labels, []] : [[]]
  for (const row of rows) {
    const withhold = row.length > 0 ? [] : labels
    const heard = await heardOf(tx, personId, feeds, withhold.length > 0)
    const view = viewOf(entries, version, heard, withhold)
    const items = Object.values(view.sections).reduce((total, one) => total + one.length, 0)
    await tx.query(
      `INSERT INTO record.prepared (person_id, labels, version, items, body)
       VALUES ($1, string_to_array($2, ','), $3, $4, $5)`,
      [personId, row.join(','), version, items, compressView(view)],
    )
  }
}
