/** The door for the screen of the professional: signs them in, and serves contract.ts. */
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { protect } from '../page/protect.ts'
import { answerErrors, notFromOurPage, notSignedIn, send, unknown } from './answers.ts'
import { apiRoutes } from './api.ts'
import { changesRoute } from './changes.ts'
import { consoleRoutes } from './console-api.ts'
import { type ViewerNeeds, viewerLimits } from './needs.ts'
import { OpenStreams } from './open-streams.ts'
import { drawNotFound, screenFiles } from './screen-files.ts'
import { rememberSessions } from './session-cache.ts'
import { signInRoutes } from './sign-in/sign-in.ts'
import { type Asking, hasToken, isFromOurPage, whoAsks } from './who-asks.ts'

/** Register it on the server's root, where it also answers for pages that do not exist. */
export async function viewerDoor(app: FastifyInstance, given: ViewerNeeds): Promise<void> {
  const needs = { ...given, sessions: rememberSessions(given.sessions, given.clock) }
  const streams = new OpenStreams({ ...viewerLimits, ...given.limits })
  app.addHook('preClose', async () => streams.closeAll())

  await app.register(cookie)
  await protect(app)
  answerErrors(app, needs.onFault)
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(drawNotFound()),
  )
  await app.register(async (door) => signInRoutes(door, needs, streams))
  await app.register(async (door) => api(door, needs, streams), { prefix: '/api' })
  await app.register(async (door) =>
    screenFiles(door, needs.screenFolder, needs.screenPaths ?? ['/']),
  )
}

async function api(app: FastifyInstance, needs: ViewerNeeds, streams: OpenStreams) {
  const asking = new WeakMap<FastifyRequest, Asking>()
  const asked = (request: FastifyRequest) => asking.get(request) as Asking

  app.removeContentTypeParser('text/plain')
  app.setNotFoundHandler((_request, reply) => send(reply, unknown))
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (!isFromOurPage(request, needs.origin())) return send(reply, notFromOurPage)
  })
  app.addHook('preHandler', async (request, reply) => {
    if (request.is404) return
    const asks = await whoAsks(request, needs, { use: !isRefresh(request) })
    if (!asks) return send(reply, notSignedIn(needs.demonstration))
    if (!isExempt(request) && !hasToken(asks, request.headers['lcr-csrf'])) {
      return send(reply, notFromOurPage)
    }
    asking.set(request, asks)
  })
  apiRoutes(app, needs, asked)
  const { console } = needs
  if (console) {
    await app.register(async (door) => consoleRoutes(door, console, asked), { prefix: '/console' })
  }
  changesRoute(app, needs, asked, streams)
}

/** The first request of a page learns the token; a stream of events cannot send a header. */
function isExempt(request: FastifyRequest): boolean {
  return ['/api/session', '/api/changes'].includes(request.routeOptions.url ?? '')
}

/** Asked by the screen itself: an open record that follows its changes, or its stream. */
function isRefresh(request: FastifyRequest): boolean {
  const body = request.body as { version?: unknown } | undefined
  return request.method === 'GET' || body?.version !== undefined
}
