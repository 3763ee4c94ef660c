/**
 * An earlier register is brought over (OO-30 to OO-37): every row of its file becomes an objection,
 * a duplicate of one, or is kept as withdrawn, and nothing is rejected. What does not add up to
 * its manifest changes nothing.
 */
import { createHash } from 'node:crypto'
import {
  addIdentifiers,
  assemble,
  beginImport,
  broughtBefore,
  countOf,
  countRows,
  type ImportReckoning,
  identifierHash,
  type Manifest,
  type RecognisedRow,
  raiseTasks,
  readManifest,
  receiveObjections,
  reckonedBefore,
  reckoningOf,
  registerKey,
  saveImport,
  saveNames,
  saveRows,
  sift,
  type User,
} from '#access'
import { eventId } from '#audit'
import type { Tx } from '#database'
import { holdFilingLock } from '#inbox'
import { publishAsking } from '#notice'
import { Failure } from '#vocabulary'
import { asBy } from './keep-register.ts'
import { matchRows } from './match-import.ts'
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
  // Whom a message brings meanwhile nobody would look for (OO-10): filing waits, receiving does not.
  await holdFilingLock(tx)
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
  const { hidden } = await receiveObjections(tx, assembled.objections)
  await addIdentifiers(
    tx,
    found.seen.map(({ personId, system, value }) => ({
      personId,
      identifier: identifierHash(key, system, value),
    })),
  )
  await raiseTasks(tx, assembled.tasks)
  const reckoning = reckoningOf(importId, one)
  const results = reckoning.results.reduce((sum, line) => sum + line.rows, 0)
  if (results !== manifest.rows || (await countRows(tx, importId)) !== manifest.rows) {
    throw new Error('The results of an import do not add up to its rows.')
  }
  if (bringing.check) throw new OnlyChecked(reckoning)
  await noteImported(tx, bringing.by, reckoning, at)
  await publishAsking(tx, hidden)
  return { outcome: 'imported', reckoning }
}

/** Everything was done but the commit. */
class OnlyChecked extends Error {
  readonly reckoning: ImportReckoning

  constructor(reckoning: ImportReckoning) {
    super('Only checked.')
    this.reckoning = reckoning
  }
}
