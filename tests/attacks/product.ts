/**
 * The whole product, started as it is in earnest, on a database of its own; asked over its sockets
 * with the bytes that an attacker chooses. Nothing in it is replaced.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose'
import { keepSessions } from '#access'
import { readConfig } from '#config'
import { countMessages, type User } from '#journeys'
import { type Server, startServer } from '#main'
import { createDatabase, doctor, dropDatabase, superuserQuery } from '#test-support'
import { type Answered, MllpSender } from '../../src/cli/mllp-sender.ts'
import { signInAs } from '../../src/doors/identity-provider/sign-in-as.ts'
import { csrfOf, handlesOf, hashSecret, newSecret } from '../../src/doors/viewer/secrets.ts'
import { choosePort } from '../../src/main/choose-port.ts'
import { operatorKey } from '../../src/main/keys.ts'
import { type Answer, ask } from './ask.ts'

/** Somebody who is signed in, with what a thief of the browser would have. */
export interface SignedIn {
  readonly secret: string
  readonly cookie: string
  readonly csrf: string
  /** As the server itself would name a person to them: more than any attacker can. */
  handle(personId: number): string
}

interface Registered {
  readonly method: string
  readonly url: string
}

export interface Product {
  readonly origin: string
  readonly metrics: string
  readonly server: Server
  /** Every route of every fastify instance that was made while it started. */
  readonly routes: readonly Registered[]
  /** What the program told its operator. */
  readonly said: readonly string[]
  readonly dataFolder: string
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>
  as(login: string): Promise<SignedIn>
  /** A session for whom the demonstration has nobody. */
  session(of: Partial<User>): Promise<SignedIn>
  post(path: string, body: unknown, who?: SignedIn, headers?: object): Promise<Answer>
  /** With the key of the data folder; a GET without a body. */
  operator(path: string, body?: unknown, headers?: object): Promise<Answer>
  /** Good for one request. */
  proof(): Promise<string>
  /** Over MLLP, and filed. */
  send(...messages: string[]): Promise<Answered[]>
  settle(): Promise<void>
  personOf(namespace: string, value: string): Promise<number>
  /** Stops the program; `again` starts it on the same database and folder. */
  stop(): Promise<void>
  again(): Promise<void>
  close(): Promise<void>
}

export const bornOn = '1985-03-14'

export async function openProduct(): Promise<Product> {
  const address = await createDatabase()
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'lcr-attacked-'))
  const LCR_LAUNCHERS = await tokenLauncher(dataFolder)
  const said: string[] = []
  let started: Awaited<ReturnType<typeof start>>
  const start = async () => {
    const routes: Registered[] = []
    const heard = (message: unknown) => collect(message, routes)
    subscribe('fastify.initialization', heard)
    const port = await choosePort({ host: '127.0.0.1', port: 0, portIsGiven: true, called: '' })
    const server = await startServer(
      readConfig({
        LCR_PORT: '0',
        LCR_MLLP_PORT: '0',
        LCR_METRICS_PORT: String(port),
        LCR_DATA_FOLDER: dataFolder,
        LCR_LAUNCHERS,
        DATABASE_URL: urlOf(address),
        LCR_POOL_SERVING: '4',
        LCR_POOL_READING: '4',
        LCR_POOL_FILING: '3',
      }),
      { log: (line) => said.push(line) },
    ).finally(() => unsubscribe('fastify.initialization', heard))
    return { server, routes, metrics: `http://127.0.0.1:${port}` }
  }
  started = await start()
  let isStopped = false

  const query = <Row>(text: string, values?: readonly unknown[]) =>
    superuserQuery(address, text, values) as unknown as Promise<Row[]>
  const settle = async () => {
    const { needs } = started.server
    while ((await countMessages(needs)).pending > 0) await sleep(20)
  }
  const stop = async () => {
    if (!isStopped) await started.server.stop()
    isStopped = true
  }
  const product: Product = {
    get origin() {
      return started.server.origin
    },
    get metrics() {
      return started.metrics
    },
    get server() {
      return started.server
    },
    get routes() {
      return started.routes
    },
    said,
    dataFolder,
    query,
    async as(login) {
      const { cookie, csrf } = await signInAs(product.origin, login)
      const secret = /__Host-lcr=([\w-]+)/.exec(cookie)?.[1] ?? ''
      return { secret, cookie: `__Host-lcr=${secret}`, csrf, handle: handlesOf(secret).seal }
    },
    async session(of) {
      const secret = newSecret()
      const { database, clock } = started.server.needs
      await keepSessions(database, clock).create({ ...doctor, ...of, session: hashSecret(secret) })
      const cookie = `__Host-lcr=${secret}`
      return { secret, cookie, csrf: csrfOf(secret), handle: handlesOf(secret).seal }
    },
    post: (at, body, who, headers = {}) =>
      ask(product.origin, {
        method: 'POST',
        path: at,
        headers: {
          'content-type': 'application/json',
          ...(who && { cookie: who.cookie, 'lcr-csrf': who.csrf }),
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    proof: () => operatorProof(product),
    async operator(at, body, headers = {}) {
      return ask(product.origin, {
        method: body === undefined ? 'GET' : 'POST',
        path: `/operator${at}`,
        headers: {
          authorization: `Bearer ${await product.proof()}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    },
    async send(...messages) {
      const sender = new MllpSender({ ...started.server.mllp, timeoutMs: 60_000 })
      const answers: Answered[] = []
      for (const message of messages) {
        answers.push(await sender.send(Buffer.from(message.replaceAll('\n', '\r'))))
      }
      sender.close()
      await settle()
      return answers
    },
    settle,
    async personOf(namespace, value) {
      const [row] = await query<{ person_id: string }>(
        `SELECT l.person_id FROM identity.source_patient s JOIN identity.link l USING (source_patient_id)
         WHERE l.until IS NULL AND s.namespace = $1 AND s.value = $2`,
        [namespace, value],
      )
      return Number(row?.person_id)
    },
    stop,
    async again() {
      await stop()
      started = await start()
      isStopped = false
    },
    async close() {
      await stop()
      await dropDatabase(address)
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
  return product
}

/** HEAD comes with each GET by itself. */
function collect(message: unknown, routes: Registered[]): void {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const each of [method].flat()) routes.push({ method: each, url })
  })
}

/** A system that launches by signed tokens, so that its route is there too. */
async function tokenLauncher(folder: string): Promise<string> {
  const { publicKey } = await generateKeyPair('ES256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }]
  await writeFile(path.join(folder, 'launcher-keys.json'), JSON.stringify({ keys }))
  const launcher = {
    kind: 'token',
    id: 'by-token',
    words: 'a system that signs tokens',
    organisations: { RJZ: "King's College Hospital" },
    identity: 'suffices',
    issuer: 'https://pas.example',
    keysFile: 'launcher-keys.json',
    postedFrom: ['https://pas.example'],
  }
  const file = path.join(folder, 'launchers.json')
  await writeFile(file, JSON.stringify({ launchers: [launcher] }))
  return file
}

/** As the command line proves that it has the key. */
async function operatorProof({ origin, dataFolder }: Product): Promise<string> {
  const jwk = await operatorKey(dataFolder)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', ...(jwk.kid && { kid: jwk.kid }) })
    .setAudience(`${origin}/operator`)
    .setIssuedAt()
    .setExpirationTime('30s')
    .setJti(crypto.randomUUID())
    .sign(await importJWK(jwk, 'ES256'))
}

function urlOf(address: Awaited<ReturnType<typeof createDatabase>>): string {
  if ('url' in address) return address.url
  const { host, port, user, database } = address.socket
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
}
