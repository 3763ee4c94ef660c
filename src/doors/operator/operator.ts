/**
 * The door for the command line: what arrived, merges, feeds, and finding a person for somebody
 * who is signed in. Nothing clinical comes out here but messages, each look at one written down.
 */
import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { operatorKey, type User } from '#journeys'
import { Failure, isOdsCode } from '#vocabulary'
import { answerErrors, notSignedIn, send } from '../viewer/answers.ts'
import { whoAsks } from '../viewer/who-asks.ts'
import { canaryRoutes } from './canaries.ts'
import { messageRoutes } from './messages.ts'
import type { OperatorNeeds } from './needs.ts'
import { importRoutes } from './objections.ts'
import { operatorProofs } from './proof.ts'
import { registerRoutes } from './register.ts'
import { userRoutes } from './users.ts'

export const operatorPath = '/operator'

const linesMax = 10_000
/** The public keys of a feed are a few hundred bytes each. */
const bodyLimit = 32 * 1_024
/** Maps of local codes can have thousands of lines. */
const profileLimit = 2 * 1_024 * 1_024

/** Who holds the key of the data folder, as the audit names them. */
const operator: User = {
  key: operatorKey,
  name: 'Operator at the command line',
  roleCode: 'operator',
  roleName: 'Operator',
  organisation: '',
  organisationName: '',
  activities: [],
  session: '',
  assurance: 'key of the data folder',
}

const mergeBody = z.strictObject({ mergeId: z.int().positive() })
const feedBody = z.strictObject({
  name: z.string().trim().min(1).max(200),
  form: z.enum(['hl7v2', 'fhir']),
  organisation: z.string().refine(isOdsCode),
  organisationName: z.string().trim().min(1).max(200),
  profile: z.string().max(100).default('best-of-it'),
  clientId: z.string().min(1).max(200).optional(),
  jwks: z
    .strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(10) })
    .optional(),
})
const profileBody = z.strictObject({
  profile: z.record(z.string(), z.unknown()),
  tryOnly: z.boolean().default(false),
})
const senderBody = z
  .strictObject({
    fingerprint: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      .optional(),
    subjectCn: z.string().trim().min(1).max(200).optional(),
    application: z.string().trim().max(200),
    facility: z.string().trim().max(200),
    organisation: z.string().trim().min(1).max(200),
  })
  .refine(({ application, facility }) => application !== '' || facility !== '')
const senderEnd = z.strictObject({ senderId: z.int().positive() })
const findBody = z.strictObject({
  system: z.string().min(1).max(500).optional(),
  value: z.string().min(1).max(500),
})

export async function operatorDoor(app: FastifyInstance, needs: OperatorNeeds): Promise<void> {
  await app.register(async (door) => routes(door, needs), { prefix: operatorPath })
}

async function routes(app: FastifyInstance, needs: OperatorNeeds): Promise<void> {
  const { journeys } = needs
  const isOperator = operatorProofs(needs, () => needs.origin() + operatorPath)
  await app.register(cookie)
  answerErrors(app, needs.onFault)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!(await isOperator(request.headers.authorization))) return send(reply, notTheOperator)
  })

  app.get('/messages', () => journeys.countMessages())
  messageRoutes(app, journeys, operator, read)
  userRoutes(app, journeys, operator, read)
  registerRoutes(app, journeys, operator, read)
  canaryRoutes(app, journeys, operator, read)
  importRoutes(app, journeys, operator)
  app.get('/set-aside', async () => ({ lines: await journeys.setAsideMessages(linesMax) }))
  app.get('/merges', async () => ({ merges: await journeys.merges(linesMax) }))

  app.post('/merges/confirm', async (request) => {
    const { mergeId } = read(mergeBody, request.body)
    return { confirmed: await journeys.confirmMerge(operator, mergeId) }
  })

  app.post('/merges/undo', async (request) => {
    const { mergeId } = read(mergeBody, request.body)
    return { undone: await journeys.undoMerge(operator, mergeId) }
  })

  app.get('/feeds', async () => ({ feeds: await journeys.feedHealth() }))
  app.post('/feeds', { bodyLimit }, async (request) => {
    const registered = await journeys.registerFeed(operator, read(feedBody, request.body))
    if (!registered) {
      const words = 'The name is the feed of another organisation.'
      throw new Failure('conflict', 'feed-of-another', words)
    }
    return { registered: true }
  })

  app.get('/profiles', async () => ({ profiles: await journeys.profileLines() }))
  app.post('/profiles', { bodyLimit: profileLimit }, async (request) => {
    const { profile, tryOnly } = read(profileBody, request.body)
    return journeys.putProfile(operator, profile, { tryOnly })
  })

  app.get('/senders', async () => ({ senders: await journeys.listSenders() }))
  app.post('/senders', async (request) =>
    journeys.allowSender(operator, read(senderBody, request.body)),
  )
  app.post('/senders/end', async (request) => {
    const { senderId } = read(senderEnd, request.body)
    return { ended: await journeys.endSender(operator, senderId) }
  })

  app.post('/find', async (request, reply) => {
    const asks = await whoAsks(request, needs, { use: true })
    if (!asks) return send(reply, notSignedIn(false))
    const found = await journeys.findByIdentifier(asks.user, read(findBody, request.body))
    if (found.outcome === 'not-available') return { outcome: 'not-available' }
    const { personId, ...rest } = found
    return { ...rest, handle: asks.handles.seal(personId) }
  })
}

const notTheOperator = {
  status: 401,
  view: {
    outcome: 'error',
    code: 'not-the-operator',
    words: 'This needs the key that lies in the data folder of the server.',
  },
} as const

/** What was wrong is not told: it would repeat what was sent. */
function read<Body>(shape: z.ZodType<Body>, body: unknown): Body {
  const answer = shape.safeParse(body ?? {})
  if (!answer.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return answer.data
}
