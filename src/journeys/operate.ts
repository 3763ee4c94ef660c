/** Who works on messages is known and allowed to, and what they do is written down first. */
import { mayOperate, standingPolicy, type User } from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import { mentionedIn, placedPatients } from '#identity'
import { Failure } from '#vocabulary'
import type { Needs } from './needs.ts'

type Doing = Extract<
  AuditEvent['action'],
  'search-messages' | 'look-at-messages' | 'replay-messages' | 'dismiss-messages'
>

/**
 * Committed before anything is read: one event, or one for each person whom what is looked at is
 * about, so that their access history shows it. Throws Failure `refused`.
 */
export async function noteOperator(
  needs: Needs,
  user: User,
  action: Doing,
  detail: NonNullable<AuditEvent['detail']>,
  personIds: readonly number[] = [],
): Promise<void> {
  const at = needs.clock.now()
  const isAllowed = mayOperate(user, standingPolicy)
  const event = {
    at,
    action,
    effect: isAllowed ? 'note' : 'refuse',
    who: user,
    reasons: [isAllowed ? 'asked' : 'no-activity-to-operate'],
    policy: standingPolicy.hash,
    detail,
  } as const
  await needs.database.transaction('serving', async (tx) => {
    if (!isAllowed || personIds.length === 0) return note(tx, { ...event, id: eventId(at) })
    for (const personId of personIds) await note(tx, { ...event, id: eventId(at), personId })
  })
  if (!isAllowed) {
    throw new Failure('refused', 'no-activity-to-operate', 'This needs an integration engineer.')
  }
}

/** Whom a message is about, as far as is known; nothing clinical. */
export function personsIn(needs: Needs, messageId: number): Promise<number[]> {
  return needs.database.transaction('serving', async (tx) => {
    const mentions = await mentionedIn(tx, [messageId])
    const placed = await placedPatients(
      tx,
      mentions.map((one) => one.sourcePatientId),
    )
    return [...new Set(placed.map((one) => one.personId))]
  })
}
