/** What the screen asks, by POST: contract.ts says what each gives. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { User } from '#journeys'
import { Failure, readNhsNumber } from '#vocabulary'
import { send, unknown } from './answers.ts'
import {
  type DeclareReason,
  declareReasons,
  type FoundPerson,
  type GrantReason,
  grantReasons,
  type MyPatients,
  type RefusalView,
  type SealReason,
  type SessionView,
  sealReasons,
} from './contract.ts'
import { openDocument } from './document.ts'
import type { Declared, ViewerNeeds } from './needs.ts'
import { openRecord } from './record.ts'
import type { Asking } from './who-asks.ts'

/** Attached by the check that runs before; no route of the API runs without. */
export type Ask = (request: FastifyRequest) => Asking

const handle = z.string().max(64)
const findBody = z.strictObject({ nhsNumber: z.string().max(32), birthDate: z.iso.date() })
const words = z.string().trim().min(15).max(1_000)
const oneOf = <Reason extends string>(reasons: Readonly<Record<Reason, string>>) =>
  z.enum(Object.keys(reasons) as [Reason, ...Reason[]])
const declareBody = z.strictObject({ handle, reason: oneOf<DeclareReason>(declareReasons), words })
const consentBody = z.strictObject({ handle, askedBy: z.string().trim().min(2).max(100), words })
const sealBody = z.strictObject({ handle, reason: oneOf<SealReason>(sealReasons), words })
const grantBody = z.strictObject({
  handle,
  colleague: z.string().trim().min(3).max(80),
  reason: oneOf<GrantReason>(grantReasons),
  words,
})
const whyBody = z.strictObject({ handle })
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
    const { user, csrf, session, handles } = asked(request)
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
      mayKeepObjections: needs.desk?.mayKeepObjections(user) ?? false,
      mayGuard: needs.desk?.mayGuard(user) ?? false,
      idleUntil: new Date(Math.min(session.idleUntil, session.endsAt)).toISOString(),
      endsAt: new Date(session.endsAt).toISOString(),
      ...(session.lockedFrom !== undefined && {
        lockAt: new Date(session.lockedFrom).toISOString(),
      }),
      ...(user.launch && {
        launch: { handle: handles.seal(user.launch.personId), system: user.launch.system },
      }),
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

  app.post('/find', async (request, reply): Promise<FoundPerson | FastifyReply> => {
    const { user, handles } = asked(request)
    const { nhsNumber: written, birthDate } = read(findBody, request.body)
    const nhsNumber = readNhsNumber(written)
    if (!nhsNumber) throw new Failure('invalid', 'not-an-nhs-number', 'Not an NHS number.')
    const found = await journeys.findPerson(user, { nhsNumber, birthDate })
    if (found.outcome === 'not-available') return { outcome: 'not-available' }
    if (found.outcome === 'too-many') return refuse(reply, 429, found.words)
    const { mustDeclare, refusal } = found
    const patient = { handle: handles.seal(found.personId), ...found.line }
    return { outcome: 'found', patient, mustDeclare, ...(refusal && { refusal }) }
  })
}

/** About one person, whom a handle of the asking session names. */
function personRoutes(
  app: FastifyInstance,
  { journeys, silentSources }: ViewerNeeds,
  asked: Ask,
): void {
  /** Something that a user says of one person, kept or refused. */
  function says<Said extends { readonly handle: string }>(
    path: string,
    body: z.ZodType<Said>,
    keep: (user: User, personId: number, said: Omit<Said, 'handle'>) => Promise<Declared>,
  ): void {
    app.post(path, async (request, reply) => {
      const { user, handles } = asked(request)
      const { handle, ...said } = read(body, request.body)
      const personId = handles.open(handle)
      if (personId === undefined) return send(reply, unknown)
      const answer = await keep(user, personId, said)
      return answer.outcome === 'declared' ? {} : refuse(reply, 403, answer.words)
    })
  }
  says('/declare', declareBody, (...said) => journeys.declare(...said))
  says('/consent', consentBody, (...said) => journeys.recordConsent(...said))
  says('/break-seal', sealBody, (...said) => journeys.breakSeal(...said))
  says('/grant', grantBody, (...said) => journeys.grantAccess(...said))

  app.post('/why', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle } = read(whyBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    const answer = await journeys.whyCanISee(user, personId)
    reply.header(aboutHeader, handle)
    if (answer.outcome === 'refused') return reply.code(403).send(answer)
    const { outcome, ...why } = answer
    return why
  })

  app.post('/record', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle, version } = read(recordBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    const requestId = crypto.randomUUID()
    const opened = await journeys.openRecord(user, personId, { version, requestId })
    reply.header(aboutHeader, handle)
    return openRecord(request, reply, opened, silentSources?.())
  })

  app.post('/document', async (request, reply) => {
    const { user, handles } = asked(request)
    const { handle, hash } = read(documentBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown)
    const opened = await journeys.openDocument(user, personId, hash)
    return openDocument(reply.header(aboutHeader, handle), opened)
  })
}

/** Whose handle an answer is about (AT-29). */
const aboutHeader = 'lcr-about'

function refuse(reply: FastifyReply, status: 403 | 429, words: string): FastifyReply {
  const refusal: RefusalView = { outcome: 'refused', words, mayDeclare: false }
  return reply.code(status).send(refusal)
}

/** What was wrong is not told: it would repeat what was sent. */
function read<Body>(shape: z.ZodType<Body>, body: unknown): Body {
  const answer = shape.safeParse(body ?? {})
  if (!answer.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return answer.data
}
