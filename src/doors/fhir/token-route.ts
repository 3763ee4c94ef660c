/** POST /oauth2/token: client credentials (RFC 6749 §4.4; SMART App Launch 2.2, Backend Services). */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { issueToken, tokenLife } from './access-token.ts'
import { assertionType, readAssertion } from './client-assertion.ts'
import { type FhirDoorNeeds, scope } from './needs.ts'
import { ReplayGuard } from './replay-guard.ts'

const formBytesMax = 32 * 1024

export async function tokenRoute(app: FastifyInstance, needs: FhirDoorNeeds): Promise<void> {
  const guard = new ReplayGuard()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytesMax },
    (_request, body, done) => done(null, new URLSearchParams(String(body))),
  )
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 400 && status < 500) {
      return refuse(reply, 400, 'invalid_request', 'The request cannot be read.')
    }
    reply.header('Retry-After', '5')
    return refuse(reply, 503, 'temporarily_unavailable', 'Not available just now.')
  })

  app.post('/token', async (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const fault = formFault(form)
    if (fault) return refuse(reply, 400, ...fault)
    const asked = await readAssertion(form.get('client_assertion') ?? '', needs, guard)
    if (asked.outcome === 'too-many') {
      reply.header('Retry-After', '60')
      return refuse(reply, 429, 'slow_down', 'Too many tokens were asked for.')
    }
    const named = form.get('client_id')
    if (asked.outcome === 'refused' || (named && named !== asked.clientId)) {
      return refuse(reply, 401, 'invalid_client', 'The client assertion is not accepted.')
    }
    return uncached(reply).send({
      access_token: await issueToken(asked.clientId, asked.feed.name, needs),
      token_type: 'bearer',
      expires_in: tokenLife,
      scope,
    })
  })
}

function formFault(form: URLSearchParams): [code: string, words: string] | undefined {
  // RFC 6749 §3.2: a parameter given twice is refused, so that no two readers differ.
  if (new Set(form.keys()).size !== [...form.keys()].length) {
    return ['invalid_request', 'A parameter is given twice.']
  }
  if (form.get('grant_type') !== 'client_credentials') {
    return ['unsupported_grant_type', 'Only client_credentials is supported.']
  }
  if (form.get('client_assertion_type') !== assertionType || !form.get('client_assertion')) {
    return ['invalid_request', 'A client assertion (private_key_jwt) is needed.']
  }
  const scopes = (form.get('scope') ?? scope).split(' ')
  return scopes.includes(scope) ? undefined : ['invalid_scope', `The scope is ${scope}.`]
}

const uncached = (reply: FastifyReply): FastifyReply =>
  reply.header('Cache-Control', 'no-store').header('Pragma', 'no-cache')

function refuse(reply: FastifyReply, status: number, error: string, words: string): FastifyReply {
  return uncached(reply).code(status).send({ error, error_description: words })
}
