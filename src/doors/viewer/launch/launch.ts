/**
 * Opening a record from one's own system (AC-10, AC-11): by SMART App Launch, or by a signed
 * token that a page of that system posts. Nothing about a patient is ever in an address.
 */
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client'
import { z } from 'zod'
import { Failure } from '#vocabulary'
import type { ViewerNeeds } from '../needs.ts'
import type { OpenStreams } from '../open-streams.ts'
import { seal, unseal } from '../secrets.ts'
import type { SignInAttempt } from '../sign-in/relying-party.ts'
import { type Arrived, arrive, type Proved, settle, turnLaunchAway } from './arrive.ts'
import { arrivedPath, takeArriving } from './come-again.ts'
import { frameCookie } from './framing.ts'
import { readLaunchToken } from './launch-token.ts'
import type { LaunchNeeds } from './needs.ts'
import { SmartClient } from './smart.ts'

export const launchPath = '/launch'
export const launchCallbackPath = '/launch/callback'

const attemptCookie = '__Host-lcr-launch'
const attemptMs = 10 * 60_000
type Attempt = SignInAttempt & { readonly until: number; readonly launcher: string }

const launchQuery = z.object({
  iss: z.string().min(1).max(500),
  launch: z.string().min(1).max(2_000),
})
const tokenBody = z.object({ token: z.string().min(1).max(8_000) })

export async function launchRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  streams: OpenStreams,
): Promise<void> {
  const { launch } = needs
  if (!launch) return
  await app.register(formbody, { bodyLimit: 16 * 1024 })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  smartRoutes(app, needs, launch, (...arrived) => arrive(needs, streams, launch, ...arrived))
  tokenRoutes(
    app,
    needs,
    launch,
    (...arrived) => arrive(needs, streams, launch, ...arrived),
    (...proved) => settle(needs, streams, launch, ...proved),
  )
}

type Answers<Of> = (request: FastifyRequest, reply: FastifyReply, of: Of) => Promise<FastifyReply>

function smartRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  launch: LaunchNeeds,
  arrived: Answers<Arrived>,
): void {
  const clients = launch.launchers.flatMap((one) =>
    one.kind === 'smart' ? [new SmartClient(one)] : [],
  )
  const noHead = { exposeHeadRoute: false }
  const redirectUri = () => needs.origin() + launchCallbackPath

  app.get(launchPath, noHead, (request, reply) =>
    turnLaunchAway(needs, launch, reply, async (about) => {
      const read = launchQuery.safeParse(request.query)
      if (!read.success) throw refused('launch-unreadable')
      const { iss, launch: inHand } = read.data
      const smart = clients.find(({ launcher }) => launcher.iss() === iss)
      if (!smart) throw refused('launcher-unknown')
      about.system = smart.launcher.words
      const attempt: Attempt = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        until: needs.clock.now() + attemptMs,
        launcher: smart.launcher.id,
      }
      const address = await smart.begin(redirectUri(), inHand, attempt)
      const sealed = seal(needs.secret, attempt)
      reply.setCookie(attemptCookie, sealed, frameCookie(request, smart.launcher))
      return reply.redirect(address.href, 303)
    }),
  )

  app.get(launchCallbackPath, noHead, (request, reply) =>
    turnLaunchAway(needs, launch, reply, async (about) => {
      const attempt = readAttempt(request, needs)
      const smart = clients.find(({ launcher }) => launcher.id === attempt?.launcher)
      if (!attempt || !smart) throw refused('attempt-unknown')
      about.system = smart.launcher.words
      reply.clearCookie(attemptCookie, frameCookie(request, smart.launcher))
      const returned = new URL(request.raw.url ?? '', needs.origin())
      const launched = await smart.complete(returned, attempt)
      return arrived(request, reply, { launcher: smart.launcher, about, ...launched })
    }),
  )
}

function tokenRoutes(
  app: FastifyInstance,
  needs: ViewerNeeds,
  launch: LaunchNeeds,
  arrived: Answers<Arrived>,
  settled: Answers<Proved>,
): void {
  if (!launch.launchers.some((one) => one.kind === 'token')) return
  app.get(arrivedPath, { exposeHeadRoute: false }, (request, reply) =>
    turnLaunchAway(needs, launch, reply, async (about) => {
      const proved = takeArriving(request, reply, needs, launch.launchers)
      if (!proved) throw refused('attempt-unknown')
      const { launcher, pending, professional } = proved
      const { personId } = pending
      Object.assign(
        about,
        { system: launcher.words, personId },
        professional && { who: professional },
      )
      return settled(request, reply, proved)
    }),
  )
  app.post(`${launchPath}/token`, (request, reply) =>
    turnLaunchAway(needs, launch, reply, async (about) => {
      const body = tokenBody.safeParse(request.body)
      if (!body.success) throw refused('launch-unreadable')
      const audience = needs.origin()
      const now = needs.clock.now()
      const read = await readLaunchToken(body.data.token, launch.launchers, { audience, now })
      about.system = read.launcher.words
      // Somebody else's page could otherwise make a user look at a patient of its choice.
      const from = request.headers.origin
      if (from !== undefined && !read.launcher.postedFrom.includes(from)) {
        throw refused('launch-from-elsewhere')
      }
      if (!(await launch.journeys.spendOnce(read.proof, read.forgetAt))) {
        throw refused('launch-token-used')
      }
      return arrived(request, reply, { ...read, about })
    }),
  )
}

function readAttempt(request: FastifyRequest, needs: ViewerNeeds): Attempt | undefined {
  const attempt = unseal(needs.secret, request.cookies[attemptCookie] ?? '') as Attempt | undefined
  return attempt && attempt.until > needs.clock.now() ? attempt : undefined
}

const refused = (code: string): Failure => new Failure('refused', code, 'The launch does not hold.')
