/**
 * By which a canary was seen is closed for everybody at once, by the record itself; only a human
 * opens it again. Both are written down.
 */
import {
  type ClosedChannel,
  closeChannel as close,
  closedChannels as closed,
  reopenChannel as reopen,
  standingPolicy,
  type User,
} from '#access'
import { eventId, note } from '#audit'
import type { Needs } from './needs.ts'
import { noteCanaries } from './plant-canaries.ts'
import { itself } from './the-record-itself.ts'

export const closedChannels = ({ database }: Needs): Promise<ClosedChannel[]> =>
  database.transaction('serving', closed)

/** False when it is closed already. */
export async function closeChannel(
  needs: Needs,
  channel: string,
  because: string,
): Promise<boolean> {
  const at = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    if (!(await close(tx, { channel, since: at, because }))) return false
    const event = { id: eventId(at), at, action: 'close-channel', effect: 'note' } as const
    const detail = { channel, because }
    const policy = standingPolicy.hash
    await note(tx, { ...event, who: itself, reasons: ['canary-seen'], policy, detail })
    return true
  })
}

/** False when it is not closed. */
export async function reopenChannel(
  needs: Needs,
  by: User,
  channel: string,
  because: string,
): Promise<boolean> {
  const at = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    if (!(await reopen(tx, channel))) return false
    await noteCanaries(tx, by, 'reopen-channel', { channel, because }, at)
    return true
  })
}
