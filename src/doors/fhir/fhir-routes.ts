/** The FHIR REST interactions create, update, transaction and batch (R4 http.html). */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Failure, failureAnswers } from '#vocabulary'
import { feedOfBearer } from './access-token.ts'
import { answerFor } from './answer.ts'
import { capabilityStatement, smartConfiguration } from './capability-statement.ts'
import { bodyBytesMaxUsual, type FhirDoorNeeds } from './needs.ts'
import { type OperationOutcome, outcome } from './outcome.ts'
import { type Peek, peek } from './peek.ts'

/** A route that anybody may ask. */
interface Opening {
  readonly open?: boolean
}

const contentTypes = ['application/fhir+json', 'application/json']
const retryAfterSeconds = '5'

export async function fhirRoutes(app: FastifyInstance, needs: FhirDoorNeeds): Promise<void> {
  const bodyLimit = needs.bodyBytesMax ?? bodyBytesMaxUsual
  const feeds = new WeakMap<FastifyRequest, string>()

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(contentTypes, { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  )
  app.addHook('onRequest', async (request, reply) => {
    reply.header('Cache-Control', 'no-store')
    if ((request.routeOptions.config as Opening | undefined)?.open) return
    // Before the body is read: a stranger costs a few bytes, not fifty million.
    const feed = await feedOfBearer(request.headers.authorization, needs)
    if (!feed) return reply.code(401).header('WWW-Authenticate', challenge(request)).send(strange)
    feeds.set(request, feed)
    const unread = unreadBody(request)
    if (unread) return reply.code(415).send(outcome('error', 'not-supported', unread))
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.type('application/fhir+json; charset=utf-8')
  })
  app.setErrorHandler((error, _request, reply) => {
    const [status, body] = errorOutcome(error)
    // Its message may quote what was sent; its name and code never do.
    const { name, code } = error as { name?: string; code?: string }
    if (status >= 500) app.log.error({ door: 'fhir', name, code }, 'a message met a fault')
    if (status === 503 || status === 429) reply.header('Retry-After', retryAfterSeconds)
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(outcome('error', 'not-supported', 'This interaction is not supported.')),
  )

  const take = async (request: FastifyRequest, reply: FastifyReply, wrong: Wrong) => {
    const bytes = request.body
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) {
      return reply.code(400).send(outcome('error', 'required', 'The body is empty.'))
    }
    const seen = peek(bytes)
    const words = wrong(seen)
    if (words) return reply.code(400).send(outcome('error', 'invalid', words))
    const controlId = readControlId(request.headers['x-request-id'])
    const feed = feeds.get(request) as string
    const report = await needs.receive({ feed, bytes, controlId, peer: request.ip })
    const answer = answerFor(report, seen, needs.kinds)
    return reply.code(answer.status).send(answer.body)
  }

  const open: { config: Opening } = { config: { open: true } }
  app.get('/metadata', open, async () => capabilityStatement(needs))
  app.get('/.well-known/smart-configuration', open, async () => smartConfiguration(needs))
  app.post('/', (request, reply) =>
    take(request, reply, (seen) =>
      seen.kind && seen.kind !== 'Bundle' ? 'A Bundle is needed at this address.' : undefined,
    ),
  )
  app.post<{ Params: { type: string } }>('/:type', (request, reply) =>
    take(request, reply, (seen) => wrongType(seen, request.params.type)),
  )
  app.put<{ Params: { type: string; id: string } }>('/:type/:id', (request, reply) =>
    take(request, reply, (seen) => {
      const sameId = !seen.kind || seen.id === request.params.id
      const words = 'The id of the resource is not the id in the address.'
      return wrongType(seen, request.params.type) ?? (sameId ? undefined : words)
    }),
  )
}

/** Why the body does not belong at its address; never asked of what could not be looked into. */
type Wrong = (seen: Peek) => string | undefined

const wrongType = (seen: Peek, type: string): string | undefined =>
  seen.kind && seen.kind !== type ? 'The resource is not of the type in the address.' : undefined

const strange = outcome('error', 'login', 'A valid access token is needed.')

const challenge = (request: FastifyRequest): string =>
  request.headers.authorization
    ? 'Bearer realm="fhir", error="invalid_token"'
    : 'Bearer realm="fhir"'

/** What Fastify does not look at: compressed bodies, other character sets, other releases. */
function unreadBody(request: FastifyRequest): string | undefined {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return 'Compressed bodies are not taken.'
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  const charset = /charset\s*=\s*"?([\w-]+)/.exec(type)?.[1] ?? 'utf-8'
  if (charset !== 'utf-8' && charset !== 'us-ascii') return 'FHIR JSON is UTF-8.'
  const release = /fhirversion\s*=\s*"?([\d.]+)/.exec(type)?.[1] ?? '4.0'
  return release.startsWith('4.0') ? undefined : 'Only FHIR R4 (4.0) is read.'
}

function readControlId(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header
  return text && /^[\x21-\x7e]{1,128}$/.test(text) ? text : undefined
}

function errorOutcome(error: unknown): [status: number, body: OperationOutcome] {
  if (error instanceof Failure) {
    const { http, issue, words } = failureAnswers[error.kind]
    return [http, outcome('error', issue, words)]
  }
  switch ((error as { statusCode?: number } | undefined)?.statusCode) {
    case 413:
      return [413, outcome('error', 'too-long', 'The message is larger than what is taken.')]
    case 415:
      return [415, outcome('error', 'not-supported', `Send ${contentTypes.join(' or ')}.`)]
    case 400:
      return [400, outcome('error', 'invalid', failureAnswers.invalid.words)]
    default:
      return [500, outcome('error', 'exception', failureAnswers.fault.words)]
  }
}
