/** The provider says that a session is over: OpenID Connect Back-Channel Logout 1.0 §2.4 to §2.8. */
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { ProviderSaid } from '#journeys'
import { Failure } from '#vocabulary'
import type { ViewerNeeds } from '../needs.ts'
import type { Provider } from './providers.ts'

const logoutPath = '/sign-in/back-channel-logout'
const event = 'http://schemas.openid.net/event/backchannel-logout'
/** Seconds: how old a logout token may be, and by how much clocks may differ. */
const ageMax = 300
const clockTolerance = 30

/** The provider's keys did not come, which says nothing of the token. */
const unreachable = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'])

const body = z.object({ logout_token: z.string().max(6_000) })
const text = z.string().min(1).max(500)
const claims = z.object({
  iss: text,
  iat: z.number(),
  jti: text,
  sid: text.optional(),
  sub: text.optional(),
  events: z.object({ [event]: z.object({}) }),
  // With a nonce it is an ID token that somebody passes off as one of these.
  nonce: z.never().optional(),
})

/** Each provider has an address of its own, as its callback. */
export function backChannelLogoutRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  providers: readonly Provider[],
): void {
  for (const provider of providers) {
    const path = provider.callbackPath.replace('/sign-in/callback', logoutPath)
    app.post(path, async (request, reply) => {
      const read = body.safeParse(request.body)
      const said = read.success
        ? await readLogout(provider, read.data.logout_token, needs.clock.now())
        : undefined
      const ended = said && (await needs.journeys.endedByProvider?.(said))
      return ended ? reply.send() : reply.code(400).send({ error: 'invalid_request' })
    })
  }
}

/** Undefined when anything about it does not hold. */
async function readLogout(
  { party }: Provider,
  token: string,
  now: number,
): Promise<ProviderSaid | undefined> {
  const { issuer, clientId, algorithms, keys } = await party.verification()
  const verified = await jwtVerify(token, keys, {
    issuer,
    audience: clientId,
    algorithms,
    maxTokenAge: ageMax,
    clockTolerance,
    currentDate: new Date(now),
  }).catch((cause: unknown) => {
    if (!(cause instanceof errors.JOSEError) || unreachable.has(cause.code)) {
      const words = 'The keys of the provider cannot be had.'
      throw new Failure('unavailable', 'provider-unavailable', words, { cause })
    }
    return undefined
  })
  // `typ` keeps tokens that are made for something else out; providers may leave it out.
  const typ = verified?.protectedHeader.typ?.toLowerCase() ?? 'jwt'
  const read = claims.safeParse(verified?.payload)
  if (!read.success || !['jwt', 'logout+jwt', 'application/logout+jwt'].includes(typ)) {
    return undefined
  }
  const { iss, iat, jti, sid, sub } = read.data
  const subject = sub === undefined ? undefined : `${iss}|${sub}`
  const of =
    sid !== undefined
      ? { providerSession: `${iss}|${sid}`, ...(subject !== undefined && { subject }) }
      : subject !== undefined && { subject }
  if (!of) return undefined
  const proof = createHash('sha256').update(`logout|${iss}|${jti}`).digest()
  return { of, proof, forgetAt: (iat + ageMax + 2 * clockTolerance) * 1_000 }
}
