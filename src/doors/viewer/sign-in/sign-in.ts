/** GET /sign-in → the identity provider → a session of one professional in one role. */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import { Failure } from '#vocabulary'
import { serveStyle } from '../../page/page.ts'
import { notFromOurPage, send } from '../answers.ts'
import type { ViewerNeeds } from '../needs.ts'
import type { OpenStreams } from '../open-streams.ts'
import { isSecret, seal, unseal } from '../secrets.ts'
import { cookieAttributes, isFromOurPage } from '../who-asks.ts'
import { isLoopback, RelyingParty, type SignInAttempt } from './relying-party.ts'
import { RoleChoices } from './role-choices.ts'
import { signOutRoutes, welcome } from './session.ts'
import { drawNoRole, drawRefusal, drawRoles, signInStyle } from './sign-in-pages.ts'
import { whoSignedIn } from './who-signed-in.ts'

/** Where the provider sends the browser back to. */
export const callbackPath = '/sign-in/callback'

const attemptCookie = '__Host-lcr-sign-in'
const rolesCookie = '__Host-lcr-roles'
const attemptMs = 10 * 60_000

type Attempt = SignInAttempt & { readonly until: number }

interface Way {
  readonly needs: ViewerNeeds
  readonly streams: OpenStreams
  readonly provider: RelyingParty
  readonly choices: RoleChoices
}

export async function signInRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  streams: OpenStreams,
): Promise<void> {
  const choices = new RoleChoices(needs.clock)
  const way: Way = { needs, streams, provider: new RelyingParty(needs.signIn), choices }
  await app.register(formbody, { bodyLimit: 2_048 })
  await serveStyle(app, signInStyle)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== signInStyle) reply.header('cache-control', 'no-store')
    const safe = request.method === 'GET' || request.method === 'HEAD'
    if (!safe && !isFromOurPage(request, needs.origin())) return send(reply, notFromOurPage)
  })
  const noHead = { exposeHeadRoute: false }
  app.get('/sign-in', noHead, (request, reply) => begin(request, reply, way))
  app.get(callbackPath, noHead, (request, reply) => comeBack(request, reply, way))
  roleRoutes(app, way)
  signOutRoutes(app, needs, streams)
}

async function begin(request: FastifyRequest, reply: FastifyReply, { needs, provider }: Way) {
  // Cookies of 127.0.0.1 are not those of localhost: begin where the provider sends back to.
  const origin = new URL(needs.origin())
  const asked = URL.parse(`${origin.protocol}//${request.host}`)
  if (asked && asked.host !== origin.host && isLoopback(asked) && isLoopback(origin)) {
    return reply.redirect(new URL('/sign-in', origin).href, 303)
  }
  const attempt: Attempt = {
    state: randomState(),
    nonce: randomNonce(),
    verifier: randomPKCECodeVerifier(),
    until: needs.clock.now() + attemptMs,
  }
  return turnAway(needs, reply, async () => {
    const address = await provider.begin(needs.origin() + callbackPath, attempt)
    reply.setCookie(attemptCookie, seal(needs.secret, attempt), cookieAttributes)
    return reply.redirect(address.href, 303)
  })
}

async function comeBack(request: FastifyRequest, reply: FastifyReply, way: Way) {
  const { needs, streams, provider, choices } = way
  const attempt = readAttempt(request, needs)
  reply.clearCookie(attemptCookie, cookieAttributes)
  return turnAway(needs, reply, async () => {
    if (!attempt) throw new Failure('refused', 'attempt-unknown', 'No sign-in was begun here.')
    const returned = new URL(request.raw.url ?? '', needs.origin())
    const who = whoSignedIn(await provider.complete(returned, attempt))
    switch (who.outcome) {
      case 'refused':
        throw new Failure('refused', who.code, 'What the provider claims is not enough.')
      case 'no-role':
        return sendPage(reply.code(403), drawNoRole(needs.demonstration))
      case 'several-roles':
        reply.setCookie(rolesCookie, choices.offer(who.choices), cookieAttributes)
        return reply.redirect('/sign-in/role', 303)
      case 'one-role':
        return welcome(request, reply, needs, streams, who.professional)
    }
  })
}

function roleRoutes(app: FastifyInstance, { needs, streams, choices }: Way): void {
  app.get('/sign-in/role', { exposeHeadRoute: false }, async (request, reply) => {
    const secret = request.cookies[rolesCookie]
    const offered = isSecret(secret) ? choices.look(secret) : undefined
    if (!offered) return reply.redirect('/sign-in', 303)
    // So that also browsers without Sec-Fetch-Site say where the form came from.
    reply.header('referrer-policy', 'same-origin')
    return sendPage(reply, drawRoles(offered, needs.demonstration))
  })

  app.post('/sign-in/role', async (request, reply) => {
    const secret = request.cookies[rolesCookie]
    const { role } = (request.body ?? {}) as { role?: unknown }
    const place = typeof role === 'string' && /^\d{1,3}$/.test(role) ? Number(role) : -1
    const chosen = isSecret(secret) ? choices.take(secret, place) : undefined
    if (!chosen) return reply.redirect('/sign-in/role', 303)
    reply.clearCookie(rolesCookie, cookieAttributes)
    return welcome(request, reply, needs, streams, chosen)
  })
}

function readAttempt(request: FastifyRequest, needs: ViewerNeeds): Attempt | undefined {
  const attempt = unseal(needs.secret, request.cookies[attemptCookie] ?? '') as Attempt | undefined
  return attempt && attempt.until > needs.clock.now() ? attempt : undefined
}

/** Whoever is turned away reads a page, not an ErrorView. */
async function turnAway(
  needs: ViewerNeeds,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work()
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.kind === 'fault') throw failure
    if (failure.kind === 'refused') await needs.journeys.signInRefused?.(failure.code)
    else needs.onFault?.(failure)
    const status = failure.kind === 'unavailable' ? 503 : 403
    return sendPage(reply.code(status), drawRefusal(failure.code, needs.demonstration))
  }
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}
