/** Opens one person's record for one user. No permit, no read; no audit row, no answer. */
import type { User } from '#access'
import { readDocument, readRecord } from '#record'
import { decideAccess, noteShown } from './decide-access.ts'
import type { Needs } from './needs.ts'

interface PermitWords {
  readonly because: string
  /** ISO instant. */
  readonly until: string
}

export type OpenedRecord =
  | {
      readonly outcome: 'opened'
      readonly version: number
      readonly body: Buffer
      readonly encoding: 'zstd'
      readonly permit: PermitWords
    }
  | { readonly outcome: 'unchanged'; readonly permit: PermitWords }
  | { readonly outcome: 'refused'; readonly words: string; readonly mayDeclare: boolean }

const notAvailable = 'This record is not available to you.'

export async function openRecord(
  needs: Needs,
  user: User,
  personId: number,
  asked: { readonly version?: number; readonly requestId: string },
): Promise<OpenedRecord> {
  const decided = await decideAccess(needs, user, personId, 'open-record', asked.requestId)
  if (!decided.permit) {
    return { outcome: 'refused', words: notAvailable, mayDeclare: decided.decision.mayDeclare }
  }
  const served = await readRecord(needs.database, decided.permit)
  const permit = {
    because: decided.because,
    until: new Date(decided.decision.expiresAt).toISOString(),
  }
  // A person of whom nothing is held any more, after a merge, has no record to open.
  if (!served) return { outcome: 'refused', words: notAvailable, mayDeclare: false }
  if (served.version !== decided.version) {
    await noteShown(needs, user, decided.permit, served.version)
  }
  if (served.version === asked.version) return { outcome: 'unchanged', permit }
  return { outcome: 'opened', ...served, encoding: 'zstd', permit }
}

export type OpenedDocument =
  | { readonly outcome: 'opened'; readonly contentType: string; readonly bytes: Buffer }
  | { readonly outcome: 'refused'; readonly words: string }

export async function openDocument(
  needs: Needs,
  user: User,
  personId: number,
  hash: string,
): Promise<OpenedDocument> {
  const decided = await decideAccess(needs, user, personId, 'open-document')
  if (!decided.permit) return { outcome: 'refused', words: notAvailable }
  const served = await readDocument(needs.database, decided.permit, hash)
  return served ? { outcome: 'opened', ...served } : { outcome: 'refused', words: notAvailable }
}
