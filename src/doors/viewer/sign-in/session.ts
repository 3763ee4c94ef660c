/** How a session begins and ends: each is written down, and ends what was open before. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { User } from '#journeys'
import { Failure } from '#vocabulary'
import { notFromOurPage, notSignedIn, send } from '../answers.ts'
import { takePendingLaunch } from '../launch/pending-launch.ts'
import type { KeptSession, Professional, SessionOrigin, ViewerNeeds } from '../needs.ts'
import type { OpenStreams } from '../open-streams.ts'
import { hashSecret, newSecret } from '../secrets.ts'
import {
  cookieAttributes,
  forgetSession,
  hasToken,
  sessionCookie,
  sessionOf,
  whoAsks,
} from '../who-asks.ts'
import { drawSignedOut } from './sign-in-pages.ts'

export interface Arriving {
  readonly professional: Professional
  readonly origin: SessionOrigin
}

export async function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: ViewerNeeds,
  streams: OpenStreams,
  { professional, origin }: Arriving,
): Promise<FastifyReply> {
  const before = await sessionOf(request, needs, { use: false })
  const launch =
    (await takePendingLaunch(request, reply, needs, professional)) ??
    launchOf(before, professional, needs.clock.now())
  const user = await beginSession(request, needs, streams, {
    professional: launch ? { ...professional, launch } : professional,
    origin,
  })
  await needs.journeys.signedIn(user.holder)
  if (launch) await needs.launch?.journeys.launched(user.holder)
  reply.setCookie(sessionCookie, user.secret, cookieAttributes)
  return reply.redirect('/', 303)
}

/**
 * A new session each time, also for another role of the same person: another secret, so another
 * CSRF token and other handles, and every screen of the one before is closed (AC-06).
 */
export async function beginSession(
  request: FastifyRequest,
  needs: ViewerNeeds,
  streams: OpenStreams,
  { professional, origin }: Arriving,
): Promise<{ readonly holder: User; readonly secret: string }> {
  const before = await sessionOf(request, needs, { use: false })
  if (before) await endSession(needs, streams, before.user)
  const secret = newSecret()
  const holder = { ...professional, session: hashSecret(secret) }
  if (!(await needs.sessions.create(holder, origin))) {
    throw new Failure('refused', 'user-disabled', 'Who is disabled does not sign in.')
  }
  return { holder, secret }
}

/** Who comes back to their own locked screen has the same patient in hand as before. */
function launchOf(before: KeptSession | undefined, professional: Professional, now: number) {
  const { launch, key, roleCode, organisation } = before?.user ?? {}
  const isSame =
    key === professional.key &&
    roleCode === professional.roleCode &&
    organisation === professional.organisation
  return launch && isSame && launch.endsAt > now ? launch : undefined
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
