/**
 * May this user open this person's record, and why? Pure, total, deny by default: facts in,
 * permit or refusal out, every reason named; the first rule that denies is the answer
 * (trust.md §2.4).
 */
import { has, isAssured, isHeldToLaunch, mayDeclare, mayOpen } from './activities.ts'
import { dayMs, type Policy, type RelationshipKind } from './policy.ts'
import type { User } from './user.ts'
import { declaredUntil, launchOf, type Way, waysOf } from './ways.ts'

/** A dated fact of somebody's care, with the entry that is its evidence. */
export interface Relationship {
  readonly kind: RelationshipKind
  readonly organisation: string
  readonly place: string | undefined
  /** Epoch ms; undefined when not known, or not yet. */
  readonly startsAt: number | undefined
  readonly endsAt: number | undefined
  readonly evidence: string
}

/** What users said themselves, or others said for them. */
export const declarationKinds = [
  'self-declared',
  'colleague-granted',
  'patient-consent',
  'seal-break',
] as const
export type DeclarationKind = (typeof declarationKinds)[number]

export interface Declaration {
  readonly kind: DeclarationKind
  readonly userKey: string
  readonly organisation: string
  /** Epoch ms. */
  readonly declaredAt: number
  readonly endsAt: number
}

/**
 * 'whereabouts': nobody may learn where the person is. 'guarded': likely to be looked at for no
 * good reason; no screen tells this from what everybody sees of anybody (AC-27).
 */
export const restrictionKinds = ['whereabouts', 'guarded'] as const
export type RestrictionKind = (typeof restrictionKinds)[number]

/** What holds of the person, whoever asks. */
export interface PersonFacts {
  readonly isKnown: boolean
  readonly isObjected: boolean
  readonly restrictions: readonly RestrictionKind[]
  /** Epoch ms of the death, as early as a source says. */
  readonly diedAt: number | undefined
  /** The user is this person. */
  readonly isUser: boolean
}

export interface AccessRequest {
  readonly user: User
  readonly personId: number
  readonly purpose: string
  readonly person: PersonFacts
  readonly relationships: readonly Relationship[]
  readonly declarations: readonly Declaration[]
  /** Kinds of relationship for which the law has lifted objections just now. */
  readonly suspendedKinds: readonly string[]
  /** Epoch ms: when that ends. */
  readonly suspendedUntil?: number | undefined
  /** Epoch ms. */
  readonly now: number
  readonly policy: Policy
}

type Reason =
  /** The rules broke down: nothing is shown, and whoever asks must raise an alarm (AC-13). */
  | 'could-not-decide'
  | 'assurance-too-low'
  | 'purpose-is-not-direct-care'
  | 'no-activity-to-open-records'
  | 'outside-the-launch'
  | 'person-unknown'
  | 'own-record'
  | 'objected'
  | 'objection-suspended'
  | 'sealed'
  | 'seal-broken'
  | 'died-too-long-ago'
  | 'no-relationship'
  | `related-by-${RelationshipKind}`
  | 'related-by-declaration'
  | 'related-by-colleague-granted'
  | 'related-by-patient-consent'
  | 'related-by-launch'
  | 'withheld-restricted'
  | 'withheld-sensitive'
  | 'whereabouts-hidden'

/** The closest relationship; where there is no dated evidence, in which other way. */
export type Closest = Relationship | 'declared' | 'colleague-granted' | 'patient-consent' | 'launch'

export interface Permitted {
  readonly effect: 'permit'
  readonly personId: number
  readonly reasons: readonly Reason[]
  readonly relationship: Closest
  /** Labels of entries that are left out. */
  readonly withhold: readonly string[]
  /** No place, address, ward, organisation or document may be shown (AC-22). */
  readonly hideWhereabouts: boolean
  /** Epoch ms. */
  readonly expiresAt: number
}
export interface Refused {
  readonly effect: 'refuse'
  readonly personId: number
  readonly reasons: readonly Reason[]
  /** The user may declare a relationship and ask again. */
  readonly mayDeclare: boolean
  /** The user may give a reason for breaking the seal and ask again. */
  readonly mayBreakSeal: boolean
  /** Who is related, or might declare it, may know that the person has objected (OO-15). */
  readonly mayKnowObjection: boolean
}
export type Decision = Permitted | Refused

/** What a committed, permitting decision lets one read; the record station asks for nothing else. */
export interface Permit {
  /** The audit event that is the decision (UUID). */
  readonly decision: string
  readonly personId: number
}

/** Total: rules that break down deny, and say so. */
export function decide(request: AccessRequest): Decision {
  try {
    return ruleOn(request)
  } catch {
    return refused(request, 'could-not-decide')
  }
}

function ruleOn(request: AccessRequest): Decision {
  const { user, policy, now, person } = request
  if (!isAssured(user, policy)) {
    return refused(request, 'assurance-too-low')
  }
  if (request.purpose !== 'direct-care') return refused(request, 'purpose-is-not-direct-care')
  if (!mayOpen(user, policy)) return refused(request, 'no-activity-to-open-records')
  if (isHeldToLaunch(user, policy) && !launchOf(request)) {
    return refused(request, 'outside-the-launch')
  }
  // Only a plain yes or no is taken for one.
  if (person.isKnown !== true) return refused(request, 'person-unknown')
  if (person.isUser !== false) return refused(request, 'own-record')
  const ways = usableWays(request)
  if (isObjected(request) && ways.length === 0) {
    const mayKnowObjection = waysOf(request).length > 0 || mayDeclare(user, policy)
    return { ...refused(request, 'objected'), mayKnowObjection }
  }
  if (diedTooLongAgo(request)) return refused(request, 'died-too-long-ago')
  const [closest] = ways
  if (closest === undefined) {
    return { ...refused(request, 'no-relationship'), mayDeclare: mayDeclare(user, policy) }
  }
  const seal = sealOf(request)
  if (seal?.isClosed) return { ...refused(request, 'sealed'), mayBreakSeal: seal.mayBreak }
  const withhold = withheldFrom(user, policy)
  const hideWhereabouts = person.restrictions.includes('whereabouts')
  return {
    effect: 'permit',
    personId: request.personId,
    reasons: [
      reasonOf(closest.by),
      ...(isObjected(request) ? (['objection-suspended'] as const) : []),
      ...(seal ? (['seal-broken'] as const) : []),
      ...withhold.map((label) => `withheld-${label}` as const),
      ...(hideWhereabouts ? (['whereabouts-hidden'] as const) : []),
    ],
    relationship: closest.by,
    withhold,
    hideWhereabouts,
    // Never longer than what it rests on.
    expiresAt: Math.min(
      now + policy.permitMinutes * 60_000,
      ways.reduce((last, way) => Math.max(last, way.until), 0),
      seal?.until ?? Number.POSITIVE_INFINITY,
      (isObjected(request) ? request.suspendedUntil : undefined) ?? Number.POSITIVE_INFINITY,
    ),
  }
}

const refused = ({ personId }: AccessRequest, reason: Reason): Refused => ({
  effect: 'refuse',
  personId,
  reasons: [reason],
  mayDeclare: false,
  mayBreakSeal: false,
  mayKnowObjection: false,
})

const isObjected = ({ person }: AccessRequest): boolean => person.isObjected !== false

/** All that relates the user; of who objected, only what the law has lifted objections for. */
export function usableWays(request: AccessRequest): Way[] {
  const ways = waysOf(request)
  if (!isObjected(request)) return ways
  return ways.filter((way) => request.suspendedKinds.includes(kindOf(way.by)))
}

/** The kind of a relationship, as policy and audit name it. */
export const kindOf = (closest: Closest): string =>
  typeof closest === 'string' ? (closest === 'declared' ? 'self-declared' : closest) : closest.kind

function reasonOf(closest: Closest): Reason {
  if (closest === 'declared') return 'related-by-declaration'
  return typeof closest === 'string' ? `related-by-${closest}` : `related-by-${closest.kind}`
}

interface Seal {
  readonly isClosed: boolean
  readonly mayBreak: boolean
  /** It is broken until then (epoch ms); undefined: it is not. */
  readonly until: number | undefined
}

/**
 * Undefined: nothing is sealed. A role that may not break a seal does not pass one that the same
 * user broke in another.
 */
function sealOf(request: AccessRequest): Seal | undefined {
  const { user, policy, person } = request
  if (person.restrictions.length === 0) return undefined
  const isUnderstood = person.restrictions.every((kind) => restrictionKinds.includes(kind))
  const mayBreak = isUnderstood && has(user, policy, policy.activities.breakSeal)
  const until = mayBreak ? declaredUntil(request, 'seal-break') : undefined
  return { isClosed: until === undefined, mayBreak, until }
}

function withheldFrom(user: User, policy: Policy): ('restricted' | 'sensitive')[] {
  return [
    ...(has(user, policy, policy.activities.seeRestricted) ? [] : (['restricted'] as const)),
    ...(has(user, policy, policy.activities.seeSensitive) ? [] : (['sensitive'] as const)),
  ]
}

/** After a while only who examines deaths has a reason to look (AC-24). */
function diedTooLongAgo({ person, policy, user, now }: AccessRequest): boolean {
  if (person.diedAt === undefined) return false
  if (has(user, policy, policy.activities.examineDeaths)) return false
  return !(now < person.diedAt + policy.afterDeathDays * dayMs)
}
