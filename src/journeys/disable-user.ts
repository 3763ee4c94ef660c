/**
 * Who may not use the record any more, whatever their provider says (AC-09): out everywhere, and
 * written down. For the privacy officer and the operator.
 */
import {
  type DisabledUser,
  disableUser as disable,
  disabledUsers,
  enableUser as enable,
  mayGuard,
  operatorKey,
  standingPolicy,
  type User,
} from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import { Failure } from '#vocabulary'
import { endAndNote } from './end-sessions.ts'
import type { Needs } from './needs.ts'

export type { DisabledUser }

/** The hashes of the sessions that ended with it. */
export async function disableUser(
  needs: Needs,
  by: User,
  userKey: string,
  because: string,
): Promise<string[]> {
  const at = needs.clock.now()
  mustSayWhy(because)
  await noteUserAct(needs, by, 'disable-user', { userKey, because })
  return needs.database.transaction('serving', async (tx) => {
    await disable(tx, { userKey, since: at, because, by: by.name })
    return endAndNote(tx, { userKey }, 'user-disabled', at)
  })
}

/** False when they were not disabled. Why is kept in the audit: nothing else is left of it. */
export async function enableUser(
  needs: Needs,
  by: User,
  userKey: string,
  because: string,
): Promise<boolean> {
  mustSayWhy(because)
  await noteUserAct(needs, by, 'enable-user', { userKey, because })
  return needs.database.transaction('serving', (tx) => enable(tx, userKey))
}

export async function listDisabledUsers(needs: Needs, by: User): Promise<DisabledUser[]> {
  if (!isAllowed(by)) throw notTheirs()
  return needs.database.transaction('serving', disabledUsers)
}

/** Committed before anything is done. Throws Failure `refused`, which is written down too. */
export async function noteUserAct(
  needs: Needs,
  by: User,
  action: Extract<AuditEvent['action'], 'disable-user' | 'enable-user' | 'register-staff'>,
  detail: { readonly userKey: string; readonly because?: string },
): Promise<void> {
  const at = needs.clock.now()
  const allowed = isAllowed(by)
  await note(needs.database, {
    id: eventId(at),
    at,
    action,
    effect: allowed ? 'note' : 'refuse',
    who: by,
    reasons: [allowed ? 'asked' : 'no-activity-to-guard'],
    policy: standingPolicy.hash,
    detail: { ...detail, ...(detail.because && { because: detail.because.slice(0, 500) }) },
  })
  if (!allowed) throw notTheirs()
}

function mustSayWhy(because: string): void {
  if (because.trim() === '') throw new Failure('invalid', 'no-reason', 'Say why.')
}

const isAllowed = (by: User): boolean => by.key === operatorKey || mayGuard(by, standingPolicy)

const notTheirs = (): Failure =>
  new Failure('refused', 'no-activity-to-guard', 'This needs a privacy officer.')
