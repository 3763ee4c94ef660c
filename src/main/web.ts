/** The one HTTP server: the FHIR door, the operator's door, the sign-in and the viewer. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import fastify, { type FastifyInstance } from 'fastify'
import { keepSessions } from '#access'
import type { Config } from '#config'
import {
  callbackPath,
  type Filing,
  fhirDoor,
  identityProviderDoor,
  identityProviderPath,
  operatorDoor,
  serverOptions,
  viewerDoor,
} from '#doors'
import {
  countMessages,
  findByIdentifier,
  merges,
  type Needs,
  registerFeed,
  setAsideMessages,
  undoMerge,
} from '#journeys'
import { feedByClient } from '#network'
import type { Watchers } from '#notice'
import { filedKinds, supportingKinds } from '#sources'
import { publicPart, type ServerKeys } from './keys.ts'
import { receiveFhir } from './receive-fhir.ts'
import { viewerJourneys } from './viewer-journeys.ts'

export interface WebNeeds {
  readonly config: Config
  readonly needs: Needs
  readonly filing: Filing
  readonly watchers: Watchers
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
      merges: (linesMax) => merges(needs, linesMax),
      undoMerge: (by, mergeId) => undoMerge(needs, by, mergeId),
      registerFeed: (by, feed) => registerFeed(needs, by, feed),
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
