/** The one HTTP server: the FHIR door, the operator's door, the sign-in and the viewer. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { keepSessions } from '#access'
import type { Config } from '#config'
import {
  callbackPath,
  fhirDoor,
  identityProviderDoor,
  identityProviderPath,
  operatorDoor,
  serverOptions,
  viewerDoor,
} from '#doors'
import {
  allowSender,
  confirmMerge,
  countMessages,
  dismissMessages,
  downloadMessage,
  endSender,
  feedHealth,
  findByIdentifier,
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
  undoMerge,
} from '#journeys'
import { feedByClient } from '#network'
import type { Watchers } from '#notice'
import { filedKinds, supportingKinds } from '#sources'
import { consoleJourneys } from './console-journeys.ts'
import type { FeedWatch } from './feed-watch.ts'
import type { FilingThread } from './filing-thread.ts'
import { publicPart, type ServerKeys } from './keys.ts'
import { receiveFhir } from './receive-fhir.ts'
import { viewerJourneys } from './viewer-journeys.ts'

export interface WebNeeds {
  readonly config: Config
  readonly needs: Needs
  readonly filing: FilingThread
  readonly watchers: Watchers
  readonly feedWatch: FeedWatch
  readonly keys: ServerKeys
  readonly origin: string
  readonly screenFolder: string
  readonly onFault: (fault: unknown) => void
}

export async function buildWeb(given: WebNeeds): Promise<FastifyInstance> {
  const { config, needs, keys, origin, onFault } = given
  const { clock } = needs
  const sessions = keepSessions(needs.database, clock)
  const app = fastify(serverOptions)
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
    },
    sessions,
    key: publicPart(keys.operator),
    origin: () => origin,
    clock,
    onFault,
  })
  await app.register(viewerDoor, {
    journeys: viewerJourneys(needs, given.watchers),
    sessions,
    console: consoleJourneys(needs, given.feedWatch),
    silentSources: () => given.feedWatch.silent(),
    signIn: await chooseSignIn(app, given),
    origin: () => origin,
    screenFolder: given.screenFolder,
    demonstration: config.oidc === undefined,
    clock,
    onFault,
    secret: keys.session,
  })
  return app
}

/** The organisation's own provider, or the built-in one of the demonstration. */
async function chooseSignIn(app: FastifyInstance, { config, keys, origin }: WebNeeds) {
  if (config.oidc) {
    const { issuer, clientId, clientSecretFile } = config.oidc
    const secret = (await readFile(clientSecretFile, 'utf8')).trim()
    return { issuer: () => issuer, clientId, credential: { secret } }
  }
  // Both sides of it are this process: nobody else need ever know the secret.
  const client = { id: 'london-care-record', secret: randomBytes(32).toString('base64url') }
  await app.register(identityProviderDoor, {
    production: config.production,
    origin: () => origin,
    keys: { keys: [keys.signIn] },
    client: { ...client, redirectPath: callbackPath },
  })
  return {
    issuer: () => origin + identityProviderPath,
    clientId: client.id,
    credential: { secret: client.secret },
  }
}

async function fhirClient({ database }: Needs, clientId: string) {
  const feed = await feedByClient(database, clientId)
  if (feed?.form !== 'fhir' || !feed.jwks) return undefined
  return { name: feed.name, organisation: feed.organisation, jwks: { keys: [...feed.jwks.keys] } }
}
