/** Somebody tried to open their own record: a privacy officer is told by a reference (AC-20). */
import { alertReference, raiseTask, type User } from '#access'
import { eventId } from '#audit'
import type { Needs } from './needs.ts'

export async function noteOwnRecord(needs: Needs, user: User, personId: number): Promise<void> {
  const at = needs.clock.now()
  await needs.database.transaction('serving', (tx) =>
    raiseTask(tx, {
      kind: 'own-record',
      words: 'A member of staff tried to open their own record.',
      personId,
      detail: {
        reference: alertReference(eventId(at)),
        by: user.name,
        userKey: user.key,
        organisation: user.organisation,
      },
      // However often they try: once a day is enough to look at.
      once: `own-record ${user.key} ${new Date(at).toISOString().slice(0, 10)}`,
      at,
    }),
  )
}
