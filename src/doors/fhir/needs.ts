/** What the FHIR door is given; it knows nothing of what lies behind. */
import type { JSONWebKeySet } from 'jose'
import type { SetAsidePart } from '#vocabulary'

export interface FhirArrival {
  readonly feed: string
  /** The body as it came, byte for byte. */
  readonly bytes: Uint8Array
  /** X-Request-ID, when the sender gave one. */
  readonly controlId: string | undefined
  /** The address it came from. */
  readonly peer: string
}

export interface FiledReport {
  readonly messageId: string
  readonly state: 'filed' | 'pending' | 'set-aside' | 'duplicate'
  /** What of it could not be filed; places as 'entry[17] Observation'. */
  readonly parts: readonly SetAsidePart[]
  /** Statements filed. */
  readonly entries: number
}

/** The feed that a registered client may write for. */
export interface FeedClient {
  readonly name: string
  /** ODS code. */
  readonly organisation: string
  /** Public keys of the client, each with its `kid`. */
  readonly jwks: JSONWebKeySet
}

export interface FhirDoorNeeds {
  /** Resolves once the message is durable and filed, or with 'pending' when that takes long. */
  receive(arrival: FhirArrival): Promise<FiledReport>
  feedByClient(clientId: string): Promise<FeedClient | undefined>
  readonly clock: { now(): number }
  /** Where the door is seen from outside, without a slash at its end: 'https://lcr.example'. */
  readonly issuer: string
  /** Secret that signs access tokens (HS256): 32 bytes at least, and the same in every process. */
  readonly tokenKey: Uint8Array
  /** Resource types that are filed, and those that only complete others. */
  readonly kinds: { readonly filed: readonly string[]; readonly supporting: readonly string[] }
  /** Largest body taken, in bytes. */
  readonly bodyBytesMax?: number
}

/** 50 MB. */
export const bodyBytesMaxUsual = 50 * 1024 * 1024

export const fhirAddress = (needs: FhirDoorNeeds): string => `${needs.issuer}/fhir`
export const tokenAddress = (needs: FhirDoorNeeds): string => `${needs.issuer}/oauth2/token`

/** What a system may do here: create and update, of any type (SMART App Launch 2.2 scopes v2). */
export const scope = 'system/*.cu'
