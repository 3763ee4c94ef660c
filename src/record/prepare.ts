/**
 * Keeps prepared records up to date as messages are filed. What is new is laid beside the
 * prepared part and folded in now and then, so a message does not cost the size of the record.
 */
import { byteaArray, type Tx } from '#database'
import type { Provenance, RecordView, SectionName } from '#vocabulary'
import { delayedAmong } from './delays.ts'
import { itemId } from './entry-key.ts'
import type { NewlyHeard } from './heard.ts'
import { compressView, foldedBody, writeLine } from './prepared-body.ts'
import { applyLines, emptyView, type Heard, type PreparedLine } from './prepared-lines.ts'
import { type Banners, type FeedsKnown, rebuild } from './rebuild.ts'
import type { NewVersion } from './supersede.ts'
import { itemOf, shownKinds } from './view/index.ts'

/** Fresh lines up to this many bytes, or the size of the compressed body, are not folded yet. */
const freshBytesMin = 8_192

/** The label whose entries can be withheld; further classes are a further row (decision 0004). */
const restricted = 'restricted'

export interface Preparing {
  readonly news: readonly NewVersion[]
  /** Feeds that are heard of somebody for the first time. */
  readonly heard: readonly NewlyHeard[]
  readonly versions: ReadonlyMap<number, number>
  /** Persons whose banner is to be chosen anew. */
  readonly persons: ReadonlyMap<number, Banners>
  /** Persons whose entries came or went by a move: prepared from their entries. */
  readonly moved: ReadonlySet<number>
  readonly feeds: FeedsKnown
}

export async function prepare(tx: Tx, preparing: Preparing): Promise<void> {
  const lines = linesByPerson(preparing)
  const known = await loadSizes(tx, [...lines.keys()])
  // Lines do not say that a source is behind: where one begins to speak, that is looked up.
  const delayed = await delayedAmong(tx, [
    ...[...lines.keys()].filter((personId) => !known.has(personId)),
    ...preparing.heard.map((one) => one.filing.personId),
  ])
  const created: { personId: number; labels: string[]; version: number; view: RecordView }[] = []
  const appended: { personId: number; labels: string; line: Buffer; version: number }[] = []
  const toFold: { personId: number; labels: string }[] = []
  const toRebuild = new Set(preparing.moved)
  for (const [personId, { whole, open, hasNews, hasRestricted, takesAway }] of lines) {
    const rows = known.get(personId)
    if (takesAway || delayed.has(personId)) toRebuild.add(personId)
    if (toRebuild.has(personId)) continue
    if (!rows) {
      // Heard, and nothing that stands: there is no record yet.
      if (!hasNews) continue
      if (hasRestricted) {
        toRebuild.add(personId)
        continue
      }
      created.push({
        personId,
        labels: [],
        version: whole.version,
        view: applyLines(emptyView(), [whole]),
      })
      continue
    }
    if (hasRestricted && !rows.some((row) => row.labels !== '')) {
      toRebuild.add(personId)
      continue
    }
    for (const row of rows) {
      const line = writeLine(rows.length > 1 && row.labels === '' ? open : whole)
      appended.push({ personId, labels: row.labels, line, version: whole.version })
      if (row.fresh + line.length > Math.max(freshBytesMin, row.body)) {
        toFold.push({ personId, labels: row.labels })
      }
    }
  }
  await saveNew(tx, created)
  await append(tx, appended)
  await fold(tx, toFold)
  for (const personId of toRebuild) await rebuild(tx, personId, preparing.feeds)
  await tx.query({
    name: 'record-unfolded',
    text: `INSERT INTO record.unfolded SELECT DISTINCT p FROM unnest($1::bigint[]) AS p
      ON CONFLICT DO NOTHING`,
    values: [[...new Set(appended.map((one) => one.personId))]],
  })
}

interface Lines {
  whole: PreparedLine
  open: PreparedLine
  hasNews: boolean
  hasRestricted: boolean
  /** A view loses a line, and lines cannot say whether its source shares that section at all. */
  takesAway: boolean
}

function linesByPerson(preparing: Preparing): Map<number, Lines> {
  const lines = new Map<number, Lines>()
  const byPerson = Map.groupBy(preparing.news, (one) => one.filing.personId)
  const heardBy = Map.groupBy(preparing.heard, (one) => one.filing.personId)
  for (const personId of new Set([...byPerson.keys(), ...heardBy.keys()])) {
    const news = byPerson.get(personId) ?? []
    const put: [NonNullable<ReturnType<typeof itemOf>>, boolean][] = []
    const gone: string[] = []
    let takesAway = false
    const heard: Record<string, Heard> = {}
    const heardOpenly: Record<string, Heard> = {}
    for (const one of news) {
      const id = itemId(one.key)
      const { provenance, shares } = one.filing
      const shown = itemOf({
        id,
        kind: one.kind,
        resource: one.resource,
        provenance: { ...provenance, sourceTime: new Date(one.eventTime).toISOString() },
      })
      const isRestricted = one.labels.includes(restricted)
      if (shown) put.push([shown, isRestricted])
      takesAway ||= shown ? isRestricted && wasOpen(one) : wasShown(one)
      if (one.ends && (!shown || isRestricted)) gone.push(id)
      hear(heard, provenance, shares)
      if (!isRestricted) hear(heardOpenly, provenance, shares)
    }
    for (const { filing, isRestricted } of heardBy.get(personId) ?? []) {
      hear(heard, filing.provenance, filing.shares)
      if (!isRestricted) hear(heardOpenly, filing.provenance, filing.shares)
    }
    const about = {
      version: preparing.versions.get(personId)!,
      ...(gone.length > 0 && { gone }),
    }
    const banners = preparing.persons.get(personId)
    const linesOf = (items: typeof put): PreparedLine['put'] =>
      items.map(([shown]) => [shown.section, shown.item] as const)
    lines.set(personId, {
      whole: { ...about, put: linesOf(put), person: banners?.whole, heard },
      open: {
        ...about,
        put: linesOf(put.filter(([, isRestricted]) => !isRestricted)),
        person: banners?.open,
        heard: heardOpenly,
      },
      hasNews: news.length > 0,
      hasRestricted: news.some((one) => one.labels.includes(restricted)),
      takesAway,
    })
  }
  return lines
}

const wasOpen = ({ ends }: NewVersion): boolean =>
  ends !== undefined && !ends.labels.includes(restricted)

/** Where the version before is not at hand, it is taken to have been shown. */
function wasShown({ key, kind, ends, filing }: NewVersion): boolean {
  if (!ends || !shownKinds.includes(kind)) return false
  if (!ends.original) return true
  const { resource } = ends.original
  return itemOf({ id: itemId(key), kind, resource, provenance: filing.provenance }) !== undefined
}

function hear(
  heard: Record<string, Heard>,
  { organisation, organisationName, receivedAt }: Provenance,
  shares: readonly SectionName[],
): void {
  const before = heard[organisation]
  heard[organisation] = {
    name: organisationName,
    received: before && before.received > receivedAt ? before.received : receivedAt,
    shares: [...new Set([...(before?.shares ?? []), ...shares])],
  }
}

async function loadSizes(
  tx: Tx,
  personIds: readonly number[],
): Promise<Map<number, { labels: string; body: number; fresh: number }[]>> {
  if (personIds.length === 0) return new Map()
  const found = await tx.query<{ person_id: number; labels: string; body: number; fresh: number }>({
    name: 'record-prepared-sizes',
    text: `SELECT person_id, array_to_string(labels, ',') AS labels, length(body) AS body,
        length(fresh) AS fresh
      FROM record.prepared WHERE person_id = ANY ($1)`,
    values: [personIds],
  })
  return Map.groupBy(found.rows, (row) => row.person_id)
}

async function saveNew(
  tx: Tx,
  rows: readonly { personId: number; labels: string[]; version: number; view: RecordView }[],
): Promise<void> {
  if (rows.length === 0) return
  await tx.query({
    name: 'record-prepared-new',
    text: `INSERT INTO record.prepared (person_id, labels, version, items, body)
      SELECT p, string_to_array(l, ','), v, i, b
      FROM unnest($1::bigint[], $2::text[], $3::int[], $4::int[], $5::bytea[]) AS n (p, l, v, i, b)`,
    values: [
      rows.map((row) => row.personId),
      rows.map((row) => row.labels.join(',')),
      rows.map((row) => row.version),
      rows.map((row) => countItems(row.view)),
      byteaArray(rows.map((row) => compressView(row.view))),
    ],
  })
}

async function append(
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

async function fold(tx: Tx, rows: readonly { personId: number; labels: string }[]): Promise<void> {
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
  const sizes = await loadSizes(tx, persons)
  const rows = [...sizes].flatMap(([personId, known]) =>
    known.filter((row) => row.fresh > 0).map((row) => ({ personId, labels: row.labels })),
  )
  await fold(tx, rows)
  return true
}

const countItems = (view: RecordView): number =>
  Object.values(view.sections).reduce((total, items) => total + items.length, 0)
