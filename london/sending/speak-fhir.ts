/** A system's side of FHIR: SMART Backend Services (private_key_jwt), then POST of a Bundle. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type CryptoKey, importJWK, type JWK, SignJWT } from 'jose'
import type { Answer } from './speak-mllp.ts'

export interface FeedKey {
  readonly clientId: string
  readonly privateKey: JWK | CryptoKey
  /** ES384 unless the key says otherwise. */
  readonly alg?: string
  readonly kid?: string
}
export interface FhirAddress {
  readonly address: string
  readonly tokenUrl: string
  readonly keyFor: (feed: string) => Promise<FeedKey>
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const assertionLife = '4 minutes'
const answerTimeoutMs = 60_000
const backoffMaxMs = 10_000
/** A token is renewed so long before it ends. */
const tokenMarginMs = 30_000

/** The key or the client is not known: asking again would not help. */
class TokenRefused extends Error {
  constructor(feed: string) {
    super(`The feed ${feed} is given no token`)
  }
}

export class FhirLine {
  readonly #address: FhirAddress
  readonly #feed: string
  readonly #signal: AbortSignal
  #token?: { readonly text: string; readonly until: number }

  constructor(address: FhirAddress, feed: string, signal: AbortSignal) {
    this.#address = address
    this.#feed = feed
    this.#signal = signal
  }

  /** Sends until it is answered for good; throws only when aborted or when no token is given. */
  async send(bundle: Uint8Array): Promise<Answer> {
    for (let turn = 0; ; turn++) {
      this.#signal.throwIfAborted()
      const status = await this.#attempt(bundle)
      if (status >= 200 && status < 300) return 'accepted'
      if (status === 401) this.#token = undefined
      else if (status >= 400 && status < 500 && status !== 429 && status !== 408) return 'refused'
      await sleep(Math.min(backoffMaxMs, 100 * 2 ** turn), undefined, { signal: this.#signal })
    }
  }

  /** The HTTP status; 0 when nobody answered. */
  async #attempt(bundle: Uint8Array): Promise<number> {
    try {
      const response = await fetch(this.#address.address, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await this.#bearer()}`,
          'content-type': 'application/fhir+json',
          accept: 'application/fhir+json',
        },
        body: bundle as Uint8Array<ArrayBuffer>,
        signal: this.#limited(),
      })
      await response.arrayBuffer()
      return response.status
    } catch (error) {
      this.#signal.throwIfAborted()
      if (error instanceof TokenRefused) throw error
      return 0
    }
  }

  async #bearer(): Promise<string> {
    if (this.#token && this.#token.until > Date.now()) return this.#token.text
    const response = await fetch(this.#address.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion: await this.#assertion(),
      }),
      signal: this.#limited(),
    })
    if (response.status === 400 || response.status === 401) throw new TokenRefused(this.#feed)
    if (!response.ok) throw new Error(`No token: ${response.status}`)
    const answer = (await response.json()) as { access_token: string; expires_in?: number }
    const until = Date.now() + (answer.expires_in ?? 60) * 1000 - tokenMarginMs
    this.#token = { text: answer.access_token, until }
    return answer.access_token
  }

  async #assertion(): Promise<string> {
    const { clientId, privateKey, alg = 'ES384', kid } = await this.#address.keyFor(this.#feed)
    const key = 'kty' in privateKey ? await importJWK(privateKey, alg) : privateKey
    return new SignJWT()
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(this.#address.tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(assertionLife)
      .sign(key)
  }

  #limited(): AbortSignal {
    return AbortSignal.any([this.#signal, AbortSignal.timeout(answerTimeoutMs)])
  }
}
