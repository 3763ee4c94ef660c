/** How a session begins and ends: each is written down, and ends what was open before. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '#journeys'
import { notFromOurPage, notSignedIn, send } from '../answers.ts'
import type { Professional, ViewerNeeds } from '../needs.ts'
import type { OpenStreams } from '../open-streams.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import { cookieAttributes, forgetSession, hasToken, sessionCookie, whoAsks } from '../who-asks.ts'
import { drawSignedOut } from './sign-in-pages.ts'

/** A new session each time, also for another role of the same person (AC-06). */
export async function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: ViewerNeeds,
  streams: OpenStreams,
  professional: Professional,
): Promise<FastifyReply> {
  const before = await whoAsks(request, needs, { use: false })
  if (before) await endSession(needs, streams, before.user)
  const secret = newSecret()
  const user = { ...professional, session: hashSecret(secret) }
  await needs.journeys.signedIn(user)
  await needs.sessions.create(user)
  reply.setCookie(sessionCookie, secret, cookieAttributes)
  return reply.redirect('/', 303)
}

export function signOutRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  streams: OpenStreams,
): void {
  // The screen asks where it asks everything; a form without script is sent to the shorter one.
  for (const path of ['/sign-out', '/api/sign-out']) {
    app.post(path, async (request, reply) => {
      const asking = await whoAsks(request, needs, { use: false })
      const { csrf } = (request.body ?? {}) as { csrf?: unknown }
      if (!asking) return send(reply, notSignedIn(needs.demonstration))
      if (!hasToken(asking, request.headers['lcr-csrf'] ?? csrf)) return send(reply, notFromOurPage)
      await endSession(needs, streams, asking.user)
      forgetSession(reply)
      const type = request.headers['content-type'] ?? ''
      const isForm = type.startsWith('application/x-www-form-urlencoded')
      return isForm ? reply.redirect('/signed-out', 303) : reply.send({})
    })
  }

  app.get('/signed-out', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(drawSignedOut(needs.demonstration)),
  )
}

async function endSession(needs: ViewerNeeds, streams: OpenStreams, user: User): Promise<void> {
  await needs.sessions.end(user.session)
  streams.closeSession(user.session)
  await needs.journeys.signedOut(user)
}
