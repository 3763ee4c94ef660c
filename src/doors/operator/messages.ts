/** Messages at the command line: found, shown, replayed and dismissed. Each look is audited. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { User } from '#journeys'
import { Failure } from '#vocabulary'
import type { MessageJourneys } from './needs.ts'

const text = z.string().min(1).max(500)
const number = z.int().positive()
const time = z.int().min(0)
/** A hundred thousand numbers are under a megabyte. */
const bodyLimit = 1_024 * 1_024

const selection = z.strictObject({
  messageIds: z.array(number).min(1).max(100_000).optional(),
  feed: text.optional(),
  from: time.optional(),
  to: time.optional(),
  messageType: text.optional(),
  reason: text.optional(),
  state: z.enum(['pending', 'filed', 'set-aside', 'dismissed']).optional(),
  controlId: text.optional(),
  personId: number.optional(),
  sourcePatient: z.strictObject({ namespace: text, value: text }).optional(),
})
const searchBody = z.strictObject({
  selection,
  before: number.optional(),
  messagesMax: z.int().min(1).max(1_000).default(50),
})
const messageBody = z.strictObject({ messageId: number })
const because = z.string().trim().min(1).max(1_000)
const replayBody = z.strictObject({
  selection,
  because,
  check: z.boolean().default(false),
  after: time.default(0),
})
const dismissBody = z.strictObject({ messageIds: z.array(number).min(1).max(10_000), because })

/** `read` answers with what was sent as agreed, or fails as invalid. */
export function messageRoutes(
  app: FastifyInstance,
  journeys: MessageJourneys,
  by: User,
  read: <Body>(shape: z.ZodType<Body>, body: unknown) => Body,
): void {
  app.post('/messages/search', { bodyLimit }, async (request) => {
    const { selection, before, messagesMax } = read(searchBody, request.body)
    return journeys.searchMessages(by, selection, { before, messagesMax })
  })

  app.post('/messages/show', async (request) => {
    const { messageId } = read(messageBody, request.body)
    return (await journeys.showMessage(by, messageId)) ?? notThere(messageId)
  })

  app.post('/messages/bytes', async (request) => {
    const { messageId } = read(messageBody, request.body)
    const { form, hash, bytes } =
      (await journeys.downloadMessage(by, messageId)) ?? notThere(messageId)
    return { form, hash, base64: Buffer.from(bytes).toString('base64') }
  })

  app.post('/messages/replay', { bodyLimit }, async (request) =>
    journeys.replayMessages(by, read(replayBody, request.body)),
  )

  app.post('/messages/dismiss', { bodyLimit }, async (request) => {
    const { messageIds, because } = read(dismissBody, request.body)
    return { dismissed: await journeys.dismissMessages(by, messageIds, because) }
  })
}

function notThere(messageId: number): never {
  throw new Failure('unknown', 'no-such-message', `There is no message ${messageId}.`)
}
