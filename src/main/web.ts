/** The one HTTP server: the FHIR door, the operator's door, the sign-in and the viewer. */
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { keepSessions } from '#access'
import type { Config } from '#config'
import type { Database } from '#database'
import {
  fhirDoor,
  operatorDoor,
  publicDoor,
  readParticulars,
  serverOptions,
  viewerDoor,
} from '#doors'
import {
  allowSender,
  confirmMerge,
  consentCodesHeard,
  countMessages,
  currentSuspension,
  dismissMessages,
  downloadMessage,
  endSender,
  feedHealth,
  figuresOfRegister,
  findByIdentifier,
  importReckonings,
  listSenders,
  merges,
  type Needs,
  profileLines,
  putProfile,
  registerFeed,
  replayMessages,
  searchMessages,
  setAsideMessages,
  showMessage,
  standingPolicy,
  undoMerge,
  whoShares,
} from '#journeys'
import { feedByClient } from '#network'
import type { EndedSessions, Watchers } from '#notice'
import { filedKinds, supportingKinds } from '#sources'
import { canaryJourneys } from './canaries/operating.ts'
import type { CanaryWatch } from './canaries/watch.ts'
import { consoleJourneys } from './console-journeys.ts'
import { deskJourneys } from './desk-journeys.ts'
import type { FeedWatch } from './feed-watch.ts'
import type { FilingThread } from './filing-thread.ts'
import type { importThread } from './import-thread.ts'
import type { KeptRegister } from './kept-register.ts'
import { publicPart, type ServerKeys } from './keys.ts'
import { receiveFhir } from './receive-fhir.ts'
import { chooseSignIn } from './sign-in.ts'
import { launchJourneys, userJourneys } from './user-journeys.ts'
import { viewerJourneys } from './viewer-journeys.ts'

export interface WebNeeds {
  readonly config: Config
  readonly needs: Needs
  readonly filing: FilingThread
  readonly importObjections: ReturnType<typeof importThread>
  readonly register: Pick<KeptRegister<Database>, 'whyShut' | 'status' | 'accept'>
  readonly watchers: Watchers
  readonly endedSessions: EndedSessions
  readonly feedWatch: FeedWatch
  readonly canaries: CanaryWatch
  readonly keys: ServerKeys
  readonly origin: string
  readonly screenFolder: string
  readonly onFault: (fault: unknown) => void
}

/** Sign-in and the desk stay open: what was objected to can be entered again. */
const showsRecords =
  /^\/(?:api\/(?:my-patients|find|why|record|document|changes)|operator\/find)(?:\/|$)/

/** The route that was found: an address can be written in many ways that lead to the same one. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? ''

const channelClosed = {
  outcome: 'error',
  code: 'channel-closed',
  words:
    'This is closed for everybody just now: it may have shown what must be hidden. Whoever runs ' +
    'the London Care Record has been told.',
}

export async function buildWeb(given: WebNeeds): Promise<FastifyInstance> {
  const { config, needs, keys, origin, onFault } = given
  const { clock } = needs
  const sessions = keepSessions(needs.database, clock, config.sessions)
  const app = fastify(serverOptions)
  // Before any door is opened: whatever is asked of a record has one answer while it is shut.
  app.addHook('onRequest', async (request, reply) => {
    const because = given.register.whyShut()
    if (because === undefined || !showsRecords.test(routeOf(request))) return
    const view = {
      outcome: 'error',
      code: 'register-shut',
      words: `No record can be opened. ${because}`,
    }
    return reply.code(503).header('cache-control', 'no-store').send(view)
  })
  app.addHook('onRequest', async (request, reply) => {
    if (given.canaries.closedFor(routeOf(request)) === undefined) return
    return reply.code(503).header('cache-control', 'no-store').send(channelClosed)
  })
  await app.register(fhirDoor, {
    receive: receiveFhir(needs, given.filing),
    feedByClient: (clientId: string) => fhirClient(needs, clientId),
    clock,
    issuer: origin,
    tokenKey: keys.fhirToken,
    kinds: { filed: filedKinds, supporting: supportingKinds },
    bodyBytesMax: config.limits.fhirBodyBytes,
  })
  await app.register(operatorDoor, {
    journeys: {
      countMessages: () => countMessages(needs),
      setAsideMessages: (linesMax) => setAsideMessages(needs, linesMax),
      searchMessages: (by, selection, page) => searchMessages(needs, by, selection, page),
      showMessage: (by, messageId) => showMessage(needs, by, messageId),
      downloadMessage: (by, messageId) => downloadMessage(needs, by, messageId),
      replayMessages: (by, request) => replayMessages(needs, by, request),
      dismissMessages: (by, ids, because) => dismissMessages(needs, by, ids, because),
      merges: (linesMax) => merges(needs, linesMax),
      confirmMerge: (by, mergeId) => confirmMerge(needs, by, mergeId),
      undoMerge: (by, mergeId) => undoMerge(needs, by, mergeId),
      registerFeed: (by, feed) => registerFeed(needs, by, feed),
      feedHealth: () => feedHealth(needs),
      profileLines: () => profileLines(needs),
      putProfile: (by, body, how) => putProfile(needs, by, body, how),
      listSenders: () => listSenders(needs),
      allowSender: (by, sender) => allowSender(needs, by, sender),
      endSender: (by, senderId) => endSender(needs, by, senderId),
      findByIdentifier: (user, asked) => findByIdentifier(needs, user, asked),
      ...userJourneys(needs, given.endedSessions),
      importObjections: given.importObjections,
      ...canaryJourneys({ ...given, watch: given.canaries }),
      importReckonings: (by) => importReckonings(needs, by),
      consentCodesHeard: (by) => consentCodesHeard(needs, by),
      registerStatus: () => given.register.status(),
      registerFigures: () => figuresOfRegister(needs),
      acceptRegister: (by, because) => given.register.accept(by, because),
    },
    sessions,
    key: publicPart(keys.operator),
    origin: () => origin,
    clock,
    onFault,
  })
  const particulars = await readParticulars(config.publicParticularsFile)
  await app.register(publicDoor, {
    journeys: {
      whoShares: () => whoShares(needs),
      currentSuspension: () => currentSuspension(needs),
    },
    windows: standingPolicy.windows,
    particulars,
    origin: () => origin,
    demonstration: config.demonstration,
    clock,
    onFault,
  })
  const { providers, launchers } = await chooseSignIn(app, given)
  await app.register(viewerDoor, {
    journeys: viewerJourneys(needs, given.watchers),
    sessions,
    console: consoleJourneys(needs, given.feedWatch),
    desk: deskJourneys(needs, {
      telephone: particulars.objectionsTelephone,
      email: particulars.objectionsEmail,
      address: particulars.objectionsAddress,
    }),
    silentSources: () => given.feedWatch.silent(),
    signIn: providers,
    launch: { launchers, journeys: launchJourneys(needs) },
    watchEnded: (heard) => given.endedSessions.watch(heard),
    origin: () => origin,
    screenFolder: given.screenFolder,
    demonstration: config.demonstration,
    clock,
    onFault,
    secret: keys.session,
  })
  return app
}

async function fhirClient({ database }: Needs, clientId: string) {
  const feed = await feedByClient(database, clientId)
  if (feed?.form !== 'fhir' || !feed.jwks) return undefined
  return { name: feed.name, organisation: feed.organisation, jwks: { keys: [...feed.jwks.keys] } }
}
