/**
 * Another site has posted a token: the answer sends the browser to ask once more, now with the
 * cookies of the record, so that it is seen who is signed in at it (AC-11). What was proved goes
 * with it, sealed, for a minute.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ViewerNeeds } from '../needs.ts'
import { seal, unseal } from '../secrets.ts'
import type { Proved } from './arrive.ts'
import { frameCookie } from './framing.ts'
import type { LauncherSettings } from './needs.ts'

export const arrivedPath = '/launch/arrived'
const arrivingCookie = '__Host-lcr-arriving'
const arrivingMs = 60_000

type Kept = Pick<Proved, 'pending' | 'professional'> & {
  readonly arriving: string
  readonly until: number
}

export function comeAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, clock }: ViewerNeeds,
  { launcher, pending, professional }: Proved,
): FastifyReply {
  const until = clock.now() + arrivingMs
  const kept: Kept = { arriving: launcher.id, pending, professional, until }
  reply.setCookie(arrivingCookie, seal(secret, kept), frameCookie(request, launcher))
  return reply.redirect(arrivedPath, 303)
}

/** Undefined when nothing of the kind was begun at this browser within a minute. */
export function takeArriving(
  request: FastifyRequest,
  reply: FastifyReply,
  { secret, clock }: ViewerNeeds,
  launchers: readonly LauncherSettings[],
): Proved | undefined {
  const kept = unseal(secret, request.cookies[arrivingCookie] ?? '') as Kept | undefined
  const launcher = launchers.find(({ id }) => id === kept?.arriving)
  if (!kept || !launcher || !(kept.until > clock.now())) return undefined
  reply.clearCookie(arrivingCookie, frameCookie(request, launcher))
  return { launcher, pending: kept.pending, professional: kept.professional }
}
