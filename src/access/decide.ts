/**
 * May this user open this person's record, and why? Pure, total, deny by default: facts in,
 * permit or refusal out, every reason named; the first rule that denies is the answer
 * (trust.md §2.4).
 */
import { belongsTo } from '#vocabulary'
import { has, mayDeclare, mayOpen, meetsFloor } from './activities.ts'
import type { Policy, RelationshipKind } from './policy.ts'
import type { User } from './user.ts'

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
export type RestrictionKind = 'whereabouts' | 'guarded'

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
  /** Epoch ms. */
  readonly now: number
  readonly policy: Policy
}

export type Reason =
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

const dayMs = 86_400_000

export function decide(request: AccessRequest): Decision {
  const { user, policy, now, person } = request
  if (!meetsFloor(user.assurance, policy.assuranceFloor)) {
    return refused(request, 'assurance-too-low')
  }
  if (request.purpose !== 'direct-care') return refused(request, 'purpose-is-not-direct-care')
  if (!mayOpen(user, policy)) return refused(request, 'no-activity-to-open-records')
  // A launch is for one person; who may also find others is not held to it (AC-10).
  const isLaunched = user.launch?.personId === request.personId && user.launch.endsAt > now
  if (user.launch && !isLaunched && !has(user, policy.activities.find)) {
    return refused(request, 'outside-the-launch')
  }
  if (!person.isKnown) return refused(request, 'person-unknown')
  if (person.isUser) return refused(request, 'own-record')
  const closest = closestOf(request, isLaunched)
  const isSuspended = closest !== undefined && request.suspendedKinds.includes(kindOf(closest))
  if (person.isObjected && !isSuspended) {
    const mayKnowObjection = closest !== undefined || mayDeclare(user, policy)
    return { ...refused(request, 'objected'), mayKnowObjection }
  }
  if (diedTooLongAgo(request)) return refused(request, 'died-too-long-ago')
  if (closest === undefined) {
    return { ...refused(request, 'no-relationship'), mayDeclare: mayDeclare(user, policy) }
  }
  const isSealed = person.restrictions.length > 0
  if (isSealed && !hasDeclared(request, 'seal-break')) {
    const mayBreakSeal = has(user, policy.activities.breakSeal)
    return { ...refused(request, 'sealed'), mayBreakSeal }
  }
  const withhold = withheldFrom(user, policy)
  const hideWhereabouts = person.restrictions.includes('whereabouts')
  return {
    effect: 'permit',
    personId: request.personId,
    reasons: [
      reasonOf(closest),
      ...(person.isObjected ? (['objection-suspended'] as const) : []),
      ...(isSealed ? (['seal-broken'] as const) : []),
      ...withhold.map((label) => `withheld-${label}` as const),
      ...(hideWhereabouts ? (['whereabouts-hidden'] as const) : []),
    ],
    relationship: closest,
    withhold,
    hideWhereabouts,
    expiresAt: now + policy.permitMinutes * 60_000,
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

function closestOf(request: AccessRequest, isLaunched: boolean): Closest | undefined {
  const [evidenced] = activeRelationships(request)
  if (evidenced) return evidenced
  if (isLaunched) return 'launch'
  if (hasDeclared(request, 'colleague-granted')) return 'colleague-granted'
  if (hasDeclared(request, 'patient-consent')) return 'patient-consent'
  return hasDeclared(request, 'self-declared') ? 'declared' : undefined
}

const hasDeclared = ({ user, declarations, now }: AccessRequest, kind: DeclarationKind): boolean =>
  declarations.some(
    (one) =>
      one.kind === kind &&
      one.userKey === user.key &&
      one.organisation === user.organisation &&
      one.endsAt > now,
  )

/** The kind of a relationship, as policy and audit name it. */
export const kindOf = (closest: Closest): string =>
  typeof closest === 'string' ? (closest === 'declared' ? 'self-declared' : closest) : closest.kind

function reasonOf(closest: Closest): Reason {
  if (closest === 'declared') return 'related-by-declaration'
  return typeof closest === 'string' ? `related-by-${closest}` : `related-by-${closest.kind}`
}

function withheldFrom(user: User, policy: Policy): ('restricted' | 'sensitive')[] {
  return [
    ...(has(user, policy.activities.seeRestricted) ? [] : (['restricted'] as const)),
    ...(has(user, policy.activities.seeSensitive) ? [] : (['sensitive'] as const)),
  ]
}

/** After a while only who examines deaths has a reason to look (AC-24). */
function diedTooLongAgo({ person, policy, user, now }: AccessRequest): boolean {
  if (person.diedAt === undefined || has(user, policy.activities.examineDeaths)) return false
  return !(now < person.diedAt + policy.afterDeathDays * dayMs)
}

/** Those of the user's own organisation that hold now, the closest kind of care first. */
function activeRelationships(request: AccessRequest): Relationship[] {
  const { user, policy, now, relationships } = request
  // One that is yet to begin takes the patient from nobody (LR-05).
  const newestRegistration = relationships
    .filter((one) => one.kind === 'gp-registration' && (one.startsAt ?? 0) <= now)
    .reduce((newest, one) => Math.max(newest, one.startsAt ?? 0), Number.NEGATIVE_INFINITY)
  return (
    relationships
      .filter((one) => belongsTo(one.organisation, user.organisation))
      // Several sources may name a practice; whoever said so last is believed.
      .filter((one) => one.kind !== 'gp-registration' || (one.startsAt ?? 0) >= newestRegistration)
      .filter((one) => isActive(one, policy, now))
      .sort(
        (a, b) => closeness[a.kind] - closeness[b.kind] || (b.startsAt ?? 0) - (a.startsAt ?? 0),
      )
  )
}

const closeness: Readonly<Record<RelationshipKind, number>> = {
  inpatient: 0,
  emergency: 1,
  caseload: 2,
  'gp-registration': 3,
  outpatient: 4,
  appointment: 5,
  referral: 6,
}

/** Whether a relationship holds at a moment, by the policy's window for its kind. */
export function isActive(relationship: Relationship, policy: Policy, now: number): boolean {
  // Every object has a 'constructor': only what the policy says itself is a window.
  if (!Object.hasOwn(policy.windows, relationship.kind)) return false
  const window = policy.windows[relationship.kind]
  const { startsAt, endsAt } = relationship
  // What is no time compares as false with everything, and would pass as one that has begun.
  if (![now, startsAt ?? 0, endsAt ?? 0].every(Number.isFinite)) return false
  if (startsAt !== undefined && now < startsAt - window.beforeDays * dayMs) return false
  if (endsAt !== undefined) return now < endsAt + window.afterDays * dayMs
  if (window.openDaysMax === undefined) return true
  return startsAt !== undefined && now < startsAt + window.openDaysMax * dayMs
}
