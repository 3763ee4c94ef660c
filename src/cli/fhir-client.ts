/** A feed that writes over FHIR: SMART Backend Services, as the door asks for it. */
import { randomUUID } from 'node:crypto'
import { importJWK, type JWK, SignJWT } from 'jose'
import { Failure } from '#vocabulary'
import { ask } from './connection.ts'

export interface FhirAnswer {
  readonly status: number
  readonly body: unknown
}

interface Client {
  readonly origin: string
  readonly clientId: string
  readonly key: JWK
}

const assertionSeconds = 60
/** A token is asked for anew this long before it ends. */
const spareMs = 30_000

export class FhirClient {
  readonly #client: Client
  #token: { readonly text: string; readonly until: number } | undefined

  constructor(client: Client) {
    this.#client = client
  }

  async post(bytes: Buffer, kind: string): Promise<FhirAnswer> {
    const path = kind === 'Bundle' ? '/fhir' : `/fhir/${kind}`
    const answer = await ask(new URL(path, this.#client.origin), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.#accessToken()}`,
        'content-type': 'application/fhir+json',
      },
      body: new Uint8Array(bytes),
    })
    return { status: answer.status, body: await answer.json().catch(() => undefined) }
  }

  async #accessToken(): Promise<string> {
    if (this.#token && this.#token.until > Date.now() + spareMs) return this.#token.text
    const address = new URL('/oauth2/token', this.#client.origin)
    const answer = await ask(address, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await this.#assertion(address.href),
        scope: 'system/*.cu',
      }),
    })
    if (!answer.ok) {
      throw new Failure('refused', 'token-refused', 'The server gives this feed no access token.')
    }
    const given = (await answer.json()) as { access_token: string; expires_in: number }
    this.#token = { text: given.access_token, until: Date.now() + given.expires_in * 1_000 }
    return this.#token.text
  }

  async #assertion(audience: string): Promise<string> {
    const { clientId, key } = this.#client
    const alg = key.alg ?? 'ES384'
    return new SignJWT({})
      .setProtectedHeader({ alg, kid: key.kid, typ: 'JWT' })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${assertionSeconds}s`)
      .setJti(randomUUID())
      .sign(await importJWK(key, alg))
  }
}
