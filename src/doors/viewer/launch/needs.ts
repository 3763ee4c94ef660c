/** What the launch is given: the systems that may open the record, and the journeys it calls. */
import type { JWK } from 'jose'
import type { Launched, PatientInHand, RefusedLaunch, User } from '#journeys'
import type { Speaks } from '../sign-in/one-shape.ts'
import type { RelyingPartySettings } from '../sign-in/relying-party.ts'

interface AnyLauncher extends Speaks {
  readonly id: string
  /** What its users call it: "King's electronic record". */
  readonly words: string
  readonly organisations: Readonly<Record<string, string>>
  /**
   * 'suffices': who it says the user is, is taken. 'sign-in': the user signs in to us as well,
   * and must be the same.
   */
  readonly identity: 'suffices' | 'sign-in'
  /** 3 is AAL3. */
  readonly assuranceFloor?: 2 | 3
  /** Signatures that are taken. Never `none`, never HS*. */
  readonly algorithms?: readonly string[]
  /** Origins whose pages may show the record in a frame of theirs (AT-43). */
  readonly framedBy?: readonly string[]
}

/** SMART App Launch 2.2: it is the EHR, we are the app. */
export interface SmartLauncher extends AnyLauncher {
  readonly kind: 'smart'
  /** Its FHIR server, exactly as it says it in `iss`. Asked for only once the door listens. */
  readonly iss: () => string
  readonly clientId: string
  /** Absent: a public client, proved by PKCE alone. */
  readonly credential?: RelyingPartySettings['credential']
  readonly scope?: string
  /** Which systems of Patient.identifier hold the NHS number. */
  readonly nhsNumberSystems?: readonly string[]
  /** Which system of the identifiers of `fhirUser` names the user; absent: a claim does. */
  readonly userIdentifierSystem?: string
}

/** Systems without SMART: they post a token that they signed. */
export interface TokenLauncher extends AnyLauncher {
  readonly kind: 'token'
  readonly issuer: string
  /** Its public keys, held here: nothing that a token says leads to others. */
  readonly keys: readonly JWK[]
  /** Origins from whose pages tokens may be posted. */
  readonly postedFrom: readonly string[]
}

export type LauncherSettings = SmartLauncher | TokenLauncher

export interface LaunchJourneys {
  findLaunched(patient: PatientInHand): Promise<Launched>
  /** Audited before the session's cookie is given out. */
  launched(user: User): Promise<void>
  launchRefused(refused: RefusedLaunch): Promise<void>
  /** False when this token has been used before; `forgetAt` is epoch ms. */
  spendOnce(proof: Uint8Array, forgetAt: number): Promise<boolean>
}

export interface LaunchNeeds {
  readonly launchers: readonly LauncherSettings[]
  readonly journeys: LaunchJourneys
}

export const launchAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const

/** A launch lasts as long as the longest session at most (trust.md §2.5). */
export const launchMs = 12 * 3_600_000
