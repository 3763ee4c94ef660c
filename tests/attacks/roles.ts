/** One signed-in person of each role that the product knows; nobody; and what is no person. */
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { professionals } from '../../src/doors/identity-provider/professionals.ts'
import { ask } from './ask.ts'
import type { Staff } from './cast.ts'
import type { Product, SignedIn } from './product.ts'

/**
 * The clinician is a doctor of King's who may declare; the reader opens records of an organisation
 * that cares for none of the people, and may declare nothing: has no right to know of anybody.
 * The operator holds the key of the data folder; the feed is a system that may send.
 */
export type Caller =
  | 'nobody'
  | 'clinician'
  | 'reader'
  | 'clerk'
  | 'engineer'
  | 'keeper'
  | 'officer'
  | 'receptionist'
  | 'operator'
  | 'feed'

/** What somebody can show; `headers` makes anew what is good for once only. */
export interface Credentials {
  readonly session?: SignedIn
  readonly headers: () => Promise<Readonly<Record<string, string>>>
}

export interface Roles extends Staff {
  readonly callers: Readonly<Record<Caller, Credentials>>
}

const logins = {
  clinician: 'emergency-doctor',
  clerk: 'ward-clerk',
  engineer: 'integration-engineer',
  keeper: 'information-governance',
  officer: 'privacy-officer',
  receptionist: 'receptionist',
} as const

const reader = {
  key: 'https://issuer.example|910000000900',
  organisation: 'RYJ',
  activities: ['B0360'],
}

export async function rolesOf(product: Product): Promise<Roles> {
  const signedIn: Partial<Record<Caller, SignedIn>> = { reader: await product.session(reader) }
  for (const [role, login] of Object.entries(logins)) {
    signedIn[role as Caller] = await product.as(login)
  }
  const { clinician, keeper, officer } = signedIn as Record<Caller, SignedIn>
  const callers = {
    nobody: { headers: async () => ({}) },
    ...Object.fromEntries(
      Object.entries(signedIn).map(([role, session]) => [role, withSession(session)]),
    ),
    operator: { headers: async () => ({ authorization: `Bearer ${await product.proof()}` }) },
    feed: await feedOf(product),
  } as unknown as Roles['callers']
  const userKeys = Object.values(logins).map((login) => {
    const { uid } = professionals.find((one) => one.login === login)!
    return `${product.origin}/demonstration-sign-in|${uid}`
  })
  return { callers, clinician, keeper, officer, userKeys: [...userKeys, reader.key] }
}

const withSession = (session: SignedIn): Credentials => ({
  session,
  headers: async () => ({ cookie: session.cookie, 'lcr-csrf': session.csrf }),
})

/** For what ends the session that it is asked with. */
export async function freshSession(product: Product, who: Credentials): Promise<Credentials> {
  return who.session ? withSession(await product.session(reader)) : who
}

/** Registered by the operator, and given a token as SMART Backend Services are. */
async function feedOf(product: Product): Promise<Credentials> {
  const { privateKey, publicKey } = await generateKeyPair('ES384')
  const name = 'attacked-fhir'
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] }
  const feed = {
    name,
    form: 'fhir',
    organisation: 'RJZ',
    organisationName: 'King’s',
    clientId: name,
    jwks,
  }
  await product.operator('/feeds', feed)
  const token = await feedToken(product.origin, name, privateKey)
  return { headers: async () => ({ authorization: `Bearer ${token}` }) }
}

async function feedToken(origin: string, client: string, key: CryptoKey): Promise<string> {
  const assertion = await new SignJWT({ iss: client, sub: client, aud: `${origin}/oauth2/token` })
    .setProtectedHeader({ alg: 'ES384', kid: 'k1' })
    .setJti(crypto.randomUUID())
    .setExpirationTime('200s')
    .sign(key)
  const answer = await ask(origin, {
    method: 'POST',
    path: '/oauth2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: 'system/*.cu',
    }).toString(),
  })
  return answer.json<{ access_token: string }>().access_token
}
