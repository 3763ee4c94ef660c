/** Somebody was turned away at the door, written down: by which rule, for nobody knows who. */
import { standingPolicy } from '#access'
import { eventId, note } from '#audit'
import type { Needs } from './needs.ts'

export const nobody = {
  key: 'not signed in',
  name: '',
  roleCode: '',
  roleName: '',
  organisation: '',
  session: '',
  assurance: '',
}

export async function noteRefusedSignIn(needs: Needs, code: string): Promise<void> {
  const at = needs.clock.now()
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'sign-in-refused',
    effect: 'refuse',
    who: nobody,
    reasons: [code],
    policy: standingPolicy.hash,
  })
}
