/**
 * The built-in identity provider: lets anybody sign in as an invented professional, so that a
 * demonstration starts without NHS CIS2. It never runs in production.
 */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import { Failure } from '#vocabulary'
import { serveStyle } from '../page/page.ts'
import { protect } from '../page/protect.ts'
import { drawChoice } from './choose-page.ts'
import { findProfessional } from './professionals.ts'
import { assuranceReference, type Client, createProvider } from './provider.ts'
import type { SigningKeys } from './signing-keys.ts'

/** Where it is mounted; the issuer is the origin of the door followed by this. */
export const identityProviderPath = '/demonstration-sign-in'

export interface IdentityProviderNeeds {
  /** Whether real people's records are in reach: then it refuses to start. */
  readonly production: boolean
  /** 'http://localhost:8080', as browsers reach it. Asked for only once the door listens. */
  readonly origin: () => string
  readonly keys: SigningKeys
  /** The relying party; its redirect URI is a path of the same origin. */
  readonly client: Omit<Client, 'redirectUri'> & { readonly redirectPath: string }
}

export async function identityProviderDoor(
  app: FastifyInstance,
  needs: IdentityProviderNeeds,
): Promise<void> {
  if (needs.production) {
    const words = 'The demonstration sign-in does not run in production.'
    throw new Failure('refused', 'demonstration-sign-in-in-production', words)
  }
  const provider = providerOnFirstUse(needs)
  await app.register(
    async (door) => {
      await protect(door)
      await serveStyle(door, '/page.css')
      await door.register(async (pages) => choicePages(pages, provider))
      await door.register(async (rest) => protocol(rest, provider, needs))
    },
    { prefix: identityProviderPath },
  )
}

/** The issuer follows the port, which is not known before the door listens. */
function providerOnFirstUse(needs: IdentityProviderNeeds): () => Provider {
  let provider: Provider | undefined
  return () => {
    const { id, secret, redirectPath } = needs.client
    const client = { id, secret, redirectUri: needs.origin() + redirectPath }
    provider ??= createProvider(needs.origin() + identityProviderPath, client, needs.keys)
    return provider
  }
}

async function choicePages(app: FastifyInstance, provider: () => Provider): Promise<void> {
  await app.register(formbody, { bodyLimit: 2_048 })

  app.get('/choose/:uid', async (request, reply) => {
    const interaction = await currentInteraction(provider(), request, reply)
    return sendPage(reply, drawChoice(identityProviderPath, interaction?.uid))
  })

  app.post('/choose/:uid', async (request, reply) => {
    const interaction = await currentInteraction(provider(), request, reply)
    const login = (request.body as Record<string, unknown> | undefined)?.professional
    if (!interaction || typeof login !== 'string' || !findProfessional(login)) {
      return sendPage(reply.code(400), drawChoice(identityProviderPath, interaction?.uid, true))
    }
    const result = { login: { accountId: login, acr: assuranceReference, amr: ['N3_SMARTCARD'] } }
    const next = await provider().interactionResult(request.raw, reply.raw, result)
    return reply.header('cache-control', 'no-store').redirect(next, 303)
  })
}

/** Undefined when the page was left open too long, or belongs to another browser. */
async function currentInteraction(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  try {
    return await provider.interactionDetails(request.raw, reply.raw)
  } catch {
    return undefined
  }
}

function sendPage(reply: FastifyReply, page: string) {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
}

/** Everything that OpenID Connect defines is answered by oidc-provider, which reads the raw body. */
function protocol(app: FastifyInstance, provider: () => Provider, needs: IdentityProviderNeeds) {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    const { protocol: scheme, host } = new URL(needs.origin())
    const { raw } = request
    raw.headers['x-forwarded-proto'] = scheme.replace(':', '')
    raw.headers['x-forwarded-host'] = host
    Object.assign(raw, { originalUrl: raw.url })
    raw.url = (raw.url ?? '').slice(identityProviderPath.length)
    await provider().callback()(raw, reply.raw)
  }
  app.get('/*', { exposeHeadRoute: false }, answer)
  app.post('/*', answer)
}
