/**
 * SMART App Launch 2.2, EHR launch: we are the app (§2.1 to §2.3, §3). openid-client does OAuth; the
 * tokens are used once, for the patient and the user, and forgotten.
 */
import { decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import { z } from 'zod'
import type { PatientInHand } from '#journeys'
import { Failure } from '#vocabulary'
import {
  asFailure,
  authenticationOf,
  isLoopback,
  type SignInAttempt,
} from '../sign-in/relying-party.ts'
import { launchAlgorithms, type SmartLauncher } from './needs.ts'
import { discover, getJson, unreadable } from './smart-configuration.ts'

const usualScope = 'openid fhirUser launch patient/Patient.rs'
const nhsNumberSystem = 'https://fhir.nhs.uk/Id/nhs-number'

const clockToleranceS = 30
const timeoutS = 10

export interface SmartLaunched {
  readonly claims: Readonly<Record<string, unknown>>
  readonly patient: PatientInHand
}

const identifiers = z.array(
  z.object({ system: z.string().optional(), value: z.string().optional() }),
)
const patientShape = z.object({
  resourceType: z.literal('Patient'),
  id: z.string(),
  identifier: identifiers.default([]),
  birthDate: z.string().optional(),
})
const name = z.object({
  text: z.string().optional(),
  family: z.string().optional(),
  given: z.array(z.string()).default([]),
  prefix: z.array(z.string()).default([]),
})
const userShape = z.object({
  resourceType: z.string(),
  identifier: identifiers.default([]),
  name: z.array(name).default([]),
})
/** FHIR R4 §2.24.0.1: the type id. */
const fhirId = /^[A-Za-z0-9\-.]{1,64}$/

export class SmartClient {
  readonly launcher: SmartLauncher

  constructor(launcher: SmartLauncher) {
    this.launcher = launcher
  }

  /** Where to send the browser. `launch` is the system's own word for what is in hand. */
  async begin(redirectUri: string, launch: string, attempt: SignInAttempt): Promise<URL> {
    return client.buildAuthorizationUrl(await this.#configure(), {
      redirect_uri: redirectUri,
      scope: this.launcher.scope ?? usualScope,
      launch,
      // The token that we get must be of no use to anybody but this FHIR server.
      aud: this.launcher.iss(),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    })
  }

  /** Throws Failure by which rule did not hold. */
  async complete(returned: URL, attempt: SignInAttempt): Promise<SmartLaunched> {
    const config = await this.#configure()
    const tokens = await client
      .authorizationCodeGrant(config, returned, {
        pkceCodeVerifier: attempt.verifier,
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        idTokenExpected: true,
      })
      .catch((cause: unknown) => {
        throw asFailure(cause)
      })
    const claims = this.#check(tokens.id_token ?? '', tokens.claims())
    const { access_token, patient } = tokens
    if (typeof patient !== 'string' || !fhirId.test(patient)) throw noPatient()
    const [inHand, user] = await Promise.all([
      this.#readPatient(patient, access_token),
      this.#readUser(claims, access_token),
    ])
    return { claims: { ...claims, ...user }, patient: inHand }
  }

  #check(token: string, claims: client.IDToken | undefined): client.IDToken {
    const { alg } = decodeProtectedHeader(token)
    const algorithms: readonly unknown[] = this.launcher.algorithms ?? launchAlgorithms
    const audience = [claims?.aud].flat()
    const isOurs = audience.length === 1 && audience[0] === this.launcher.clientId
    if (!claims || !algorithms.includes(alg) || !isOurs) {
      throw new Failure('refused', 'token-refused', 'The ID token does not hold.')
    }
    return claims
  }

  async #readPatient(patient: string, token: string): Promise<PatientInHand> {
    const read = patientShape.safeParse(await this.#read(`Patient/${patient}`, token))
    if (!read.success || read.data.id !== patient) throw noPatient()
    const systems = this.launcher.nhsNumberSystems ?? [nhsNumberSystem]
    const numbers = read.data.identifier.filter(({ system = '' }) => systems.includes(system))
    const [nhsNumber, another] = new Set(numbers.map(({ value }) => value?.replace(/\s/g, '')))
    return {
      // Two numbers are no number: which of them is meant is not ours to say.
      nhsNumber: another === undefined ? nhsNumber : undefined,
      birthDate: read.data.birthDate,
    }
  }

  /** Of the user's own resource: a name, and the identifier by which we know users. */
  async #readUser(claims: client.IDToken, token: string): Promise<Record<string, string>> {
    const { userIdentifierSystem } = this.launcher
    const path = this.#pathOf(claims.fhirUser)
    if (path === undefined) {
      if (userIdentifierSystem !== undefined) throw unreadable()
      return {}
    }
    const hasName = typeof claims.name === 'string'
    if (userIdentifierSystem === undefined && hasName) return {}
    const read = userShape.safeParse(await this.#read(path, token))
    if (!read.success) throw unreadable()
    const { identifier, name: names } = read.data
    const values = identifier.filter(({ system }) => system === userIdentifierSystem)
    const [value, another] = new Set(values.map((one) => one.value))
    if (userIdentifierSystem !== undefined && (value === undefined || another !== undefined)) {
      throw unreadable()
    }
    const [first] = names
    const written =
      first?.text ?? [...(first?.prefix ?? []), ...(first?.given ?? []), first?.family].join(' ')
    return {
      ...(value !== undefined && { [idOfUser]: value, nhsid_useruid: value }),
      ...(!hasName && written.trim() !== '' && { name: written.trim() }),
    }
  }

  /** Only a resource of the same server is read with its token. */
  #pathOf(fhirUser: unknown): string | undefined {
    if (typeof fhirUser !== 'string') return undefined
    const server = this.launcher.iss().replace(/\/?$/, '/')
    const path = fhirUser.startsWith(server) ? fhirUser.slice(server.length) : fhirUser
    return /^(Practitioner|PractitionerRole|Person)\/[A-Za-z0-9\-.]{1,64}$/.test(path)
      ? path
      : undefined
  }

  #read(path: string, token: string): Promise<unknown> {
    const server = this.launcher.iss().replace(/\/$/, '')
    return getJson(`${server}/${path}`, 'application/fhir+json', token)
  }

  /** Asked each time: launches are few, and keys and addresses of a hospital change. */
  async #configure(): Promise<client.Configuration> {
    const { clientId, credential } = this.launcher
    const iss = this.launcher.iss()
    const server = await discover(iss)
    const algorithms = this.launcher.algorithms ?? launchAlgorithms
    const config = new client.Configuration(
      // What it signs with is not said there: what we take is what is agreed with it.
      { ...server, id_token_signing_alg_values_supported: [...algorithms] },
      clientId,
      { [client.clockTolerance]: clockToleranceS },
      credential ? authenticationOf(credential) : client.None(),
    )
    config.timeout = timeoutS
    client.enableNonRepudiationChecks(config)
    if (isLoopback(new URL(iss))) client.allowInsecureRequests(config)
    return config
  }
}

/** Not a claim of the token: the identifier that the resource `fhirUser` gives the user. */
export const idOfUser = 'fhirUser.identifier'

const noPatient = (): Failure =>
  new Failure('refused', 'launch-without-patient', 'No patient was in hand.')
