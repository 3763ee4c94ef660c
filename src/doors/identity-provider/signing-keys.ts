import { exportJWK, generateKeyPair, type JWK } from 'jose'

/** Private signing keys as a JWK set. Whoever starts the provider keeps them. */
export interface SigningKeys {
  readonly keys: JWK[]
}

/** A fresh P-256 key: tokens of an earlier start are worth nothing. */
export async function createSigningKeys(): Promise<SigningKeys> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = await exportJWK(privateKey)
  return { keys: [{ ...jwk, alg: 'ES256', use: 'sig', kid: crypto.randomUUID() }] }
}
