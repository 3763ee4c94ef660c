/** Documents that are hidden from a person's record; who does that sees none of them (OO-17). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { Failure } from '#vocabulary'
import { answerInWords } from './desk-answers.ts'
import { type DeskDoor, handle, onlyForKeepers, read, words } from './desk-api.ts'
import type { DeskDocuments, Done } from './desk-contract.ts'

const documentBody = z.strictObject({ handle, reference: z.string().max(40), because: words })

export function documentRoutes(app: FastifyInstance, door: DeskDoor): void {
  const { journeys, asked } = door
  answerInWords(app)
  onlyForKeepers(app, door)
  const personOf = (request: FastifyRequest, sealed: string): number => {
    const personId = asked(request).handles.open(sealed)
    if (personId === undefined) throw new Failure('unknown', 'unknown', '')
    return personId
  }
  const named = (request: FastifyRequest) => {
    const { handle, ...said } = read(documentBody, request.body)
    return { ...said, personId: personOf(request, handle) }
  }

  app.post('/documents', async (request): Promise<DeskDocuments> => {
    const { handle: sealed } = read(z.strictObject({ handle }), request.body)
    const { user } = asked(request)
    const hidden = await journeys.hiddenDocumentsOf(user, personOf(request, sealed))
    return {
      documents: hidden.map(({ reference, hiddenAt, hiddenBy, because }) => ({
        reference,
        since: new Date(hiddenAt).toISOString(),
        by: hiddenBy,
        because,
      })),
    }
  })

  app.post('/documents/hide', async (request): Promise<Done> => {
    await journeys.hideDocument(asked(request).user, named(request))
    return {}
  })

  app.post('/documents/show', async (request): Promise<Done> => {
    await journeys.showDocumentAgain(asked(request).user, named(request))
    return {}
  })
}
