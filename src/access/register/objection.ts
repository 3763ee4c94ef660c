/** An objection, as the register keeps it: what was said, and everything that was said of it since. */

export type Route = 'desk' | 'code' | 'import'
export type MadeBy = 'person' | 'parent' | 'attorney' | 'deputy' | 'not-known'
/** How it came to hide somebody. */
export type BoundHow = 'chosen' | 'identifier' | 'merged' | 'ambiguous'

export type ObjectionState = 'pending' | 'upheld' | 'not-upheld' | 'withdrawn' | 'entered-in-error'

/** What is said of an objection after it was received. */
export type ObjectionSaying =
  | 'upheld'
  | 'not-upheld'
  | 'withdrawn'
  | 'error-proposed'
  | 'error-declined'
  | 'entered-in-error'

/** Who says something to the register. */
export interface By {
  readonly key: string
  readonly name: string
  readonly organisation: string
}

export interface NewObjection {
  /** UUID version 7. */
  readonly objectionId: string
  readonly route: Route
  /** What is said to people: 'Connect Care'; the feed; the organisation of the desk. */
  readonly origin: string
  /** When the origin recorded it, as it says so. */
  readonly recordedOn?: string
  readonly madeBy: MadeBy
  readonly overridable: 'never' | 'lacks-capacity'
  readonly words?: string
  readonly identityCheck?: string
  /** As `identifierHash` makes them. */
  readonly identifiers: readonly Buffer[]
  readonly persons: readonly { readonly personId: number; readonly how: BoundHow }[]
  readonly by: By
  /** Epoch ms. */
  readonly at: number
  /** Who they are, where nobody with their number was ever seen: to answer them. */
  readonly about?: {
    readonly family?: string
    readonly given?: string
    readonly birthDate?: string
  }
  /** Its origin has decided it already, and why that counts; absent: we have a month. */
  readonly upheldBecause?: string
}

export interface Happened {
  readonly what: 'received' | ObjectionSaying
  /** Epoch ms. */
  readonly at: number
  readonly byKey: string
  readonly by: string
  readonly organisation: string
  readonly because?: string
}

/** The newest that changes it counts; what is proposed changes nothing. */
export function stateOf(history: readonly Pick<Happened, 'what'>[]): ObjectionState {
  const last = history.findLast(
    ({ what }) => what !== 'error-proposed' && what !== 'error-declined',
  )
  return last === undefined || last.what === 'received' ? 'pending' : (last.what as ObjectionState)
}

export const isInForce = (state: ObjectionState): boolean =>
  state === 'pending' || state === 'upheld'

/** Short enough to be read out on the telephone: the last ten of its random digits. */
export const referenceOf = (objectionId: string): string =>
  `OBJ-${objectionId.slice(-10).toUpperCase()}`
