/** What the screen asks, by POST: contract.ts says what each gives. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure, readNhsNumber } from '#vocabulary'
import { send, unknown } from './answers.ts'
import {
  type DeclareReason,
  declareReasons,
  type FoundPerson,
  type MyPatients,
  type SessionView,
} from './contract.ts'
import { openDocument } from './document.ts'
import type { ViewerNeeds } from './needs.ts'
import { openRecord } from './record.ts'
import type { Asking } from './who-asks.ts'

/** Attached by the check that runs before; no route of the API runs without. */
export type Ask = (request: FastifyRequest) => Asking

const handle = z.string().max(64)
const findBody = z.strictObject({ nhsNumber: z.string().max(32), birthDate: z.iso.date() })
const reasons = Object.keys(declareReasons) as [DeclareReason, ...DeclareReason[]]
const declareBody = z.strictObject({
  handle,
  reason: z.enum(reasons),
  words: z.string().trim().min(15).max(1_000),
})
const recordBody = z.strictObject({ handle, version: z.int().nonnegative().optional() })
const documentBody = z.strictObject({ handle, hash: z.string().regex(/^[0-9a-f]{64}$/) })

export function apiRoutes(app: FastifyInstance, needs: ViewerNeeds, asked: Ask): void {
  userRoutes(app, needs, asked)
  personRoutes(app, needs, asked)
}

/** About the user, and the ways to a person. */
function userRoutes(app: FastifyInstance, needs: ViewerNeeds, asked: Ask): void {
  const { journeys } = needs

  app.post('/session', async (request): Promise<SessionView> => {
    const { user, csrf, session } = asked(request)
    return {
      user: {
        name: user.name,
        role: user.roleName,
        organisation: user.organisationName,
        organisationOds: user.organisation,
      },
      csrf,
      demonstration: needs.demonstration,
      mayDeclare: journeys.mayDeclare(user),
      mayFind: journeys.mayFind(user),
      mayOpen: journeys.mayOpen(user),
      mayOperate: needs.console?.mayOperate(user) ?? false,
      idleUntil: new Date(Math.min(session.idleUntil, session.endsAt)).toISOString(),
      endsAt: new Date(session.endsAt).toISOString(),
    }
  })

  app.post('/my-patients', async (request): Promise<MyPatients> => {
    const { user, handles } = asked(request)
    const { patients, more } = await journeys.myPatients(user)
    const lines = patients.map(({ personId, ...line }) => ({
      handle: handles.seal(personId),
      ...line,
    }))
    return { patients: lines, more }
  })

  app.post('/find', async (request): Promise<FoundPerson> => {
    const { user, handles } = asked(request)
    const { nhsNumber: written, birthDate } = read(findBody, request.body)
    const nhsNumber = readNhsNumber(written)
    if (!nhsNumber) throw new Failure('invalid', 'not-an-nhs-number', 'Not an NHS number.')
    const found = await journeys.findPerson(user, { nhsNumber, birthDate })
    if (found.outcome === 'not-available') return { outcome: 'not-available' }
    const patient = { handle: handles.seal(found.personId), ...found.line }
    return { outcome: 'found', patient, mustDeclare: found.mustDeclare }
  })
}

/** About one person, whom a handle of the asking session names. */
function personRoutes(
  app: FastifyInstance,
  { journeys, silentSources }: ViewerNeeds,
  asked: Ask,
): void {
  app.post('/declare', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle, ...declared } = read(declareBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    const answer = await journeys.declare(user, personId, declared)
    if (answer.outcome === 'declared') return {}
    return reply.code(403).send({ outcome: 'refused', words: answer.words, mayDeclare: false })
  })

  app.post('/record', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle, version } = read(recordBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    const requestId = crypto.randomUUID()
    const opened = await journeys.openRecord(user, personId, { version, requestId })
    return openRecord(request, reply, opened, silentSources?.())
  })

  app.post('/document', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle, hash } = read(documentBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    return openDocument(reply, await journeys.openDocument(user, personId, hash))
  })
}

/** What was wrong is not told: it would repeat what was sent. */
function read<Body>(shape: z.ZodType<Body>, body: unknown): Body {
  const answer = shape.safeParse(body ?? {})
  if (!answer.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return answer.data
}
