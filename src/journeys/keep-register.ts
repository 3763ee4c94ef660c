/**
 * Who keeps the register of objections is known and allowed to; each look at it is written down
 * before it is taken, and each change together with it (OO-27).
 */
import { type By, mayKeepObjections, standingPolicy, type User } from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'
import { holdFilingLock } from '#inbox'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

type Detail = NonNullable<AuditEvent['detail']>

/** What is written down of a change, beside that it was made. */
export interface Changed<T> {
  readonly result: T
  readonly personIds?: readonly number[]
  readonly detail?: Detail
}

export const asBy = ({ key, name, organisation }: User): By => ({ key, name, organisation })

/** Committed before anything is read; one event for each person whom it is about. */
export async function noteLook(
  needs: Needs,
  by: User,
  action: AuditEvent['action'],
  detail: Detail = {},
  personIds: readonly number[] = [],
): Promise<void> {
  await mustKeep(needs, by, action)
  const at = needs.clock.now()
  await needs.database.transaction('serving', (tx) =>
    noteEach(tx, by, action, { at, detail, personIds }),
  )
}

/**
 * Nothing is filed meanwhile, so that nobody can come between the look for whom it is about and
 * the commit (OO-10). The event is part of the same transaction.
 */
export async function changeRegister<T>(
  needs: Needs,
  by: User,
  action: AuditEvent['action'],
  change: (tx: Tx, at: number) => Promise<Changed<T>>,
): Promise<T> {
  await mustKeep(needs, by, action)
  const at = needs.clock.now()
  return needs.database.transaction('register', async (tx) => {
    await holdFilingLockPatiently(tx)
    const { result, detail = {}, personIds = [] } = await change(tx, at)
    await noteEach(tx, by, action, { at, detail, personIds })
    return result
  })
}

/** A portion that is told anew, or the end of an import, may take longer than a question may. */
async function holdFilingLockPatiently(tx: Tx): Promise<void> {
  await tx.query(`SET LOCAL statement_timeout = '90s'`)
  await tx.query(`SET LOCAL lock_timeout = '60s'`)
  await holdFilingLock(tx)
}

async function mustKeep(needs: Needs, by: User, action: AuditEvent['action']): Promise<void> {
  if (mayKeepObjections(by, standingPolicy)) return
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action,
    effect: 'refuse',
    who: by,
    reasons: ['no-activity-to-keep-objections'],
    policy: standingPolicy.hash,
  })
  const words = 'This needs somebody who keeps the register of objections.'
  throw new Failure('refused', 'no-activity-to-keep-objections', words)
}

async function noteEach(
  tx: Tx,
  by: User,
  action: AuditEvent['action'],
  { at, detail, personIds }: { at: number; detail: Detail; personIds: readonly number[] },
): Promise<void> {
  const event = { at, action, effect: 'note', who: by, reasons: ['asked'], detail } as const
  const persons = personIds.length > 0 ? [...new Set(personIds)] : [undefined]
  for (const personId of persons) {
    await note(tx, {
      ...event,
      id: eventId(at),
      policy: standingPolicy.hash,
      ...(personId !== undefined && { personId }),
    })
  }
}
