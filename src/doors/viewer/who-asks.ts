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

/**
 * Undefined without a session. Only what somebody does counts as use: what a screen does by
 * itself must not keep it open for ever (`use: false`).
 */
export async function whoAsks(
  request: FastifyRequest,
  { sessions }: Pick<ViewerNeeds, 'sessions'>,
  { use }: { readonly use: boolean },
): Promise<Asking | undefined> {
  const secret = request.cookies[sessionCookie]
  if (!isSecret(secret)) return undefined
  const hash = hashSecret(secret)
  const session = use ? await sessions.touch(hash) : await sessions.find(hash)
  if (!session) return undefined
  return { user: session.user, session, ...derived(secret) }
}

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
