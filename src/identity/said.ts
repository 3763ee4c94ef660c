/**
 * What a sender says of who a patient is, each thing with its own time: the newest is believed,
 * and of two at one moment always the same one, so that no order of arrival matters (HL7-05).
 */
import type { Identification } from '#vocabulary'

export const fields = [
  'nhsNumber',
  'family',
  'given',
  'birthDate',
  'gender',
  'identityUnknown',
] as const
export type Field = (typeof fields)[number]

/** By value, when (ms) it was last said: what is no longer believed. */
export type Former = Readonly<Partial<Record<'nhsNumber' | 'birthDate', Record<string, number>>>>

export interface Sayings {
  nhsNumber: string | undefined
  nhsVerified: boolean
  family: string | undefined
  given: string | undefined
  birthDate: string | undefined
  gender: string | undefined
  identityUnknown: boolean
  /** In ms; 0 for what was never said. */
  saidAt: Record<Field, number>
  former: Former
}

export const nothingSaid = (): Sayings => ({
  nhsNumber: undefined,
  nhsVerified: false,
  family: undefined,
  given: undefined,
  birthDate: undefined,
  gender: undefined,
  identityUnknown: false,
  saidAt: { nhsNumber: 0, family: 0, given: 0, birthDate: 0, gender: 0, identityUnknown: 0 },
  former: {},
})

/** What a message leaves out it has not said to be gone. */
export function say(held: Sayings, said: Identification, at: number): void {
  for (const field of fields) {
    const value = textOf(said, field)
    if (value === undefined) continue
    const before = held.saidAt[field] > 0 ? believed(held, field) : undefined
    const when = held.saidAt[field]
    const isNewer = before === undefined || at > when || (at === when && value > before)
    if (isNewer) {
      believe(held, field, value)
      held.saidAt[field] = at
    }
    const [old, oldAt] = isNewer ? [before, when] : [value, at]
    if (old !== undefined && old !== believed(held, field)) remember(held, field, old, oldAt)
  }
}

/** The text by which values are compared; a verified number is not the unverified one. */
function textOf(said: Identification, field: Field): string | undefined {
  if (field === 'nhsNumber') {
    return said.nhsNumber && numbered(said.nhsNumber, said.nhsNumberVerified ?? false)
  }
  if (field === 'identityUnknown') return said.identityUnknown?.toString()
  return said[field]
}

const numbered = (number: string, verified: boolean): string =>
  `${number}${verified ? ' verified' : ''}`

function believed(held: Sayings, field: Field): string | undefined {
  if (field === 'nhsNumber') return held.nhsNumber && numbered(held.nhsNumber, held.nhsVerified)
  return field === 'identityUnknown' ? String(held.identityUnknown) : held[field]
}

function believe(held: Sayings, field: Field, value: string): void {
  if (field === 'nhsNumber') {
    held.nhsNumber = value.replace(' verified', '')
    held.nhsVerified = value.endsWith(' verified')
  } else if (field === 'identityUnknown') held.identityUnknown = value === 'true'
  else held[field] = value
}

/** Nobody's birth date is corrected more often. */
const formerMax = 20

function remember(held: Sayings, field: Field, value: string, at: number): void {
  if (field !== 'nhsNumber' && field !== 'birthDate') return
  const before = held.former[field]
  const all = Object.entries({ ...before, [value]: Math.max(before?.[value] ?? 0, at) })
  const newest = all.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, formerMax)
  held.former = { ...held.former, [field]: Object.fromEntries(newest) }
}

/** What was believed at that moment or said since. */
export function valuesSince(
  held: Sayings,
  field: 'nhsNumber' | 'birthDate',
  moment: number,
): string[] {
  const now = believed(held, field)
  const all = [
    ...Object.entries(held.former[field] ?? {}).filter(([value]) => value !== now),
    ...(now === undefined ? [] : [[now, held.saidAt[field]] as const]),
  ].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
  const since = all.filter(([, at]) => at >= moment)
  const last = all.filter(([, at]) => at < moment).at(-1)
  return [...(last ? [last] : []), ...since].map(([value]) => value)
}
