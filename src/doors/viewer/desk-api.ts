/** What the desk asks about objections, by POST: desk-contract.ts says what each gives. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure, readNhsNumber } from '#vocabulary'
import { send, unknown } from './answers.ts'
import type { Ask } from './api.ts'
import { answerInWords } from './desk-answers.ts'
import {
  type DeskFigures,
  type DeskFound,
  type DeskImports,
  type DeskObjections,
  type DeskTasks,
  type Done,
  type ImportRows,
  type ObjectionView,
  type Recorded,
  type SeenProof,
  seenProofs,
  type ToldProof,
  toldProofs,
} from './desk-contract.ts'
import type { DeskJourneys } from './desk-needs.ts'
import {
  byUrgency,
  checkWords,
  figuresView,
  importView,
  type Looking,
  objectionView,
  personView,
  taskView,
} from './desk-views.ts'

export interface DeskDoor {
  readonly journeys: DeskJourneys
  readonly clock: { now(): number }
  readonly asked: Ask
}

export const words = z.string().trim().min(3).max(2_000)
export const handle = z.string().max(64)
const findBody = z.strictObject({ nhsNumber: z.string().max(32), birthDate: z.iso.date() })
const name = z.string().trim().min(1).max(120)
const objectionId = z.uuid()
const keysOf = <Key extends string>(of: Readonly<Record<Key, string>>) =>
  Object.keys(of) as [Key, ...Key[]]
const check = z.strictObject({
  seen: z.array(z.enum(keysOf<SeenProof>(seenProofs))).min(1),
  told: z.array(z.enum(keysOf<ToldProof>(toldProofs))).min(1),
  words: z.string().trim().max(1_000).optional(),
})
const maker = z.enum(['person', 'parent', 'attorney', 'deputy'])
const recordBody = z
  .strictObject({
    handle: handle.optional(),
    nhsNumber: z.string().max(32).optional(),
    birthDate: z.iso.date().optional(),
    family: name.optional(),
    given: name.optional(),
    madeBy: maker,
    evidence: words.optional(),
    check,
    words,
    explained: z.literal(true),
  })
  // Whoever says no for somebody else shows that they may (OO-21).
  .refine((body) => body.madeBy === 'person' || body.evidence !== undefined)
  .refine((body) => body.handle !== undefined || (body.nhsNumber && body.birthDate && body.family))
const decideBody = z
  .strictObject({
    objectionId,
    verdict: z.enum(['upheld', 'not-upheld']),
    because: words,
    seniorProfessional: name.optional(),
    letterSentOn: z.iso.date().optional(),
  })
  .refine((body) => body.verdict === 'upheld' || (body.seniorProfessional && body.letterSentOn))
const withdrawBody = z
  .strictObject({ objectionId, check, saidBy: maker, evidence: words.optional(), words })
  .refine((body) => body.saidBy === 'person' || body.evidence !== undefined)
const proposeErrorBody = z.strictObject({ objectionId, because: words })
const answerErrorBody = z.strictObject({ objectionId, isError: z.boolean(), because: words })
const releaseBody = z.strictObject({ objectionId, handle, because: words })
export const listTasksBody = z.strictObject({ open: z.boolean() })
export const doTaskBody = z.strictObject({ taskId: z.int().positive(), outcome: words })
const importRowsBody = z.strictObject({
  importId: z.int().positive(),
  reason: z.string().max(40),
})

export const tasksMax = 500
const rowsMax = 200

export function objectionRoutes(app: FastifyInstance, door: DeskDoor): void {
  answerInWords(app)
  onlyForKeepers(app, door)
  personRoutes(app, door)
  actRoutes(app, door)
  registerRoutes(app, door)
}

/** To who has no right to it there is no desk (AC-17). */
export function onlyForKeepers(app: FastifyInstance, { journeys, asked }: DeskDoor): void {
  app.addHook('preHandler', async (request, reply) => {
    if (!journeys.mayKeepObjections(asked(request).user)) return send(reply, unknown)
  })
}

function personRoutes(app: FastifyInstance, door: DeskDoor): void {
  const { journeys, asked } = door

  app.post('/find', async (request): Promise<DeskFound> => {
    const person = await journeys.findForRegister(asked(request).user, readWho(request.body))
    if (!person) return { outcome: 'not-known' }
    return { outcome: 'found', person: personView(person, lookingOf(request, door)) }
  })

  app.post('/person', async (request, reply): Promise<DeskObjections | undefined> => {
    const { user, handles } = asked(request)
    const personId = handles.open(read(z.strictObject({ handle }), request.body).handle)
    if (personId === undefined) return send(reply, unknown) as never
    const objections = await journeys.objectionsOf(user, personId)
    const looking = lookingOf(request, door)
    const person = objections.flatMap((one) => one.persons).find((one) => one.personId === personId)
    return {
      ...(person && { person: personView(person, looking) }),
      objections: objections.map((one) => objectionView(one, looking)),
    }
  })

  app.post('/record', async (request, reply): Promise<Recorded | undefined> => {
    const { user, handles } = asked(request)
    const { handle, nhsNumber, check, evidence, ...body } = read(recordBody, request.body)
    const personId = handle === undefined ? undefined : handles.open(handle)
    if (handle !== undefined && personId === undefined) return send(reply, unknown) as never
    const recorded = await journeys.recordObjection(user, {
      ...body,
      ...(personId !== undefined && { personId }),
      ...(nhsNumber !== undefined && { nhsNumber: readNumber(nhsNumber) }),
      identityCheck: checkWords(check, evidence),
    })
    const recordedAt = new Date(door.clock.now()).toISOString()
    return { ...recorded, recordedAt, contact: journeys.contact }
  })

  app.post('/objection', async (request, reply): Promise<ObjectionView | undefined> => {
    const { objectionId: id } = read(z.strictObject({ objectionId }), request.body)
    const shown = await journeys.showObjection(asked(request).user, id)
    if (shown) return objectionView(shown, lookingOf(request, door))
    return send(reply, unknown) as never
  })
}

/** What becomes of one objection. */
function actRoutes(app: FastifyInstance, { journeys, asked }: DeskDoor): void {
  app.post('/decide', async (request): Promise<Done> => {
    const { objectionId, ...decided } = read(decideBody, request.body)
    await journeys.decideObjection(asked(request).user, objectionId, decided)
    return {}
  })

  app.post('/withdraw', async (request): Promise<Done> => {
    const { objectionId, check, saidBy, evidence, words } = read(withdrawBody, request.body)
    const said = { because: words, identityCheck: checkWords(check, evidence), saidBy }
    await journeys.withdrawObjection(asked(request).user, objectionId, said)
    return {}
  })

  app.post('/error/propose', async (request): Promise<Done> => {
    const { objectionId, because } = read(proposeErrorBody, request.body)
    await journeys.proposeError(asked(request).user, objectionId, because)
    return {}
  })

  app.post('/error/answer', async (request): Promise<Done> => {
    const { objectionId, ...said } = read(answerErrorBody, request.body)
    await journeys.answerError(asked(request).user, objectionId, said)
    return {}
  })

  app.post('/release', async (request, reply): Promise<Done> => {
    const { user, handles } = asked(request)
    const { objectionId, handle, because } = read(releaseBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown) as never
    await journeys.releasePerson(user, { objectionId, personId, because })
    return {}
  })
}

/** The register as a whole: what waits, what came, how many. */
function registerRoutes(app: FastifyInstance, door: DeskDoor): void {
  const { journeys, asked } = door

  app.post('/tasks', async (request): Promise<DeskTasks> => {
    const { open } = read(listTasksBody, request.body)
    const tasks = await journeys.objectionTasks(asked(request).user, { open, max: tasksMax })
    const views = tasks.map((one) => taskView(one, lookingOf(request, door)))
    return { tasks: open ? views.toSorted(byUrgency) : views }
  })

  app.post('/tasks/do', async (request): Promise<Done> => {
    const { taskId, outcome } = read(doTaskBody, request.body)
    await journeys.doTask(asked(request).user, taskId, outcome)
    return {}
  })

  app.post('/figures', async (request): Promise<DeskFigures> => {
    return figuresView(await journeys.registerReckoning(asked(request).user))
  })

  app.post('/imports', async (request): Promise<DeskImports> => {
    const imports = await journeys.importReckonings(asked(request).user)
    return { imports: imports.map(importView) }
  })

  app.post('/imports/rows', async (request): Promise<ImportRows> => {
    const wanted = read(importRowsBody, request.body)
    const rows = await journeys.showImportRows(asked(request).user, { ...wanted, rowsMax })
    return {
      rows: rows.map(({ line, recordedOn, objectionId, raw }) => ({
        line,
        recordedOn,
        objectionId,
        raw,
      })),
    }
  })
}

export function lookingOf(request: FastifyRequest, { asked, clock, journeys }: DeskDoor): Looking {
  const { user, handles } = asked(request)
  return { handles, userKey: user.key, now: clock.now(), contact: journeys.contact }
}

export function readWho(body: unknown): { nhsNumber: string; birthDate: string } {
  const { nhsNumber, birthDate } = read(findBody, body)
  return { nhsNumber: readNumber(nhsNumber), birthDate }
}

function readNumber(written: string): string {
  const nhsNumber = readNhsNumber(written)
  if (!nhsNumber) throw new Failure('invalid', 'not-an-nhs-number', 'Not an NHS number.')
  return nhsNumber
}

/** What was wrong is not told: it would repeat what was sent. */
export function read<Body>(shape: z.ZodType<Body>, body: unknown): Body {
  const answer = shape.safeParse(body ?? {})
  if (!answer.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return answer.data
}
