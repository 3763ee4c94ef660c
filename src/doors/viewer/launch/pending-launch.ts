/**
 * A launch that waits until its user has signed in here. It is sealed, so the browser can neither
 * read nor change which patient it is for; who signs in must be who launched (AC-11).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '#journeys'
import { belongsTo, Failure } from '#vocabulary'
import type { Professional, ViewerNeeds } from '../needs.ts'
import { seal, unseal } from '../secrets.ts'
import { cookieAttributes } from '../who-asks.ts'
import { launchMs } from './needs.ts'

const pendingCookie = '__Host-lcr-launched'
const pendingMs = 10 * 60_000

export interface PendingLaunch {
  readonly userKey: string
  readonly personId: number
  readonly system: string
  /** ODS codes of which the role must be. */
  readonly organisations: readonly string[]
}

type Launch = NonNullable<User['launch']>

export function keepPendingLaunch(
  reply: FastifyReply,
  { secret, clock }: ViewerNeeds,
  pending: PendingLaunch,
): void {
  const sealed = seal(secret, { ...pending, until: clock.now() + pendingMs })
  reply.setCookie(pendingCookie, sealed, cookieAttributes)
}

/** Undefined when nothing waits. Throws Failure `refused` when it waits for somebody else. */
export async function takePendingLaunch(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: ViewerNeeds,
  professional: Professional,
): Promise<Launch | undefined> {
  const sealed = request.cookies[pendingCookie]
  if (sealed === undefined || !needs.launch) return undefined
  reply.clearCookie(pendingCookie, cookieAttributes)
  const pending = unseal(needs.secret, sealed) as (PendingLaunch & { until: number }) | undefined
  if (!pending || pending.until <= needs.clock.now()) return undefined
  const code = mismatch(pending, professional)
  if (code === undefined) return launchOf(pending, needs.clock.now())
  const { system, personId } = pending
  await needs.launch.journeys.launchRefused({ code, system, personId, who: professional })
  throw new Failure('refused', code, 'Who signed in is not who launched.')
}

export const launchOf = ({ personId, system }: PendingLaunch, now: number): Launch => ({
  personId,
  system,
  endsAt: now + launchMs,
})

export function mismatch(
  { userKey, organisations }: PendingLaunch,
  { key, organisation }: Pick<Professional, 'key' | 'organisation'>,
): 'launch-user-mismatch' | 'launch-organisation-mismatch' | undefined {
  if (key !== userKey) return 'launch-user-mismatch'
  const isTheirs = organisations.some((one) => belongsTo(organisation, one))
  return isTheirs ? undefined : 'launch-organisation-mismatch'
}
