/** Access tokens: signed by this server, good for five minutes, bound to one feed. */
import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { type FhirDoorNeeds, fhirAddress, scope } from './needs.ts'

/** Seconds. */
export const tokenLife = 300

export async function issueToken(
  clientId: string,
  feedName: string,
  needs: FhirDoorNeeds,
): Promise<string> {
  const now = Math.floor(needs.clock.now() / 1000)
  return await new SignJWT({ scope, feed: feedName })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setIssuer(needs.issuer)
    .setAudience(fhirAddress(needs))
    .setSubject(clientId)
    .setIssuedAt(now)
    .setExpirationTime(now + tokenLife)
    .setJti(randomUUID())
    .sign(needs.tokenKey)
}

/**
 * The feed that the bearer may write for; undefined when the token is none of ours, has ended,
 * or its client is no longer registered for that feed.
 */
export async function feedOfBearer(
  authorization: string | undefined,
  needs: FhirDoorNeeds,
): Promise<string | undefined> {
  const token = /^Bearer ([\w\-.]+)$/i.exec(authorization ?? '')?.[1]
  if (!token) return undefined
  const claims = await jwtVerify(token, needs.tokenKey, {
    algorithms: ['HS256'],
    typ: 'at+jwt',
    issuer: needs.issuer,
    audience: fhirAddress(needs),
    currentDate: new Date(needs.clock.now()),
  }).then(
    (verified) => verified.payload,
    () => undefined,
  )
  if (!claims?.sub || claims.scope !== scope) return undefined
  const feed = await needs.feedByClient(claims.sub)
  return feed && feed.name === claims.feed ? feed.name : undefined
}
