/** What the privacy officer asks, by POST: desk-contract.ts says what each gives. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { send, unknown } from './answers.ts'
import { answerInWords } from './desk-answers.ts'
import {
  type DeskDoor,
  doTaskBody,
  handle,
  listTasksBody,
  lookingOf,
  read,
  readWho,
  tasksMax,
  words,
} from './desk-api.ts'
import type { DeskTasks, Done } from './desk-contract.ts'
import type { DeskGuarded, DeskReviews, DeskUsers } from './desk-guard-contract.ts'
import { byUrgency, personView, reviewView, staffTaskView } from './desk-views.ts'

const reviewBody = z.strictObject({
  declarationId: z.int().positive(),
  outcome: z.enum(['explained', 'asked', 'not-explained']),
  words,
})
const guardBody = z.strictObject({ handle, because: words, untilOn: z.iso.date() })
const unguardBody = z.strictObject({
  handle,
  because: words,
  kind: z.enum(['guarded', 'whereabouts']),
})
const userBody = z.strictObject({ userKey: z.string().trim().min(3).max(250), because: words })

export function guardRoutes(app: FastifyInstance, door: DeskDoor): void {
  const { journeys, asked } = door
  answerInWords(app)
  app.addHook('preHandler', async (request, reply) => {
    if (!journeys.mayGuard(asked(request).user)) return send(reply, unknown)
  })

  app.post('/reviews', async (request): Promise<DeskReviews> => {
    const lines = await journeys.declarationsToReview(asked(request).user)
    const looking = lookingOf(request, door)
    const oldestFirst = lines.toSorted((a, b) => a.at - b.at)
    return { reviews: oldestFirst.map((one) => reviewView(one, looking)) }
  })

  app.post('/reviews/review', async (request): Promise<Done> => {
    const { declarationId, ...said } = read(reviewBody, request.body)
    await journeys.reviewDeclaration(asked(request).user, declarationId, said)
    return {}
  })

  app.post('/staff-tasks', async (request): Promise<DeskTasks> => {
    const { open } = read(listTasksBody, request.body)
    const tasks = await journeys.staffTasks(asked(request).user, { open, max: tasksMax })
    const views = tasks.map((one) => staffTaskView(one, lookingOf(request, door)))
    return { tasks: open ? views.toSorted(byUrgency) : views }
  })

  app.post('/staff-tasks/do', async (request): Promise<Done> => {
    const { taskId, outcome } = read(doTaskBody, request.body)
    await journeys.doStaffTask(asked(request).user, taskId, outcome)
    return {}
  })

  app.post('/guarded', async (request): Promise<DeskGuarded> => {
    const person = await journeys.findToGuard(asked(request).user, readWho(request.body))
    if (!person) return { outcome: 'not-known' }
    const { restriction } = person
    return {
      outcome: 'found',
      person: personView(person, lookingOf(request, door)),
      hidesWhereabouts: person.hidesWhereabouts,
      ...(restriction && {
        guarded: {
          because: restriction.because,
          since: new Date(restriction.setAt).toISOString(),
          by: restriction.setBy,
          ...(restriction.untilAt !== undefined && {
            until: new Date(restriction.untilAt).toISOString(),
          }),
        },
      }),
    }
  })

  app.post('/guard', async (request, reply): Promise<Done> => {
    const { user, handles } = asked(request)
    const { handle, because, untilOn } = read(guardBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown) as never
    await journeys.guardPerson(user, personId, { because, untilAt: Date.parse(untilOn) })
    return {}
  })

  app.post('/unguard', async (request, reply): Promise<Done> => {
    const { user, handles } = asked(request)
    const { handle, ...said } = read(unguardBody, request.body)
    const personId = handles.open(handle)
    if (personId === undefined) return send(reply, unknown) as never
    await journeys.unguardPerson(user, personId, said)
    return {}
  })

  app.post('/accounts', async (request): Promise<DeskUsers> => {
    const users = await journeys.disabledUsers(asked(request).user)
    return {
      users: users.map(({ since, ...one }) => ({ ...one, since: new Date(since).toISOString() })),
    }
  })

  app.post('/accounts/disable', async (request): Promise<Done> => {
    const { userKey, because } = read(userBody, request.body)
    await journeys.disableUser(asked(request).user, userKey, because)
    return {}
  })

  app.post('/accounts/enable', async (request): Promise<Done> => {
    const { userKey, because } = read(userBody, request.body)
    await journeys.enableUser(asked(request).user, userKey, because)
    return {}
  })
}
