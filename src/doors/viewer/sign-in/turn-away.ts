import type { FastifyReply } from 'fastify'
import { Failure } from '#vocabulary'
import type { ViewerNeeds } from '../needs.ts'
import { drawRefusal } from './sign-in-pages.ts'

/** Whoever is turned away reads a page, not an ErrorView; it is written down by its rule. */
export async function turnAway(
  needs: ViewerNeeds,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work()
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.kind === 'fault') throw failure
    if (failure.kind === 'refused') await needs.journeys.signInRefused?.(failure.code)
    else needs.onFault?.(failure)
    const status = failure.kind === 'unavailable' ? 503 : 403
    return sendPage(reply.code(status), drawRefusal(failure.code, needs.demonstration))
  }
}

export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(page)
}
