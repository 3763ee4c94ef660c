/**
 * An earlier register is brought over (OO-30 to OO-37): every row of its file becomes an objection,
 * a duplicate of one, or is kept as withdrawn, and nothing is rejected. What does not add up to
 * its manifest changes nothing.
 */
import { createHash } from 'node:crypto'
import {
  addSeen,
  assemble,
  beginImport,
  broughtBefore,
  countOf,
  countRows,
  type ImportReckoning,
  identifierHash,
  type Manifest,
  type NewObjection,
  type RecognisedRow,
  raiseTasks,
  readManifest,
  reckonedBefore,
  reckoningOf,
  registerKey,
  saveImport,
  saveNames,
  saveObjections,
  saveRows,
  sift,
  type User,
} from '#access'
import { eventId } from '#audit'
import type { Tx } from '#database'
import { publishAsking } from '#notice'
import { Failure } from '#vocabulary'
import { hideImported } from './hide-imported.ts'
import { asBy } from './keep-register.ts'
import { type MatchedRows, matchRows } from './match-import.ts'
import type { Needs } from './needs.ts'
import { noteImport, noteImported } from './note-import.ts'
import { type NotAddedUp, readImport } from './read-import.ts'

export interface ImportRequest {
  /** As it stands in its file, already opened where it was signed. */
  readonly manifest: unknown
  readonly signedBy?: string | undefined
  readonly bytes: Uint8Array
  /** Only say what would become of it. */
  readonly check: boolean
}

export type Imported =
  /** `same`: this very file was imported before, and nothing changed. */
  | { readonly outcome: 'imported' | 'checked' | 'same'; readonly reckoning: ImportReckoning }
  | { readonly outcome: 'does-not-add-up'; readonly told: NotAddedUp }

export async function importObjections(
  needs: Needs,
  by: User,
  request: ImportRequest,
): Promise<Imported> {
  const manifest = readManifest(request.manifest)
  const fileHash = createHash('sha256').update(request.bytes).digest()
  await noteImport(needs, by, manifest, fileHash, request.check)
  if (fileHash.toString('hex') !== manifest.sha256.toLowerCase()) {
    const words = 'The file is not the one that the manifest describes: its SHA-256 differs.'
    throw new Failure('invalid', 'not-this-file', words)
  }
  const key = await registerKey(needs.database)
  const read = await readImport(request.bytes, manifest, key)
  if (read.rows.length !== manifest.rows) return { outcome: 'does-not-add-up', told: read.told }
  const at = needs.clock.now()
  const bringing = { ...request, ...read, by, at, manifest, fileHash, key }
  return needs.database
    .transaction('filing', (tx) => bringOver(tx, bringing))
    .catch((thrown: unknown) => {
      if (thrown instanceof OnlyChecked) return { outcome: 'checked', reckoning: thrown.reckoning }
      throw thrown
    })
}

interface Bringing {
  readonly manifest: Manifest
  readonly signedBy?: string | undefined
  readonly fileHash: Buffer
  readonly key: Uint8Array
  readonly rows: readonly RecognisedRow[]
  readonly emptyRows: number
  readonly by: User
  readonly at: number
  readonly check: boolean
}

async function bringOver(tx: Tx, bringing: Bringing): Promise<Imported> {
  const { manifest, fileHash, signedBy, key, rows, at } = bringing
  const by = asBy(bringing.by)
  await beginImport(tx)
  const known = await reckonedBefore(tx, manifest.register, fileHash)
  if (known) return { outcome: 'same', reckoning: known }
  const sifted = sift(rows, await broughtBefore(tx, rows))
  const news = rows.flatMap((_, index) => (sifted[index]!.is === 'news' ? index : []))
  const found = await matchRows(
    tx,
    news.map((index) => rows[index]!.row),
  )
  const matched = new Map(news.map((index, each) => [index, found.rows[each]!]))
  const newId = (): string => eventId(at)
  const assembled = assemble(rows, sifted, matched, { manifest, key, by, at, newId })
  const counts = countOf(assembled.rows, bringing.emptyRows)
  const one = { manifest, fileHash, signedBy, at, by, counts }
  const importId = await saveImport(tx, one)
  await saveRows(tx, importId, assembled.rows)
  await saveNames(tx, key, assembled.named)
  await saveObjections(tx, assembled.objections)
  await addSeen(tx, seenBeside(assembled.objections, found.seen, key))
  await raiseTasks(tx, assembled.tasks)
  const reckoning = reckoningOf(importId, one)
  const results = reckoning.results.reduce((sum, line) => sum + line.rows, 0)
  if (results !== manifest.rows || (await countRows(tx, importId)) !== manifest.rows) {
    throw new Error('The results of an import do not add up to its rows.')
  }
  if (bringing.check) throw new OnlyChecked(reckoning)
  const persons = assembled.objections.flatMap((each) => each.persons.map((one) => one.personId))
  const hidden = await hideImported(tx, importId, persons, at)
  await noteImported(tx, bringing.by, reckoning, at)
  await publishAsking(tx, hidden)
  return { outcome: 'imported', reckoning }
}

/** By which numbers else those are known whom each objection hides (OO-06). */
function seenBeside(
  objections: readonly NewObjection[],
  seen: MatchedRows['seen'],
  key: Uint8Array,
): { objectionId: string; identifier: Buffer }[] {
  const numbers = Map.groupBy(seen, (one) => one.personId)
  return objections.flatMap(({ objectionId, persons }) =>
    persons.flatMap(({ personId }) =>
      (numbers.get(personId) ?? []).map(({ system, value }) => ({
        objectionId,
        identifier: identifierHash(key, system, value),
      })),
    ),
  )
}

/** Everything was done but the commit. */
class OnlyChecked extends Error {
  readonly reckoning: ImportReckoning

  constructor(reckoning: ImportReckoning) {
    super('Only checked.')
    this.reckoning = reckoning
  }
}
