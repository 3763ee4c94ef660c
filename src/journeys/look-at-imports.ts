/** What was brought over from earlier registers, and what became of it: each look is audited. */
import {
  type CodeTally,
  countConsentCodes,
  type ImportReckoning,
  importedRows,
  listImports,
  mayKeepObjections,
  mayOperate,
  type ShownImportRow,
  standingPolicy,
  type User,
} from '#access'
import { eventId, note } from '#audit'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

/** The newest first. Counts and words; nothing of whom. */
export async function importReckonings(
  needs: Needs,
  by: User,
): Promise<readonly ImportReckoning[]> {
  await noteLook(needs, by, mayOperate(by, standingPolicy) || mayKeepObjections(by, standingPolicy))
  return needs.database.transaction('register', listImports)
}

/** Which codes that concern sharing were heard of which feeds, and what they were taken for (OO-23). */
export async function consentCodesHeard(needs: Needs, by: User): Promise<readonly CodeTally[]> {
  await noteLook(needs, by, mayOperate(by, standingPolicy) || mayKeepObjections(by, standingPolicy))
  return needs.database.transaction('register', countConsentCodes)
}

/** Rows of one reason as they stand in the file: only for who keeps the register. */
export async function showImportRows(
  needs: Needs,
  by: User,
  asked: { readonly importId: number; readonly reason: string; readonly rowsMax: number },
): Promise<readonly ShownImportRow[]> {
  const { importId, reason, rowsMax } = asked
  await noteLook(needs, by, mayKeepObjections(by, standingPolicy), { importId, category: reason })
  return needs.database.transaction('register', (tx) => importedRows(tx, importId, reason, rowsMax))
}

async function noteLook(
  needs: Needs,
  by: User,
  may: boolean,
  detail: Readonly<Record<string, string | number>> = {},
): Promise<void> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'look-at-register',
    effect: may ? 'note' : 'refuse',
    who: by,
    reasons: [may ? 'imports' : 'no-activity-to-keep-objections'],
    policy: standingPolicy.hash,
    detail,
  })
  if (may) return
  const words = 'This needs somebody who keeps the register of objections.'
  throw new Failure('refused', 'no-activity-to-keep-objections', words)
}
