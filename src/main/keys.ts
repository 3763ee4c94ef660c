/** The keys of one data folder, made at the first start and readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'

export interface ServerKeys {
  /** Signs the ID tokens of the demonstration sign-in. */
  readonly signIn: JWK
  readonly fhirToken: Uint8Array
  /** Seals what a sign-in leaves with the browser. */
  readonly session: Uint8Array
  readonly operator: JWK
}

export async function serverKeys(dataFolder: string): Promise<ServerKeys> {
  const kept = (name: string, make: () => Promise<JWK>) =>
    keep(path.join(dataFolder, 'keys', `${name}.json`), make)
  return {
    signIn: await kept('sign-in', () => signingKey('ES256')),
    fhirToken: bytesOf(await kept('fhir-token', secretKey)),
    session: bytesOf(await kept('session', secretKey)),
    operator: await operatorKey(dataFolder),
  }
}

/** Whoever holds it is the operator. */
export const operatorKey = (dataFolder: string): Promise<JWK> =>
  keep(path.join(dataFolder, 'keys', 'operator.json'), () => signingKey('ES256'))

/** The private key of a feed that is sent from this machine. */
export const feedKey = (dataFolder: string, feed: string): Promise<JWK> =>
  keep(path.join(dataFolder, 'keys', 'feeds', `${encodeURIComponent(feed)}.json`), () =>
    signingKey('ES384'),
  )

export function publicPart({ kty, crv, x, y, kid, alg }: JWK): JWK {
  return { kty, crv, x, y, kid, alg, use: 'sig' }
}

async function keep(file: string, make: () => Promise<JWK>): Promise<JWK> {
  const kept = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept !== undefined) return JSON.parse(kept) as JWK
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}`
  await writeFile(aside, JSON.stringify(await make()), { mode: 0o600 })
  // Whole or not at all, and whoever was first wins.
  await link(aside, file).catch((error: { code?: string }) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(aside)
  return JSON.parse(await readFile(file, 'utf8')) as JWK
}

async function signingKey(alg: 'ES256' | 'ES384'): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) }
}

async function secretKey(): Promise<JWK> {
  return { kty: 'oct', k: randomBytes(32).toString('base64url') }
}

const bytesOf = (jwk: JWK): Uint8Array => Buffer.from(jwk.k ?? '', 'base64url')
