/** Opens one person's record for one user. No permit, no read; no audit row, no answer. */
import { hiddenDocuments, type Permitted, type User } from '#access'
import { readDocument, readRecord, servedWithoutDocuments, servedWithoutWhereabouts } from '#record'
import { type Decided, decideAccess, noteShown } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { noteOwnRecord } from './note-own-record.ts'
import { notAvailable, type Refusal, refusalOf } from './refusal-words.ts'

interface PermitWords {
  readonly because: string
  /** ISO instant. */
  readonly until: string
  /** The person has objected, and the law has lifted that for a while. */
  readonly isSuspended?: true
  /** Where the person is, and what would tell, is left out (AC-22). */
  readonly hidesWhereabouts?: true
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
  | Refusal

export async function openRecord(
  needs: Needs,
  user: User,
  personId: number,
  asked: { readonly version?: number; readonly requestId: string },
): Promise<OpenedRecord> {
  const decided = await decideAccess(needs, user, personId, 'open-record', asked.requestId)
  if (!decided.permit) return refused(needs, user, decided)
  const [served, hidden] = await Promise.all([
    readRecord(needs.database, decided.permit),
    hiddenDocuments(needs.database, personId),
  ])
  const permit = wordsOf(decided.decision, decided.because)
  // A person of whom nothing is held any more, after a merge, has no record to open; nor has one
  // who objected since the decision.
  if (!served) return notAvailable
  if (served.version !== decided.version) {
    await noteShown(needs, user, decided.permit, served.version)
  }
  // A version tells neither whether a document was hidden since, nor where the person is.
  const tellsAll = !hidden.everHidden && !decided.decision.hideWhereabouts
  if (served.version === asked.version && tellsAll) return { outcome: 'unchanged', permit }
  const whole = decided.decision.hideWhereabouts
    ? servedWithoutWhereabouts(served.body)
    : served.body
  const body = hidden.hashes.size > 0 ? servedWithoutDocuments(whole, hidden.hashes) : whole
  return { outcome: 'opened', version: served.version, body, encoding: 'zstd', permit }
}

export type OpenedDocument =
  | { readonly outcome: 'opened'; readonly contentType: string; readonly bytes: Buffer }
  | Refusal

export async function openDocument(
  needs: Needs,
  user: User,
  personId: number,
  hash: string,
): Promise<OpenedDocument> {
  const decided = await decideAccess(needs, user, personId, 'open-document')
  if (!decided.permit) return refused(needs, user, decided)
  // What a letter says of where somebody is cannot be taken out of it.
  if (decided.decision.hideWhereabouts) return notAvailable
  if ((await hiddenDocuments(needs.database, personId)).hashes.has(hash)) return notAvailable
  const served = await readDocument(needs.database, decided.permit, hash)
  return served ? { outcome: 'opened', ...served } : notAvailable
}

async function refused(
  needs: Needs,
  user: User,
  decided: Extract<Decided, { mayKnow: boolean }>,
): Promise<Refusal> {
  if (decided.decision.reasons[0] === 'own-record') {
    await noteOwnRecord(needs, user, decided.decision.personId)
  }
  return refusalOf(decided.decision, decided.mayKnow)
}

const wordsOf = (decision: Permitted, because: string): PermitWords => ({
  because,
  until: new Date(decision.expiresAt).toISOString(),
  ...(decision.reasons.includes('objection-suspended') && { isSuspended: true }),
  ...(decision.hideWhereabouts && { hidesWhereabouts: true }),
})
