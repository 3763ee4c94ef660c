/** GET /sign-in → an identity provider → a session of one professional in one role. */
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
import { backChannelLogoutRoutes } from './back-channel-logout.ts'
import { type Provider, providersOf } from './providers.ts'
import { isLoopback, type SignInAttempt } from './relying-party.ts'
import { RoleChoices } from './role-choices.ts'
import { signOutRoutes, welcome } from './session.ts'
import { drawNoRole, drawProviders, drawRoles, signInStyle } from './sign-in-pages.ts'
import { sendPage, turnAway } from './turn-away.ts'
import { originOf, whoSignedIn } from './who-signed-in.ts'

const attemptCookie = '__Host-lcr-sign-in'
const rolesCookie = '__Host-lcr-roles'
const attemptMs = 10 * 60_000

/** `provider`: an answer of another one is not taken for it (mix-up, RFC 9700 §4.4). */
type Attempt = SignInAttempt & { readonly until: number; readonly provider: string }

interface Way {
  readonly needs: ViewerNeeds
  readonly streams: OpenStreams
  readonly choices: RoleChoices
}

export async function signInRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  streams: OpenStreams,
): Promise<void> {
  const way: Way = { needs, streams, choices: new RoleChoices(needs.clock) }
  const providers = providersOf(needs.signIn)
  await app.register(formbody, { bodyLimit: 8_192 })
  await serveStyle(app, signInStyle)
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== signInStyle) reply.header('cache-control', 'no-store')
    const safe = request.method === 'GET' || request.method === 'HEAD'
    if (!safe && !isFromOurPage(request, needs.origin())) return send(reply, notFromOurPage)
  })
  providerRoutes(app, way, providers)
  roleRoutes(app, way)
  signOutRoutes(app, needs, streams)
  backChannelLogoutRoutes(app, needs, providers)
}

function providerRoutes(app: FastifyInstance, way: Way, providers: readonly Provider[]): void {
  const noHead = { exposeHeadRoute: false }
  const { demonstration } = way.needs
  app.get('/sign-in', noHead, async (request, reply) => {
    const [only, another] = providers
    if (only && !another) return begin(request, reply, way, only)
    return sendPage(reply, drawProviders(providers, demonstration))
  })
  for (const provider of providers) {
    app.get(`/sign-in/with/${provider.id}`, noHead, (request, reply) =>
      begin(request, reply, way, provider),
    )
    app.get(provider.callbackPath, noHead, (request, reply) =>
      comeBack(request, reply, way, provider),
    )
  }
}

async function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  { needs }: Way,
  provider: Provider,
) {
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
    provider: provider.id,
  }
  return turnAway(needs, reply, async () => {
    const address = await provider.party.begin(needs.origin() + provider.callbackPath, attempt)
    reply.setCookie(attemptCookie, seal(needs.secret, attempt), cookieAttributes)
    return reply.redirect(address.href, 303)
  })
}

async function comeBack(
  request: FastifyRequest,
  reply: FastifyReply,
  way: Way,
  provider: Provider,
) {
  const { needs, streams, choices } = way
  const attempt = readAttempt(request, needs)
  reply.clearCookie(attemptCookie, cookieAttributes)
  return turnAway(needs, reply, async () => {
    if (attempt?.provider !== provider.id) {
      throw new Failure('refused', 'attempt-unknown', 'No sign-in was begun here.')
    }
    const returned = new URL(request.raw.url ?? '', needs.origin())
    const claimed = await provider.party.complete(returned, attempt)
    const who = whoSignedIn(claimed, provider.speaks)
    const origin = originOf(claimed)
    switch (who.outcome) {
      case 'refused':
        throw new Failure('refused', who.code, 'What the provider claims is not enough.')
      case 'no-role':
        return sendPage(reply.code(403), drawNoRole(needs.demonstration))
      case 'several-roles':
        reply.setCookie(rolesCookie, choices.offer(who.choices, origin), cookieAttributes)
        return reply.redirect('/sign-in/role', 303)
      case 'one-role':
        return welcome(request, reply, needs, streams, { professional: who.professional, origin })
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
    return turnAway(needs, reply, () => welcome(request, reply, needs, streams, chosen))
  })
}

function readAttempt(request: FastifyRequest, needs: ViewerNeeds): Attempt | undefined {
  const attempt = unseal(needs.secret, request.cookies[attemptCookie] ?? '') as Attempt | undefined
  return attempt && attempt.until > needs.clock.now() ? attempt : undefined
}
