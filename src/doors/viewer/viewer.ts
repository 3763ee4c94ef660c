/** The door for the screen of the professional: signs them in, and serves contract.ts. */
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { protect } from '../page/protect.ts'
import { answerErrors, locked, notFromOurPage, notSignedIn, send, unknown } from './answers.ts'
import { apiRoutes } from './api.ts'
import { changesRoute } from './changes.ts'
import { consoleRoutes } from './console-api.ts'
import { objectionRoutes } from './desk-api.ts'
import { documentRoutes } from './desk-documents-api.ts'
import { guardRoutes } from './desk-guard-api.ts'
import { suspensionRoutes } from './desk-suspension-api.ts'
import { frameAncestors } from './launch/framing.ts'
import { launchRoutes } from './launch/launch.ts'
import { type ViewerNeeds, viewerLimits } from './needs.ts'
import { OpenStreams } from './open-streams.ts'
import { drawNotFound, screenFiles } from './screen-files.ts'
import { rememberSessions } from './session-cache.ts'
import { signInRoutes } from './sign-in/sign-in.ts'
import { type Asking, hasToken, isFromOurPage, sessionOf, whoAsks } from './who-asks.ts'

/** Register it on the server's root, where it also answers for pages that do not exist. */
export async function viewerDoor(app: FastifyInstance, given: ViewerNeeds): Promise<void> {
  const sessions = rememberSessions(given.sessions, given.clock)
  const needs = { ...given, sessions }
  const streams = new OpenStreams({ ...viewerLimits, ...given.limits })
  given.watchEnded?.((hash) => {
    sessions.forget(hash)
    if (hash !== undefined) streams.closeSession(hash)
  })
  app.addHook('preClose', async () => streams.closeAll())

  await app.register(cookie)
  await protect(app, frameAncestors(needs.launch?.launchers))
  answerErrors(app, needs.onFault)
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(drawNotFound()),
  )
  await app.register(async (door) => signInRoutes(door, needs, streams))
  await app.register(async (door) => launchRoutes(door, needs, streams))
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
    if (!asks) {
      const isThere = await sessionOf(request, needs, { use: false })
      return send(reply, isThere ? locked : notSignedIn(needs.demonstration))
    }
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
  if (needs.desk) {
    const desk = { journeys: needs.desk, clock: needs.clock, asked }
    await app.register(async (door) => objectionRoutes(door, desk), { prefix: '/desk' })
    await app.register(async (door) => documentRoutes(door, desk), { prefix: '/desk' })
    await app.register(async (door) => guardRoutes(door, desk), { prefix: '/desk' })
    await app.register(async (door) => suspensionRoutes(door, desk), { prefix: '/desk' })
  }
  changesRoute(app, needs, asked, streams)
}

/** The first request of a page learns the token; a stream of events cannot send a header. */
function isExempt(request: FastifyRequest): boolean {
  return ['/api/session', '/api/changes'].includes(request.routeOptions.url ?? '')
}

/** Asked by the screen itself: how long the session lasts, what changed, or its stream. */
function isRefresh(request: FastifyRequest): boolean {
  const body = request.body as { version?: unknown; look?: unknown } | undefined
  return request.method === 'GET' || body?.version !== undefined || body?.look === true
}
