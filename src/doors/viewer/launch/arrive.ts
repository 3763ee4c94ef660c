/** Who launched and for whom is proved: whether it becomes a session, and of whom. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PatientInHand } from '#journeys'
import { Failure } from '#vocabulary'
import type { Professional, ViewerNeeds } from '../needs.ts'
import type { OpenStreams } from '../open-streams.ts'
import type { Speaks } from '../sign-in/one-shape.ts'
import { beginSession } from '../sign-in/session.ts'
import { sendPage } from '../sign-in/turn-away.ts'
import { userKeyOf, whoSignedIn } from '../sign-in/who-signed-in.ts'
import { isLocked, sessionCookie, sessionOf } from '../who-asks.ts'
import { comeAgain } from './come-again.ts'
import { frameCookie } from './framing.ts'
import { drawLaunchRefusal } from './launch-pages.ts'
import type { LauncherSettings, LaunchNeeds } from './needs.ts'
import { keepPendingLaunch, launchOf, mismatch, type PendingLaunch } from './pending-launch.ts'
import { idOfUser } from './smart.ts'

export interface Arrived {
  readonly launcher: LauncherSettings
  readonly claims: Readonly<Record<string, unknown>>
  readonly patient: PatientInHand
  readonly about: About
}

/** What is known of a launch so far, should it be refused. */
interface About {
  system?: string
  who?: Professional
  personId?: number
}

export async function arrive(
  needs: ViewerNeeds,
  streams: OpenStreams,
  { journeys }: LaunchNeeds,
  request: FastifyRequest,
  reply: FastifyReply,
  { launcher, claims, patient, about }: Arrived,
): Promise<FastifyReply> {
  const speaks = speaksOf(launcher)
  const professional =
    launcher.identity === 'suffices' ? whoLaunched(launcher, claims, speaks) : undefined
  const userKey = professional?.key ?? userKeyOf(claims, speaks)
  if (userKey === undefined) throw refused('claims-unreadable')
  if (professional) about.who = professional

  const found = await journeys.findLaunched(patient)
  if (found.outcome === 'refused') throw refused(found.code)
  about.personId = found.personId
  const pending: PendingLaunch = {
    userKey,
    personId: found.personId,
    system: launcher.words,
    organisations: Object.keys(launcher.organisations),
  }
  const proved: Proved = { launcher, pending, professional }
  // With the form of another site a browser sends no cookie: who is signed in here does not show.
  if (launcher.kind === 'token') return comeAgain(request, reply, needs, proved)
  return settle(needs, streams, { journeys }, request, reply, proved)
}

/** Who launched and for whom holds; whether it fits who is at this browser is still to be seen. */
export interface Proved {
  readonly launcher: LauncherSettings
  readonly pending: PendingLaunch
  /** Absent: they have to sign in to us as well. */
  readonly professional: Professional | undefined
}

export async function settle(
  needs: ViewerNeeds,
  streams: OpenStreams,
  { journeys }: Pick<LaunchNeeds, 'journeys'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { launcher, pending, professional }: Proved,
): Promise<FastifyReply> {
  const signedIn = await whoIsHere(request, needs, pending)
  const who = professional ?? signedIn
  if (!who) {
    keepPendingLaunch(reply, needs, pending)
    return reply.redirect('/sign-in', 303)
  }
  const code = mismatch(pending, who)
  if (code !== undefined) throw refused(code)
  const { holder, secret } = await beginSession(request, needs, streams, {
    professional: { ...who, launch: launchOf(pending, needs.clock.now()) },
    origin: { subject: pending.userKey },
  })
  await journeys.launched(holder)
  reply.setCookie(sessionCookie, secret, frameCookie(request, launcher))
  return reply.redirect('/', 303)
}

/**
 * Who is signed in at this browser already: it must be who launches, or the screen of one would
 * become the other's (AC-11). The system may itself say that its next user has come.
 */
async function whoIsHere(
  request: FastifyRequest,
  needs: ViewerNeeds,
  { userKey, system }: PendingLaunch,
): Promise<Professional | undefined> {
  const session = await sessionOf(request, needs, { use: false })
  if (!session || isLocked(session, needs.clock.now())) return undefined
  const { session: _hash, launch, ...professional } = session.user
  if (professional.key === userKey) return professional
  if (launch?.system === system) return undefined
  throw refused('launch-user-mismatch')
}

function whoLaunched(
  { assuranceFloor = 3 }: LauncherSettings,
  claims: Arrived['claims'],
  speaks: Speaks,
): Professional {
  const who = whoSignedIn({ idToken: claims, furtherClaims: {}, assuranceFloor }, speaks)
  switch (who.outcome) {
    case 'one-role':
      return who.professional
    case 'several-roles':
      throw refused('roles-ambiguous')
    case 'no-role':
      throw refused('launch-without-role')
    case 'refused':
      throw refused(who.code)
  }
}

/** Where an identifier of `fhirUser` names the user, that is what counts and nothing else. */
function speaksOf(launcher: LauncherSettings): Speaks {
  const isNamed = launcher.kind === 'smart' && launcher.userIdentifierSystem !== undefined
  return isNamed && launcher.claims
    ? { ...launcher, claims: { ...launcher.claims, user: idOfUser } }
    : launcher
}

/** Whoever is turned away reads a page; it is written down as a launch that was refused. */
export async function turnLaunchAway(
  needs: ViewerNeeds,
  { journeys }: LaunchNeeds,
  reply: FastifyReply,
  work: (about: About) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  const about: About = {}
  try {
    return await work(about)
  } catch (failure) {
    if (!(failure instanceof Failure) || failure.kind === 'fault') throw failure
    if (failure.kind === 'refused') await journeys.launchRefused({ code: failure.code, ...about })
    else needs.onFault?.(failure)
    const status = failure.kind === 'unavailable' ? 503 : 403
    const page = drawLaunchRefusal(failure.code, about.system, needs.demonstration)
    return sendPage(reply.code(status), page)
  }
}

const refused = (code: string): Failure => new Failure('refused', code, 'The launch does not hold.')
