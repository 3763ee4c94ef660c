/** What each ADT event does to a visit (§1.4 of the feeds as the NHS uses them). */
export type VisitEffect =
  | 'plan'
  | 'start'
  | 'move'
  | 'leave'
  | 'return'
  | 'end'
  | 'expect'
  | 'track'

/** Events that say that something happened in a visit. All others only describe it. */
export const effects: Readonly<Record<string, VisitEffect>> = {
  A01: 'start',
  A02: 'move',
  A03: 'end',
  A04: 'start',
  A05: 'plan',
  A06: 'start',
  A07: 'start',
  A09: 'track',
  A10: 'start',
  A14: 'plan',
  A15: 'expect',
  A16: 'expect',
  A17: 'move',
  A21: 'leave',
  A22: 'return',
}

/** A cancelling event and the one that it takes back. */
export const cancels: Readonly<Record<string, string>> = {
  A12: 'A02',
  A13: 'A03',
  A25: 'A16',
  A26: 'A15',
  A27: 'A14',
  A32: 'A10',
  A33: 'A09',
  A38: 'A05',
  A52: 'A21',
  A53: 'A22',
}

/**
 * Of these there is only one at a time, however often it was told and corrected: what cancels it
 * takes back all that was told of it until then.
 */
export const singular: ReadonlySet<string> = new Set(['A03', 'A05', 'A14', 'A15', 'A16'])

/** A11 takes back that the visit ever began, A23 that there is one. */
export const retracts: Readonly<Record<string, 'what began' | 'everything'>> = {
  A11: 'what began',
  A23: 'everything',
}

export const moveEvents: ReadonlySet<string> = new Set([
  ...Object.keys(effects),
  ...Object.keys(cancels),
  ...Object.keys(retracts),
])
