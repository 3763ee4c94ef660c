/**
 * May this user open this person's record, and why? Pure, total, deny by default: facts in,
 * permit or refusal out, every reason named (trust.md §2.4).
 */
import { belongsTo } from '#vocabulary'
import type { Policy, RelationshipKind } from './policy.ts'
import { operatorKey, type User } from './user.ts'

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

export interface Declaration {
  readonly userKey: string
  readonly organisation: string
  readonly endsAt: number
}

export interface AccessRequest {
  readonly user: User
  readonly personId: number
  readonly purpose: 'direct-care'
  readonly relationships: readonly Relationship[]
  readonly declarations: readonly Declaration[]
  /** Epoch ms. */
  readonly now: number
  readonly policy: Policy
}

type Reason =
  | 'assurance-too-low'
  | 'purpose-is-not-direct-care'
  | 'no-activity-to-open-records'
  | 'no-relationship'
  | `related-by-${RelationshipKind}`
  | 'related-by-declaration'
  | 'withheld-restricted'

export interface Permitted {
  readonly effect: 'permit'
  readonly personId: number
  readonly reasons: readonly Reason[]
  readonly relationship: Relationship | 'declared'
  readonly withhold: readonly string[]
  /** Epoch ms. */
  readonly expiresAt: number
}
export interface Refused {
  readonly effect: 'refuse'
  readonly personId: number
  readonly reasons: readonly Reason[]
  /** The user may declare a relationship and ask again. */
  readonly mayDeclare: boolean
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
  const { user, policy, now } = request
  const refuse = (reason: Reason, mayDeclare = false): Refused => ({
    effect: 'refuse',
    personId: request.personId,
    reasons: [reason],
    mayDeclare,
  })
  if (!meetsFloor(user.assurance, policy.assuranceFloor)) return refuse('assurance-too-low')
  if (request.purpose !== 'direct-care') return refuse('purpose-is-not-direct-care')
  if (!mayOpen(user, policy)) return refuse('no-activity-to-open-records')
  const active = activeRelationships(request)
  const declared = request.declarations.some(
    (one) => one.userKey === user.key && one.organisation === user.organisation && one.endsAt > now,
  )
  const relationship = active[0] ?? (declared ? 'declared' : undefined)
  if (!relationship) return refuse('no-relationship', mayDeclare(user, policy))
  const withhold = has(user, policy.activities.seeRestricted) ? [] : ['restricted']
  return {
    effect: 'permit',
    personId: request.personId,
    reasons: [
      relationship === 'declared' ? 'related-by-declaration' : `related-by-${relationship.kind}`,
      ...(withhold.length > 0 ? (['withheld-restricted'] as const) : []),
    ],
    relationship,
    withhold,
    expiresAt: now + policy.permitMinutes * 60_000,
  }
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

/** What a role allows it allows only to who signed in strongly enough. */
const mayDo = (user: User, policy: Policy, codes: readonly string[]): boolean =>
  meetsFloor(user.assurance, policy.assuranceFloor) && has(user, codes)

export const mayOpen = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.open)
export const mayFind = (user: User, policy: Policy): boolean =>
  mayDo(user, policy, policy.activities.find)
export const mayDeclare = (user: User, policy: Policy): boolean =>
  mayOpen(user, policy) && has(user, policy.activities.declare)

/** May look at messages, read them again and dismiss them: no way to anybody's record. */
export const mayOperate = (user: User, policy: Policy): boolean =>
  user.key === operatorKey || mayDo(user, policy, policy.activities.operate)

const has = (user: User, codes: readonly string[]): boolean =>
  user.activities.some((activity) => codes.includes(activity))

/** AAL3 meets AAL3 and AAL2; a claim that is not known meets nothing. */
function meetsFloor(claimed: string, floor: 'AAL2' | 'AAL3'): boolean {
  const level = /^AAL([123])(_|$)/.exec(claimed)?.[1]
  return level !== undefined && Number(level) >= Number(floor.slice(3))
}
