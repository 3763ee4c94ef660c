/** Who asks, as the identity provider said it: one selected role, of one organisation (AC-04). */
export interface User {
  /** issuer|subject: never an e-mail address or a name (AC-03). */
  readonly key: string
  readonly name: string
  /** NHS national RBAC role code (R…) and its name. */
  readonly roleCode: string
  readonly roleName: string
  /** ODS code of the organisation of the selected role. */
  readonly organisation: string
  readonly organisationName: string
  /** Activity codes (B…) of the selected role. */
  readonly activities: readonly string[]
  /** SHA-256 of the session's secret, hex: what the audit names the session by. */
  readonly session: string
  /** Authentication assurance as claimed: 'AAL3'. */
  readonly assurance: string
  /** Opened from the user's own system with this person in hand (AC-10). */
  readonly launch?: Launch
}

export interface Launch {
  readonly personId: number
  /** The system that launched, as it is configured. */
  readonly system: string
  /** Epoch ms. */
  readonly endsAt: number
}

/**
 * Who holds the key of the data folder. The key of everybody who signs in has an issuer in it,
 * so nobody can sign in as this.
 */
export const operatorKey = 'operator'
