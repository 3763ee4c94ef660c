/**
 * In which ways a user is related to a person at this moment, the closest kind of care first, and
 * until when each of them lasts (trust.md §2.5). Windows are the policy's; pure, like the decision.
 */
import { belongsTo } from '#vocabulary'
import { has } from './activities.ts'
import type { AccessRequest, Closest, DeclarationKind, Relationship } from './decide.ts'
import { type Policy, type RelationshipKind, windowOf } from './policy.ts'
import type { User } from './user.ts'

export interface Way {
  readonly by: Closest
  /** Epoch ms; infinite as long as nobody says that it ends. */
  readonly until: number
}

/** Kinds that are told by dated evidence, the closest care first. */
export const byCloseness: readonly RelationshipKind[] = [
  'inpatient',
  'emergency',
  'urgent-case',
  'caseload',
  'care-home-residence',
  'gp-registration',
  'outpatient',
  'social-care-case',
  'appointment',
  'referral',
]

export function waysOf(request: AccessRequest): Way[] {
  const { user } = request
  const launch = launchOf(request)
  const said = (kind: DeclarationKind, by: Closest): Way[] => {
    const until = declaredUntil(request, kind)
    return until === undefined ? [] : [{ by, until }]
  }
  return [
    ...evidenced(request),
    ...(launch ? [{ by: 'launch' as const, until: launch.endsAt }] : []),
    ...said('colleague-granted', 'colleague-granted'),
    ...said('patient-consent', 'patient-consent'),
    // A role that may not declare does not see by what the same user declared in another.
    ...(has(user, request.policy, request.policy.activities.declare)
      ? said('self-declared', 'declared')
      : []),
  ]
}

/** A launch is for one person, and for a while (AC-10). */
export function launchOf({ user, personId, now }: AccessRequest): User['launch'] {
  return user.launch && user.launch.personId === personId && user.launch.endsAt > now
    ? user.launch
    : undefined
}

/** Until when the user's own word of this kind lasts; undefined: there is none that does. */
export function declaredUntil(
  { user, declarations, now }: AccessRequest,
  kind: DeclarationKind,
): number | undefined {
  let last: number | undefined
  for (const one of declarations) {
    const isOwn = one.userKey === user.key && one.organisation === user.organisation
    if (one.kind === kind && isOwn && one.endsAt > (last ?? now)) {
      last = one.endsAt
    }
  }
  return last
}

/**
 * The codes under which evidence is the user's organisation's: its own, and those of whom it took
 * over by now, and of whom those did (LR-04). Sites belong to each of them.
 */
export function codesOf(organisation: string, policy: Policy, now: number): string[] {
  const codes = [organisation]
  for (const code of codes) {
    for (const { predecessor, successor, from } of policy.successions) {
      if (successor === code && now >= from && !codes.includes(predecessor)) {
        codes.push(predecessor)
      }
    }
  }
  return codes
}

function evidenced({ user, policy, now, relationships }: AccessRequest): Way[] {
  const codes = codesOf(user.organisation, policy, now)
  const isOwn = (one: Relationship): boolean =>
    codes.some((code) => belongsTo(one.organisation, code))
  const elsewhere = relationships
    .filter((one) => one.kind === 'gp-registration' && !isOwn(one))
    .map(begun)
    .sort((a, b) => a - b)
  return relationships
    .filter(isOwn)
    .flatMap((by) => {
      const until = holdsUntil(by, policy, now, supersededAt(by, elsewhere))
      return until === undefined ? [] : [{ by, until }]
    })
    .sort((a, b) => compareCare(a.by, b.by))
}

/** Several sources may name a practice: whoever said so last is believed. */
function supersededAt(one: Relationship, elsewhere: readonly number[]): number {
  if (one.kind !== 'gp-registration') return Number.POSITIVE_INFINITY
  return elsewhere.find((start) => start > begun(one)) ?? Number.POSITIVE_INFINITY
}

const begun = ({ startsAt }: Relationship): number => startsAt ?? 0

/** The closest kind, then the newest; a name at last, so that no order of the facts shows. */
const compareCare = (a: Relationship, b: Relationship): number =>
  byCloseness.indexOf(a.kind) - byCloseness.indexOf(b.kind) ||
  begun(b) - begun(a) ||
  (a.evidence < b.evidence ? -1 : 1)

/** Until when a relationship holds that holds at this moment; undefined: it does not. */
export function holdsUntil(
  { kind, startsAt, endsAt }: Relationship,
  policy: Policy,
  now: number,
  superseded = Number.POSITIVE_INFINITY,
): number | undefined {
  const window = windowOf(policy, kind)
  // What is no time compares as false with everything, and would pass as one that has begun.
  if (!window || ![now, startsAt ?? 0, endsAt ?? 0].every(Number.isFinite)) return undefined
  if (now < (startsAt ?? Number.NEGATIVE_INFINITY) - window.before) return undefined
  const end = Math.min(endsAt ?? Number.POSITIVE_INFINITY, superseded)
  const until = Number.isFinite(end)
    ? end + window.after
    : window.open === undefined
      ? end
      : (startsAt ?? Number.NEGATIVE_INFINITY) + window.open
  return now < until ? until : undefined
}
