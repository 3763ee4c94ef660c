/** How the server asks itself: through its routes, with everything that is done to any request. */
import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { importJWK, type JWK, SignJWT } from 'jose'
import { operatorPath } from '#doors'
import type { Ask } from './channels.ts'

export const askOf =
  (app: FastifyInstance): Ask =>
  async ({ method, url, headers, body }) => {
    const answer = await app.inject({
      method,
      url,
      headers,
      ...(body && { payload: body }),
      // One of the routes answers with a stream that does not end.
      payloadAsStream: true,
    })
    return { status: answer.statusCode, body: answer.stream() }
  }

/** As the command line proves that it is the operator. */
export async function operatorProof(jwk: JWK, origin: string): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
    .setAudience(origin + operatorPath)
    .setIssuedAt()
    .setExpirationTime('30s')
    .setJti(randomUUID())
    .sign(await importJWK(jwk, 'ES256'))
}
