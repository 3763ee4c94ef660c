/**
 * Keeps prepared records up to date as messages are filed. What is new is laid beside the
 * prepared part and folded in now and then, so a message does not cost the size of the record.
 */
import type { Tx } from '#database'
import type { Item, PersonView, Provenance, RecordView, SectionName } from '#vocabulary'
import { delayedAmong } from './delays.ts'
import { itemId } from './entry-key.ts'
import type { NewlyHeard } from './heard.ts'
import type { FeedsKnown } from './heard-of.ts'
import { classesOf, isShown } from './labels.ts'
import { writeLine } from './prepared-body.ts'
import { applyLines, emptyView, type Heard, type PreparedLine } from './prepared-lines.ts'
import { append, fold, loadRows, type Row, saveNew } from './prepared-rows.ts'
import { rebuild } from './rebuild.ts'
import type { NewVersion } from './supersede.ts'
import { itemOf, shownKinds } from './view/index.ts'

/** Fresh lines up to this many bytes, or the size of the compressed body, are not folded yet. */
const freshBytesMin = 8_192

export interface Preparing {
  readonly news: readonly NewVersion[]
  /** Feeds that are heard of somebody for the first time. */
  readonly heard: readonly NewlyHeard[]
  readonly versions: ReadonlyMap<number, number>
  /** Persons whose banner is to be chosen anew. */
  readonly persons: ReadonlyMap<number, PersonView>
  /** Persons whose entries came or went by a move: prepared from their entries. */
  readonly moved: ReadonlySet<number>
  readonly feeds: FeedsKnown
}

export async function prepare(tx: Tx, preparing: Preparing): Promise<void> {
  const changes = changesByPerson(preparing)
  const known = await loadRows(tx, [...changes.keys()])
  // Lines do not say that a source is behind: where one begins to speak, that is looked up.
  const delayed = await delayedAmong(tx, [
    ...[...changes.keys()].filter((personId) => !known.has(personId)),
    ...preparing.heard.map((one) => one.filing.personId),
  ])
  const created: { personId: number; version: number; view: RecordView }[] = []
  const appended: { personId: number; labels: string; line: Buffer; version: number }[] = []
  const toFold: { personId: number; labels: string }[] = []
  const toRebuild = new Set(preparing.moved)
  for (const [personId, changed] of changes) {
    const rows = known.get(personId)
    if (changed.takesAway || delayed.has(personId)) toRebuild.add(personId)
    if (toRebuild.has(personId)) continue
    if (!rows) {
      // Heard, and nothing that stands: there is no record yet.
      if (changed.news.length === 0) continue
      if (changed.classes.length > 0) toRebuild.add(personId)
      else {
        const line = lineOf(changed, preparing)
        created.push({ personId, version: line.version, view: applyLines(emptyView(), [line]) })
      }
      continue
    }
    if (!fits(changed, rows)) {
      toRebuild.add(personId)
      continue
    }
    for (const row of rows) {
      const line = lineOf(changed, preparing, rows.length > 1 ? row.labels.split(',') : undefined)
      if (rows.length > 1 && saysNothing(line)) continue
      const written = writeLine(line)
      appended.push({ personId, labels: row.labels, line: written, version: line.version })
      if (row.fresh + written.length > Math.max(freshBytesMin, row.body)) {
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

interface Change {
  readonly one: NewVersion
  readonly shown: ReturnType<typeof itemOf>
}

interface Changes {
  readonly personId: number
  readonly news: readonly Change[]
  readonly heard: readonly NewlyHeard[]
  /** Labels that any of the news bears. */
  readonly classes: readonly string[]
  /** A view loses a line, and lines cannot say whether its source shares that section at all. */
  readonly takesAway: boolean
}

function changesByPerson(preparing: Preparing): Map<number, Changes> {
  const byPerson = Map.groupBy(preparing.news, (one) => one.filing.personId)
  const heardBy = Map.groupBy(preparing.heard, (one) => one.filing.personId)
  const persons = new Set([...byPerson.keys(), ...heardBy.keys()])
  return new Map(
    [...persons].map((personId) => {
      const news = (byPerson.get(personId) ?? []).map((one) => ({ one, shown: shownOf(one) }))
      const changes: Changes = {
        personId,
        news,
        heard: heardBy.get(personId) ?? [],
        classes: classesOf(news.flatMap(({ one }) => one.labels)),
        takesAway: news.some(({ one, shown }) => changesLabels(one) || (!shown && wasShown(one))),
      }
      return [personId, changes]
    }),
  )
}

function shownOf(one: NewVersion): Change['shown'] {
  const sourceTime = new Date(one.eventTime).toISOString()
  const provenance = { ...one.filing.provenance, sourceTime }
  return itemOf({ id: itemId(one.key), kind: one.kind, resource: one.resource, provenance })
}

/** An entry that appears in some rows, or disappears from them. */
const changesLabels = ({ ends, labels }: NewVersion): boolean =>
  ends !== undefined && classesOf(ends.labels).join() !== classesOf(labels).join()

/**
 * Rows that leave something out are written on only with what they know how to tell: a new label,
 * banner or source shows or hides more than one line.
 */
function fits({ news, heard, classes }: Changes, rows: readonly Row[]): boolean {
  const present = rows.flatMap((row) => row.labels.split(','))
  if (!classes.every((each) => present.includes(each))) return false
  if (rows.length === 1) return true
  if (heard.length > 0 || news.some(({ one }) => one.kind === 'Patient')) return false
  const fullest = rows.reduce((a, b) => (b.labels.length > a.labels.length ? b : a))
  return rows.every(
    (row) =>
      row === fullest || news.every(({ one }) => row.feeds.includes(one.filing.provenance.feed)),
  )
}

const saysNothing = (line: PreparedLine): boolean =>
  line.person === undefined &&
  (line.put?.length ?? 0) === 0 &&
  (line.gone?.length ?? 0) === 0 &&
  Object.keys(line.heard ?? {}).length === 0

/** `within`: labels that the row may hold; undefined: all. */
function lineOf(
  { personId, news, heard: newly }: Changes,
  preparing: Preparing,
  within?: readonly string[],
): PreparedLine {
  const put: [SectionName, Item][] = []
  const gone: string[] = []
  const heard: Record<string, Heard> = {}
  for (const { one, shown } of news) {
    if (within && !isShown(one.labels, within)) continue
    if (shown) put.push([shown.section, shown.item])
    else if (one.ends) gone.push(itemId(one.key))
    hear(heard, one.filing.provenance, one.filing.shares)
  }
  for (const { filing } of newly) hear(heard, filing.provenance, filing.shares)
  return {
    version: preparing.versions.get(personId)!,
    ...(gone.length > 0 && { gone }),
    put,
    person: preparing.persons.get(personId),
    heard,
  }
}

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
