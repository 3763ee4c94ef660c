/** What nobody did: written down as done by the record itself, so that nothing goes unrecorded. */
import { type By, standingPolicy } from '#access'
import { type AuditEvent, eventId, note } from '#audit'
import type { Tx } from '#database'

export const itself: AuditEvent['who'] = {
  key: 'record',
  name: 'London Care Record',
  roleCode: 'none',
  roleName: 'none',
  organisation: '',
  session: '',
  assurance: '',
}

export const byItself: By = { key: itself.key, name: itself.name, organisation: '' }

export async function noteItself(
  tx: Tx,
  action: AuditEvent['action'],
  personIds: readonly number[],
  reasons: readonly string[],
  at: number,
  detail: AuditEvent['detail'] = {},
): Promise<void> {
  for (const personId of new Set(personIds)) {
    await note(tx, {
      id: eventId(at),
      at,
      action,
      effect: 'note',
      personId,
      who: itself,
      reasons,
      policy: standingPolicy.hash,
      detail,
    })
  }
}
