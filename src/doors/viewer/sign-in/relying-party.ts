/**
 * Our side of OpenID Connect (Core 1.0 §3.1, PKCE RFC 7636, issuer identification RFC 9207).
 * openid-client does the protocol; what trust.md AC-01 asks for beyond its defaults is said here.
 */
import { createRemoteJWKSet, decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import { Failure } from '#vocabulary'

export interface RelyingPartySettings {
  /** Exactly as the provider writes it. Asked for only once the door listens. */
  readonly issuer: () => string
  readonly clientId: string
  /** The client's secret, or its private key for private_key_jwt. */
  readonly credential:
    | { readonly secret: string }
    | { readonly key: CryptoKey; readonly id?: string }
  readonly scope?: string
  readonly acrValues?: string
  /** 3 is AAL3. Lower only by a decision of the organisation. */
  readonly assuranceFloor?: 2 | 3
  /** Signatures that are taken. Never `none`, never HS*. */
  readonly algorithms?: readonly string[]
  /** How long ago somebody may have proved to the provider who they are. */
  readonly authenticationAgeMaxS?: number
  /** Makes the provider ask again, also while its own session lasts: shared workstations. */
  readonly reauthenticate?: boolean
}

const defaults = {
  scope: 'openid profile nhsperson nationalrbacaccess associatedorgs selectedrole',
  acrValues: 'AAL3_ANY',
  assuranceFloor: 3,
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  authenticationAgeMaxS: 600,
  reauthenticate: true,
} as const satisfies Partial<RelyingPartySettings>

/** What the browser's sealed cookie remembers between leaving and coming back. */
export interface SignInAttempt {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export interface Claimed {
  readonly idToken: Readonly<Record<string, unknown>>
  readonly furtherClaims: Readonly<Record<string, unknown>>
  readonly assuranceFloor: number
}

const clockToleranceS = 30
const timeoutS = 10

export class RelyingParty {
  readonly #settings: RelyingPartySettings & typeof defaults
  #discovered: Promise<client.Configuration> | undefined
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined

  constructor(settings: RelyingPartySettings) {
    this.#settings = { ...defaults, ...settings } as RelyingPartySettings & typeof defaults
    if (this.#settings.algorithms.some((each) => /^(none|HS)/i.test(each))) {
      const words = 'ID tokens must be signed with a private key.'
      throw new Failure('invalid', 'sign-in-algorithm-forbidden', words)
    }
  }

  /** Where to send the browser. */
  async begin(redirectUri: string, attempt: SignInAttempt): Promise<URL> {
    const settings = this.#settings
    return client.buildAuthorizationUrl(await this.#discover(), {
      redirect_uri: redirectUri,
      scope: settings.scope,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      acr_values: settings.acrValues,
      max_age: String(settings.authenticationAgeMaxS),
      ...(settings.reauthenticate ? { prompt: 'login' } : {}),
    })
  }

  /** Exchanges the code, and gives the claims once everything about the ID token holds. */
  async complete(returned: URL, attempt: SignInAttempt): Promise<Claimed> {
    const config = await this.#discover()
    try {
      const tokens = await client.authorizationCodeGrant(config, returned, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        maxAge: this.#settings.authenticationAgeMaxS,
        idTokenExpected: true,
      })
      const idToken = this.#check(tokens.id_token ?? '', tokens.claims())
      // NHS CIS2 says roles there; a provider may say everything in the ID token.
      const furtherClaims = config.serverMetadata().userinfo_endpoint
        ? await client.fetchUserInfo(config, tokens.access_token, idToken.sub)
        : {}
      return { idToken, furtherClaims, assuranceFloor: this.#settings.assuranceFloor }
    } catch (cause) {
      throw asFailure(cause)
    }
  }

  /** What a token of the provider that comes by another way is checked against. */
  async verification() {
    const { clientId, algorithms } = this.#settings
    const { issuer, jwks_uri } = (await this.#discover()).serverMetadata()
    if (jwks_uri === undefined) {
      throw new Failure('unavailable', 'provider-unavailable', 'The provider has no keys.')
    }
    this.#keys ??= createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: timeoutS * 1_000 })
    return { issuer, clientId, algorithms: [...algorithms], keys: this.#keys }
  }

  #check(token: string, claims: client.IDToken | undefined): client.IDToken {
    const { alg } = decodeProtectedHeader(token)
    if (!claims || !(this.#settings.algorithms as readonly unknown[]).includes(alg)) {
      throw new Failure('refused', 'token-algorithm', 'The ID token is not signed as agreed.')
    }
    // A token that is also meant for others may have been taken from them.
    const audience = [claims.aud].flat()
    if (audience.length !== 1 || audience[0] !== this.#settings.clientId) {
      throw new Failure('refused', 'token-audience', 'The ID token is not for this client.')
    }
    return claims
  }

  #discover(): Promise<client.Configuration> {
    this.#discovered ??= this.#ask().catch((cause) => {
      this.#discovered = undefined
      throw asFailure(cause)
    })
    return this.#discovered
  }

  async #ask(): Promise<client.Configuration> {
    const { clientId, credential } = this.#settings
    const issuer = new URL(this.#settings.issuer())
    const metadata = { [client.clockTolerance]: clockToleranceS }
    // Signatures are checked although the token comes straight from the provider (AC-01).
    const execute = [client.enableNonRepudiationChecks]
    if (isLoopback(issuer)) execute.push(client.allowInsecureRequests)
    const options = { execute, timeout: timeoutS }
    return client.discovery(issuer, clientId, metadata, authenticationOf(credential), options)
  }
}

/** A secret that is agreed, or a signature by our own key (private_key_jwt). */
export function authenticationOf(credential: RelyingPartySettings['credential']) {
  return 'secret' in credential
    ? client.ClientSecretBasic(credential.secret)
    : client.PrivateKeyJwt({ key: credential.key, kid: credential.id })
}

export function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** Which rule was broken, for the audit and whoever helps; never what was in a token. */
export function asFailure(cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  if (cause instanceof client.AuthorizationResponseError) {
    const code = cause.error === 'access_denied' ? 'sign-in-cancelled' : 'provider-refused'
    return new Failure('refused', code, 'The provider did not sign them in.', { cause })
  }
  if (cause instanceof client.ResponseBodyError || hasCode(cause, 'OAUTH_')) {
    return new Failure('refused', 'token-refused', 'The answer of the provider does not hold.', {
      cause,
    })
  }
  return new Failure('unavailable', 'provider-unavailable', 'The provider does not answer.', {
    cause,
  })
}

function hasCode(cause: unknown, prefix: string): boolean {
  return String((cause as { code?: unknown } | null)?.code ?? '').startsWith(prefix)
}
