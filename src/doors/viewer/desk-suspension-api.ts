/** The suspension by law, for both roles of the desk: either may propose, another approves. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { send, unknown } from './answers.ts'
import { answerInWords } from './desk-answers.ts'
import { type DeskDoor, lookingOf, read, words } from './desk-api.ts'
import type { Done } from './desk-contract.ts'
import type { DeskSuspensions } from './desk-guard-contract.ts'
import { suspensionView } from './desk-views.ts'

const instant = z.iso.datetime({ offset: true }).transform((at) => Date.parse(at))
const proposeSuspensionBody = z.strictObject({
  from: instant,
  until: instant,
  kinds: z.array(z.string().max(40)).min(1).max(20),
  instrument: words,
  notice: words,
})
const suspensionBody = z.strictObject({ suspensionId: z.uuid() })

export function suspensionRoutes(app: FastifyInstance, door: DeskDoor): void {
  const { journeys, asked } = door
  answerInWords(app)
  app.addHook('preHandler', async (request, reply) => {
    const { user } = asked(request)
    if (!journeys.mayKeepObjections(user) && !journeys.mayGuard(user)) return send(reply, unknown)
  })

  app.post('/suspensions', async (request): Promise<DeskSuspensions> => {
    const kept = await journeys.suspensions(asked(request).user)
    return { suspensions: kept.map((one) => suspensionView(one, lookingOf(request, door))) }
  })

  app.post('/suspensions/propose', async (request): Promise<Done> => {
    const { from, until, ...proposed } = read(proposeSuspensionBody, request.body)
    const asks = { ...proposed, fromAt: from, untilAt: until }
    await journeys.proposeSuspension(asked(request).user, asks)
    return {}
  })

  app.post('/suspensions/approve', async (request): Promise<Done> => {
    const { suspensionId } = read(suspensionBody, request.body)
    await journeys.approveSuspension(asked(request).user, suspensionId)
    return {}
  })

  app.post('/suspensions/end', async (request): Promise<Done> => {
    const { suspensionId } = read(suspensionBody, request.body)
    await journeys.endSuspension(asked(request).user, suspensionId)
    return {}
  })
}
