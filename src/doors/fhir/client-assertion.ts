/** Who asks for a token: private_key_jwt (RFC 7523; SMART App Launch 2.2, Backend Services). */
import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import { type FeedClient, type FhirDoorNeeds, tokenAddress } from './needs.ts'
import type { ReplayGuard } from './replay-guard.ts'

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const algorithms = ['ES384', 'RS384', 'ES256', 'EdDSA', 'Ed25519']
/** Seconds from now to `exp`. */
const lifeMax = 300
/** Seconds by which two honest clocks may differ. */
const clockTolerance = 10
const characters = { assertionMax: 16_384, jtiMax: 256 }

type Asked =
  | { readonly outcome: 'client'; readonly clientId: string; readonly feed: FeedClient }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'too-many' }

const refused: Asked = { outcome: 'refused' }

/** Throws only what the directory of clients throws. Why it refuses is told to nobody. */
export async function readAssertion(
  assertion: string,
  needs: FhirDoorNeeds,
  guard: ReplayGuard,
): Promise<Asked> {
  const clientId = claimedClient(assertion)
  const feed = clientId ? await needs.feedByClient(clientId) : undefined
  if (!clientId || !feed) return refused
  const now = needs.clock.now()
  const claims = await verified(assertion, clientId, feed, needs)
  if (!claims) return refused
  const { exp, jti } = claims
  if (typeof exp !== 'number' || exp * 1000 > now + (lifeMax + clockTolerance) * 1000)
    return refused
  if (typeof jti !== 'string' || jti === '' || jti.length > characters.jtiMax) return refused
  const use = guard.use(clientId, jti, (exp + clockTolerance) * 1000, now)
  if (use === 'too-many') return { outcome: 'too-many' }
  return use === 'first' ? { outcome: 'client', clientId, feed } : refused
}

/** Believed only after its signature was verified with that client's key. */
function claimedClient(assertion: string): string | undefined {
  if (assertion.length > characters.assertionMax) return undefined
  try {
    const { iss, sub } = decodeJwt(assertion)
    return iss && iss === sub ? iss : undefined
  } catch {
    return undefined
  }
}

async function verified(
  assertion: string,
  clientId: string,
  feed: FeedClient,
  needs: FhirDoorNeeds,
) {
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(feed.jwks), {
      algorithms,
      audience: tokenAddress(needs),
      issuer: clientId,
      subject: clientId,
      requiredClaims: ['exp', 'jti'],
      clockTolerance,
      currentDate: new Date(needs.clock.now()),
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}
