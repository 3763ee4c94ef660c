/**
 * What can be about one patient only. Whom the sender named last has it; what was filed for
 * anybody else is retracted in the same transaction, and comes back should the sender name them
 * again (LAB-04). What is retracted stays as an entry that says so and holds nothing else.
 */
import type { Tx } from '#database'
import type { Statement } from '#vocabulary'
import { type ClaimRow, claimOf, loadClaimants, noteClaims, saveClaims } from './claim-rows.ts'
import { type Retraction, verdictsOn } from './claim-verdicts.ts'
import { contentHash } from './entry-key.ts'
import { entryName, type HeldEntry, loadHeld } from './held-entries.ts'
import { type Original, originalText, standing } from './packing.ts'
import { documentsOf, type RetractedDocument, retract } from './retraction.ts'
import type { Filing, NewVersion } from './supersede.ts'

export interface Heeded {
  /** What is news, with what is now retracted, or no longer. */
  readonly news: readonly NewVersion[]
  readonly documents: readonly RetractedDocument[]
}

/**
 * `retold`: source patients of whom `filings` hold everything that was ever said; what they
 * were named for before is forgotten.
 */
export async function heedClaims(
  tx: Tx,
  filings: readonly Filing[],
  keys: ReadonlyMap<Statement, string>,
  told: readonly NewVersion[],
  retold: readonly number[] = [],
): Promise<Heeded> {
  const claims = new Set<string>()
  for (const { provenance, statements } of filings) {
    for (const { claim } of statements) {
      if (claim !== undefined) claims.add(claimOf(provenance.organisation, claim))
    }
  }
  if (claims.size === 0 && retold.length === 0) return { news: told, documents: [] }
  const rows = await loadClaimants(tx, [...claims], retold)
  for (const row of rows) {
    if (!retold.includes(row.sourcePatientId)) continue
    row.parts.clear()
    row.isChanged = true
  }
  noteClaims(rows, filings, keys)
  const byOrganisation = new Map(filings.map((one) => [one.provenance.organisation, one]))
  return settle(tx, rows, told, (organisation) => byOrganisation.get(organisation))
}

/** What these source patients have part in, as they are placed now. */
export async function resettleClaims(tx: Tx, sourcePatientIds: readonly number[]): Promise<Heeded> {
  const rows = await loadClaimants(tx, [], sourcePatientIds)
  return settle(tx, rows, [], () => undefined)
}

type FilingOf = (organisation: string) => Filing | undefined

async function settle(
  tx: Tx,
  rows: readonly ClaimRow[],
  told: readonly NewVersion[],
  filingOf: FilingOf,
): Promise<Heeded> {
  const news = new Map(told.map((one) => [entryName(one.filing.sourcePatientId, one.key), one]))
  const documents: RetractedDocument[] = []
  const stored: Change[] = []
  for (const claimants of Map.groupBy(rows, (row) => row.claim).values()) {
    const named = claimants.filter((row) => row.parts.size > 0)
    const verdicts = named.length > 0 ? verdictsOn(named) : []
    for (const [index, row] of named.entries()) {
      const verdict = verdicts[index]!
      for (const key of row.parts.keys()) {
        const reason = verdict.get(key)
        const before = row.retracted.get(key)
        const name = entryName(row.sourcePatientId, key)
        const one = news.get(name)
        if (one) {
          if (reason ?? before) documents.push(...documentsOf(one, reason !== undefined))
          if (!reason) continue
          const changed = asRetracted(one, reason)
          if (changed) news.set(name, changed)
          else news.delete(name)
        } else if (reason !== before) stored.push({ row, key, reason })
      }
      if (isSame(row.retracted, verdict)) continue
      row.retracted = verdict
      row.isChanged = true
    }
  }
  await saveClaims(tx, rows)
  for (const one of await changeStored(tx, stored, filingOf)) {
    news.set(entryName(one.filing.sourcePatientId, one.key), one)
    documents.push(...documentsOf(one, one.original.retracted !== undefined))
  }
  return { news: [...news.values()], documents }
}

interface Change {
  readonly row: ClaimRow
  readonly key: string
  readonly reason: Retraction | undefined
}

/** Undefined when it stood retracted for the same reason before, and so is no news. */
function asRetracted(one: NewVersion, reason: Retraction): NewVersion | undefined {
  const changed = revised(one, retract(one.original, reason))
  const { ends } = one
  const isKnown = ends?.content === changed.content && ends.labels.join() === one.labels.join()
  return isKnown ? undefined : changed
}

function revised(one: NewVersion, original: Original): NewVersion {
  const text = originalText(original)
  const before = one.ends?.original
  return {
    ...one,
    resource: original.resource,
    original,
    text,
    content: contentHash(text),
    showsTheSame:
      before !== undefined &&
      one.ends?.labels.join() === one.labels.join() &&
      JSON.stringify(before.resource) === JSON.stringify(original.resource),
  }
}

/** Entries that no statement of this batch is about become, or cease to be, retracted. */
async function changeStored(
  tx: Tx,
  changes: readonly Change[],
  filingOf: FilingOf,
): Promise<NewVersion[]> {
  if (changes.length === 0) return []
  const held = await loadHeld(
    tx,
    changes.map(({ row, key }) => ({ ...row, key, withOriginal: true })),
  )
  const packs = await loadOrigins(tx, [...held.values()])
  return changes.flatMap(({ row, key, reason }): NewVersion[] => {
    const entry = held.get(entryName(row.sourcePatientId, key))
    const origin = entry && packs.get(entry.packId)
    if (!entry?.original || !origin) return []
    const before = standing(entry.original)
    const original = reason ? retract(before, reason) : before
    const { organisation, feed, receivedAt, messageId } = origin
    const by = filingOf(organisation)
    const unchanged: NewVersion = {
      filing: {
        personId: row.personId,
        sourcePatientId: row.sourcePatientId,
        messageId,
        provenance: {
          feed,
          organisation,
          organisationName: by?.provenance.organisationName ?? organisation,
          receivedAt,
        },
        shares: by?.shares ?? [],
      },
      key,
      kind: before.resource.resourceType,
      resource: before.resource,
      original: before,
      text: '',
      showsTheSame: false,
      content: entry.content,
      eventTime: entry.eventTime,
      labels: entry.labels,
      ends: entry,
    }
    const changed = revised(unchanged, original)
    return changed.content === entry.content ? [] : [changed]
  })
}

export interface Origin {
  readonly organisation: string
  readonly feed: string
  readonly receivedAt: string
  readonly messageId: number
}

/** Whose word an entry is does not change by being retracted. */
export async function loadOrigins(
  tx: Tx,
  entries: readonly Pick<HeldEntry, 'personId' | 'packId'>[],
): Promise<Map<number, Origin>> {
  const found = await tx.query<{
    pack_id: number
    organisation: string
    feed: string
    received_at: number
    message_id: number
  }>({
    name: 'record-origins',
    text: `SELECT p.pack_id, p.organisation, p.feed, p.received_at, p.message_id
      FROM unnest($1::bigint[], $2::bigint[]) AS w (person_id, pack_id)
      JOIN record.pack p USING (person_id, pack_id)`,
    values: [entries.map((one) => one.personId), entries.map((one) => one.packId)],
  })
  return new Map(
    found.rows.map((row) => [
      row.pack_id,
      {
        organisation: row.organisation,
        feed: row.feed,
        receivedAt: new Date(row.received_at).toISOString(),
        messageId: row.message_id,
      },
    ]),
  )
}

const isSame = (a: ReadonlyMap<string, Retraction>, b: ReadonlyMap<string, Retraction>): boolean =>
  a.size === b.size && [...a].every(([key, reason]) => b.get(key) === reason)
