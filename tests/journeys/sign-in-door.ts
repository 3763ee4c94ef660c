/** A door of the viewer on a real port, with journeys that answer as a test asks. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { zstdCompressSync } from 'node:zlib'
import fastify from 'fastify'
import {
  hospitalFhirPath,
  hospitalSystemDoor,
} from '../../src/doors/hospital-system/hospital-system.ts'
import {
  identityProviderDoor,
  identityProviderPath,
} from '../../src/doors/identity-provider/identity-provider.ts'
import { createSigningKeys } from '../../src/doors/identity-provider/signing-keys.ts'
import { serverOptions } from '../../src/doors/viewer/answers.ts'
import { launchCallbackPath, launchPath } from '../../src/doors/viewer/launch/launch.ts'
import type { LauncherSettings, LaunchJourneys } from '../../src/doors/viewer/launch/needs.ts'
import type { KeptSession, Sessions, ViewerJourneys } from '../../src/doors/viewer/needs.ts'
import { callbackPath, type ProviderSettings } from '../../src/doors/viewer/sign-in/providers.ts'
import { viewerDoor } from '../../src/doors/viewer/viewer.ts'

export const recordText = JSON.stringify({ version: 7, words: 'x'.repeat(5_000) })
const permit = { because: 'Inpatient', until: '2030-01-01T00:15:00.000Z' }

function fakeJourneys(changes: Partial<ViewerJourneys> = {}) {
  const told: string[] = []
  const watchers = new Set<(version: number) => void>()
  const journeys: ViewerJourneys = {
    async myPatients() {
      return { patients: [{ personId: 41, name: { family: 'Example' } }], more: false }
    },
    async findPerson(_user, { nhsNumber }) {
      if (nhsNumber !== '9990000018') return { outcome: 'not-available' }
      const line = { name: { family: 'Example' }, nhsNumber }
      return { outcome: 'found', personId: 41, line, mustDeclare: true }
    },
    async openRecord(_user, personId, { version }) {
      if (personId !== 41) return { outcome: 'refused', words: 'No.', mayDeclare: true }
      if (version === 7) return { outcome: 'unchanged', permit }
      const body = zstdCompressSync(Buffer.from(recordText))
      return { outcome: 'opened', version: 7, body, encoding: 'zstd', permit }
    },
    async openDocument(_user, _personId, hash) {
      if (!hash.startsWith('a')) return { outcome: 'refused', words: 'No.' }
      const contentType = hash.startsWith('ab') ? 'image/svg+xml' : 'text/html'
      return { outcome: 'opened', contentType, bytes: Buffer.from('<p>Letter</p>') }
    },
    async declare(_user, _personId, { reason }) {
      told.push(`declared ${reason}`)
      return { outcome: 'declared' }
    },
    async recordConsent(_user, _personId, { askedBy }) {
      told.push(`agreed ${askedBy}`)
      return { outcome: 'declared' }
    },
    async breakSeal(_user, _personId, { reason }) {
      told.push(`seal ${reason}`)
      return { outcome: 'declared' }
    },
    async grantAccess(_user, _personId, { colleague }) {
      told.push(`granted ${colleague}`)
      return { outcome: 'declared' }
    },
    async whyCanISee(user) {
      const why = 'Inpatient'
      const told = { name: user.name, role: user.roleName, organisation: user.organisation, why }
      const ways = [{ because: why }]
      return { outcome: 'explained', ways, told, mayGrant: true, policyVersion: 2 }
    },
    whyNotPermitted: async () => undefined,
    watch(_personId, onChanged) {
      watchers.add(onChanged)
      return () => watchers.delete(onChanged)
    },
    mayDeclare: () => true,
    mayFind: () => true,
    mayOpen: () => true,
    async signedIn(user) {
      told.push(`in ${user.key.split('|')[1]} ${user.organisation}`)
    },
    async signedOut(user) {
      told.push(`out ${user.key.split('|')[1]} ${user.organisation}`)
    },
    async signInRefused(code) {
      told.push(`refused ${code}`)
    },
    ...changes,
  }
  return { journeys, told, watchers }
}

function sessionsInMemory(
  clock: { now(): number },
  { lockMs, disabled }: Pick<Asked, 'lockMs' | 'disabled'>,
): Sessions & { readonly size: number } {
  const kept = new Map<string, KeptSession>()
  const idleMs = 30 * 60_000
  const find = (hash: string) => {
    const session = kept.get(hash)
    const until = session ? Math.min(session.idleUntil, session.endsAt) : 0
    return until > clock.now() ? session : undefined
  }
  return {
    get size() {
      return kept.size
    },
    async create(user) {
      if (disabled?.has(user.key)) return undefined
      const createdAt = clock.now()
      const endsAt = createdAt + 12 * 3_600_000
      const lock = lockMs === undefined ? {} : { lockedFrom: createdAt + lockMs }
      const session = { user, createdAt, idleUntil: createdAt + idleMs, endsAt, ...lock }
      kept.set(user.session, session)
      return session
    },
    find: async (hash) => find(hash),
    async touch(hash) {
      const session = find(hash)
      if (!session || (session.lockedFrom ?? Infinity) <= clock.now()) return undefined
      const lock = lockMs === undefined ? {} : { lockedFrom: clock.now() + lockMs }
      const used = { ...session, idleUntil: clock.now() + idleMs, ...lock }
      kept.set(hash, used)
      return used
    },
    async end(hash) {
      kept.delete(hash)
    },
  }
}

function fakeLaunchJourneys(told: string[]): LaunchJourneys {
  const used = new Set<string>()
  return {
    async findLaunched({ nhsNumber, birthDate }) {
      if (!nhsNumber || !birthDate) return { outcome: 'refused', code: 'patient-unreadable' }
      return nhsNumber === '9990000018' && birthDate === '1960-03-04'
        ? { outcome: 'found', personId: 41 }
        : { outcome: 'refused', code: 'person-unknown' }
    },
    async launched(user) {
      told.push(`launched ${user.key.split('|')[1]} ${user.launch?.personId}`)
    },
    async launchRefused({ code, who }) {
      told.push(`launch refused ${code}${who ? ` ${who.key.split('|')[1]}` : ''}`)
    },
    async spendOnce(proof) {
      const key = Buffer.from(proof).toString('hex')
      return used.size < used.add(key).size
    },
  }
}

/** How the hospital's own system and the record know each other. */
const hospitalClient = { id: 'the-record', secret: randomBytes(32).toString('base64url') }

export const hospital = (origin: () => string): LauncherSettings => ({
  kind: 'smart',
  id: 'kings',
  words: 'King’s system',
  organisations: { RJZ: "King's College Hospital" },
  identity: 'suffices',
  usersOf: () => origin() + identityProviderPath,
  iss: () => origin() + hospitalFhirPath,
  clientId: hospitalClient.id,
  credential: { secret: hospitalClient.secret },
})

interface Asked {
  readonly journeys?: Partial<ViewerJourneys>
  readonly signIn?: Partial<ProviderSettings>
  /** Beside the demonstration's. */
  readonly otherProviders?: readonly ProviderSettings[]
  readonly launchers?: (origin: () => string) => readonly LauncherSettings[]
  readonly launchJourneys?: Partial<LaunchJourneys>
  /** After how long sessions lock. */
  readonly lockMs?: number
  readonly disabled?: ReadonlySet<string>
  readonly screenFolder?: string
}

export async function openDoor(asked: Asked = {}) {
  let origin = 'http://localhost:0'
  const clock = { skip: 0, now: () => Date.now() + clock.skip }
  const { journeys, told, watchers } = fakeJourneys(asked.journeys)
  const sessions = sessionsInMemory(clock, asked)
  const heard: ((hash: string | undefined) => void)[] = []
  const faults: unknown[] = []
  const client = { id: 'london-care-record', secret: randomBytes(32).toString('base64url') }
  const app = fastify({ ...serverOptions, forceCloseConnections: true })
  await app.register(identityProviderDoor, {
    production: false,
    origin: () => origin,
    keys: await createSigningKeys(),
    client: { ...client, redirectPath: callbackPath },
  })
  await app.register(hospitalSystemDoor, {
    production: false,
    origin: () => origin,
    keys: await createSigningKeys(),
    login: 'emergency-doctor',
    patients: [
      { name: 'Example', nhsNumber: '9990000018', birthDate: '1960-03-04' },
      { name: 'Of another birth date', nhsNumber: '9990000018', birthDate: '1961-03-04' },
      { name: 'Without a number', nhsNumber: '', birthDate: '1960-03-04' },
    ],
    client: { ...hospitalClient, redirectPath: launchCallbackPath },
    launchPath,
  })
  await app.register(viewerDoor, {
    journeys,
    sessions,
    signIn: [
      {
        issuer: () => origin + identityProviderPath,
        clientId: client.id,
        credential: { secret: client.secret },
        ...asked.signIn,
      },
      ...(asked.otherProviders ?? []),
    ],
    ...(asked.launchers && {
      launch: {
        launchers: asked.launchers(() => origin),
        journeys: { ...fakeLaunchJourneys(told), ...asked.launchJourneys },
      },
    }),
    watchEnded: (each) => heard.push(each),
    origin: () => origin,
    screenFolder: asked.screenFolder ?? '/nowhere',
    demonstration: true,
    clock,
    onFault: (fault: unknown) => faults.push(fault),
    secret: randomBytes(32),
    limits: { heartbeatMs: 50, permitCheckMs: 50, streamsPerSessionMax: 2 },
  })
  await app.listen({ port: 0, host: 'localhost' })
  const [address] = app.addresses()
  origin = `http://localhost:${(address as AddressInfo).port}`

  const post = (path: string, body: unknown, as?: { cookie: string; csrf?: string }, more = {}) =>
    fetch(origin + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(as ? { cookie: as.cookie } : {}),
        ...(as?.csrf ? { 'lcr-csrf': as.csrf } : {}),
        ...more,
      },
      body: JSON.stringify(body),
    })
  const endElsewhere = (hash?: string) => {
    for (const each of heard) each(hash)
  }
  const close = () => app.close()
  return { app, origin, clock, told, watchers, sessions, faults, post, endElsewhere, close }
}
