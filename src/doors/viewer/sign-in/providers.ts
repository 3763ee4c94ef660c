/** The identity providers that may say who somebody is, and for whom each may speak. */

import type { Speaks } from './one-shape.ts'
import { RelyingParty, type RelyingPartySettings } from './relying-party.ts'

export interface ProviderSettings extends RelyingPartySettings, Speaks {
  /** Its part of the address that it sends back to; absent for the national one. */
  readonly id?: string
  /** For the button: 'NHS smartcard or security key'. */
  readonly words?: string
}

export interface Provider {
  readonly id: string
  readonly words: string
  readonly speaks: Speaks
  readonly party: RelyingParty
  /** Where it sends the browser back to: one address each, against mix-up (RFC 9700 §4.4.2.2). */
  readonly callbackPath: string
}

const nationalId = 'national'
export const callbackPath = '/sign-in/callback'

export function providersOf(
  settings: ProviderSettings | readonly ProviderSettings[],
): readonly Provider[] {
  return [settings].flat().map((each: ProviderSettings) => ({
    id: each.id ?? nationalId,
    words: each.words ?? 'NHS smartcard, security key or Windows Hello',
    speaks: each,
    party: new RelyingParty(each),
    callbackPath: each.id === undefined ? callbackPath : `${callbackPath}/${each.id}`,
  }))
}
