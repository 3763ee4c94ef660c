/** What the console asks, by POST: console-contract.ts says what each gives. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Failure } from '#vocabulary'
import { send, unknown as unknownAnswer } from './answers.ts'
import type { Ask } from './api.ts'
import type {
  ConsoleFeeds,
  ConsoleMerges,
  Dismissed,
  MergeDone,
  MessageLines,
  MessageView,
  Replayed,
} from './console-contract.ts'
import type { ConsoleJourneys } from './console-needs.ts'
import { feedView, lineView, mergeView, messageView, replayedView } from './console-views.ts'

const text = z.string().trim().min(1).max(250)
const state = z.enum(['pending', 'filed', 'set-aside', 'dismissed'])
const instant = z.iso.datetime({ offset: true }).transform((at) => Date.parse(at))
const messageId = z.int().positive()
const because = z.string().trim().min(5).max(1_000)
const search = z.strictObject({
  feed: text.optional(),
  from: instant.optional(),
  to: instant.optional(),
  messageType: text.optional(),
  reason: text.optional(),
  state: state.optional(),
  controlId: text.optional(),
})
const searchBody = search.extend({ before: messageId.optional() })
const messageBody = z.strictObject({ messageId })
const replayBody = z
  .strictObject({
    messageIds: z.array(messageId).min(1).max(200).optional(),
    search: search.optional(),
    because,
    check: z.boolean(),
    after: z.int().nonnegative().optional(),
  })
  .refine((body) => (body.messageIds === undefined) !== (body.search === undefined))
const dismissBody = z.strictObject({ messageIds: z.array(messageId).min(1).max(200), because })
const mergeBody = z.strictObject({ mergeId: z.int().positive() })

const messagesMax = 50
const mergesMax = 200

export function consoleRoutes(app: FastifyInstance, journeys: ConsoleJourneys, asked: Ask): void {
  app.addHook('preHandler', async (request, reply) => {
    // To who has no right to it there is no console.
    if (!journeys.mayOperate(asked(request).user)) return send(reply, unknownAnswer)
  })

  app.post('/feeds', async (): Promise<ConsoleFeeds> => {
    const feeds = await journeys.feedHealth()
    const sorted = feeds.toSorted((a, b) => b.troubles.length - a.troubles.length)
    return { feeds: sorted.map(feedView) }
  })

  app.post('/messages', async (request): Promise<MessageLines> => {
    const { before, ...selection } = read(searchBody, request.body)
    const page = { messagesMax, ...(before !== undefined && { before }) }
    const found = await journeys.searchMessages(asked(request).user, selection, page)
    return { messages: found.messages.map(lineView), more: found.before !== undefined }
  })

  app.post('/message', async (request, reply): Promise<MessageView | undefined> => {
    const { messageId } = read(messageBody, request.body)
    const shown = await journeys.showMessage(asked(request).user, messageId)
    if (shown) return messageView(shown)
    send(reply, unknownAnswer)
  })

  app.post('/bytes', async (request, reply) => {
    const { messageId } = read(messageBody, request.body)
    const found = await journeys.downloadMessage(asked(request).user, messageId)
    if (!found) return send(reply, unknownAnswer)
    return reply.type('application/octet-stream').send(Buffer.from(found.bytes))
  })

  app.post('/replay', async (request): Promise<Replayed> => {
    const { messageIds, search, because, check, after } = read(replayBody, request.body)
    const replayed = await journeys.replayMessages(asked(request).user, {
      selection: search ?? { messageIds },
      because,
      check,
      ...(after !== undefined && { after }),
    })
    return replayedView(replayed)
  })

  app.post('/dismiss', async (request): Promise<Dismissed> => {
    const { messageIds, because } = read(dismissBody, request.body)
    return {
      dismissed: await journeys.dismissMessages(asked(request).user, messageIds, because),
    }
  })

  app.post('/merges', async (request): Promise<ConsoleMerges> => {
    const merges = await journeys.merges(asked(request).user, mergesMax)
    return { merges: merges.map(mergeView) }
  })

  app.post('/merges/undo', async (request): Promise<MergeDone> => {
    const { mergeId } = read(mergeBody, request.body)
    return { done: await journeys.undoMerge(asked(request).user, mergeId) }
  })

  app.post('/merges/confirm', async (request): Promise<MergeDone> => {
    const { mergeId } = read(mergeBody, request.body)
    return { done: await journeys.confirmMerge(asked(request).user, mergeId) }
  })
}

/** What was wrong is not told: it would repeat what was sent. */
function read<Body>(shape: z.ZodType<Body>, body: unknown): Body {
  const answer = shape.safeParse(body ?? {})
  if (!answer.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return answer.data
}
