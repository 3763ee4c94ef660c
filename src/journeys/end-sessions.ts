/** Sessions end by somebody else's word: the provider's, or because their user is disabled. */
import { endSessions, type SessionsOf, spendOnce, standingPolicy } from '#access'
import { eventId, note } from '#audit'
import type { Tx } from '#database'
import { publishEnded } from '#notice'
import type { Needs } from './needs.ts'

/** What the provider said, once: `proof` is the hash of its logout token's id. */
export interface ProviderSaid {
  readonly of: Exclude<SessionsOf, { userKey: string }>
  readonly proof: Uint8Array
  /** Epoch ms: from when on the token would be refused for its age anyway. */
  readonly forgetAt: number
}

/** The hashes of the sessions that ended; undefined when this was said before. */
export function endSessionsByProvider(
  needs: Needs,
  { of, proof, forgetAt }: ProviderSaid,
): Promise<string[] | undefined> {
  const now = needs.clock.now()
  return needs.database.transaction('serving', async (tx) => {
    if (!(await spendOnce(tx, proof, { now, forgetAt }))) return undefined
    return endAndNote(tx, of, 'ended-by-provider', now)
  })
}

/** Each end is written down, as the sign-out of whose session it was. */
export async function endAndNote(
  tx: Tx,
  of: SessionsOf,
  because: 'ended-by-provider' | 'user-disabled',
  at: number,
): Promise<string[]> {
  const ended = await endSessions(tx, of)
  for (const who of ended) {
    const event = { id: eventId(at), at, action: 'sign-out', effect: 'note' } as const
    await note(tx, { ...event, who, reasons: [because], policy: standingPolicy.hash })
  }
  const hashes = ended.map((user) => user.session)
  await publishEnded(tx, hashes)
  return hashes
}
