/** Whose request this is, and whether it came from our own page (AC-07, AC-08; ASVS 5.0 §3.5). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '#journeys'
import type { KeptSession, ViewerNeeds } from './needs.ts'
import { csrfOf, type Handles, handlesOf, hashSecret, isSame, isSecret } from './secrets.ts'

/** The prefix makes browsers refuse it from any other host or path, or without Secure. */
export const sessionCookie = '__Host-lcr'

export const cookieAttributes = {
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
} as const

export interface Asking {
  readonly user: User
  readonly session: KeptSession
  readonly csrf: string
  readonly handles: Handles
}

type Keeping = Pick<ViewerNeeds, 'sessions' | 'clock'>

/**
 * Undefined without a session, and while it is locked. Only what somebody does counts as use: what
 * a screen does by itself must not keep it open for ever (`use: false`).
 */
export async function whoAsks(
  request: FastifyRequest,
  needs: Keeping,
  how: { readonly use: boolean },
): Promise<Asking | undefined> {
  const session = await sessionOf(request, needs, how)
  if (!session || isLocked(session, needs.clock.now())) return undefined
  const secret = request.cookies[sessionCookie] as string
  return { user: session.user, session, ...derived(secret) }
}

/** Also one that is locked. */
export async function sessionOf(
  request: FastifyRequest,
  { sessions }: Keeping,
  { use }: { readonly use: boolean },
): Promise<KeptSession | undefined> {
  const secret = request.cookies[sessionCookie]
  if (!isSecret(secret)) return undefined
  const hash = hashSecret(secret)
  return use ? sessions.touch(hash) : sessions.find(hash)
}

/** On a shared workstation nobody is in front of the screen any more (AC-07). */
export const isLocked = ({ lockedFrom }: KeptSession, now: number): boolean =>
  lockedFrom !== undefined && lockedFrom <= now

/** Deriving costs more than everything else that is done to know who asks. */
const derivedMax = 10_000
const remembered = new Map<string, { csrf: string; handles: Handles }>()

function derived(secret: string): { csrf: string; handles: Handles } {
  const known = remembered.get(secret)
  if (known) return known
  if (remembered.size >= derivedMax) remembered.clear()
  const fresh = { csrf: csrfOf(secret), handles: handlesOf(secret) }
  remembered.set(secret, fresh)
  return fresh
}

/**
 * Browsers say where a request comes from; who says nothing is no browser and has no cookies.
 * A form of a page that passes no address on gives its origin as 'null'.
 */
export function isFromOurPage(request: FastifyRequest, origin: string): boolean {
  const site = request.headers['sec-fetch-site']
  const from = request.headers.origin
  if (site === undefined) return from === undefined || from === origin
  return site === 'same-origin' && (from === undefined || from === 'null' || from === origin)
}

export function hasToken(asking: Asking, token: unknown): boolean {
  return typeof token === 'string' && isSame(token, asking.csrf)
}

export function forgetSession(reply: FastifyReply): void {
  reply.clearCookie(sessionCookie, cookieAttributes)
}
