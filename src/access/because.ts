/**
 * Why a user may see a person, in words for the screen: the relationship and its evidence, until
 * when it lasts, and in which other ways the user would see the same.
 */
import { type AccessRequest, type Closest, type Decision, kindOf, usableWays } from './decide.ts'
import type { RelationshipKind } from './policy.ts'
import { declaredUntil } from './ways.ts'

const openings: Readonly<Record<RelationshipKind, string>> = {
  'gp-registration': 'Registered with your practice',
  inpatient: 'Inpatient',
  emergency: 'Emergency department attendance',
  outpatient: 'Seen by your organisation',
  appointment: 'Appointment',
  referral: 'Referral',
  caseload: 'On the caseload',
  'urgent-case': 'Urgent care call or visit',
  'social-care-case': 'Social care case',
  'care-home-residence': 'Lives in your care home',
}

/** Those that last: said with "since" while they do, and with their end once they have one. */
const lasting: ReadonlySet<RelationshipKind> = new Set([
  'inpatient',
  'caseload',
  'emergency',
  'social-care-case',
  'care-home-residence',
])

const unevidenced: Readonly<Record<Extract<Closest, string>, string>> = {
  declared: 'You declared that you are involved in their care',
  'colleague-granted': 'A colleague who cares for them let you see this record',
  'patient-consent': 'You recorded that they agreed to your seeing this record',
  launch: 'You opened this record from your own system',
}

export function becauseOf(relationship: Closest): string {
  if (typeof relationship === 'string') return unevidenced[relationship]
  const { kind, startsAt, endsAt, place } = relationship
  const words = [openings[kind]]
  if (kind !== 'gp-registration' && startsAt !== undefined) {
    const since = lasting.has(kind) && endsAt === undefined
    words.push(since ? `since ${day(startsAt)}` : `on ${day(startsAt)}`)
  }
  if (endsAt !== undefined && (lasting.has(kind) || kind === 'gp-registration')) {
    words.push(`until ${day(endsAt)}`)
  }
  return place ? `${words.join(' ')}, ${place}` : words.join(' ')
}

const london = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
})
const day = (time: number): string => london.format(time)

/** One way in which the user may see the record at this moment. */
interface Explanation {
  /** As policy and audit name it: 'inpatient', 'self-declared'. */
  readonly kind: string
  readonly because: string
  /** Whose care it is: the ODS code that the evidence gives. Absent: there is no evidence. */
  readonly organisation?: string
  readonly place?: string
  /** The entry that is the evidence. */
  readonly evidence?: string
  /** Of the care itself; epoch ms. */
  readonly startsAt?: number
  readonly endsAt?: number
  /** When seeing by it ends; absent: as long as nobody says that the care has ended. */
  readonly until?: number
}

export interface Explained {
  /** The first is the one that the decision names; none where it refuses. */
  readonly ways: readonly Explanation[]
  /** The user broke a seal, and it closes again then (epoch ms). */
  readonly sealBrokenUntil?: number
}

/** "Why can I see this?": of a decision and of what it was made of. Pure. */
export function explainAccess(decision: Decision, request: AccessRequest): Explained {
  if (decision.effect === 'refuse') return { ways: [] }
  const seal = decision.reasons.includes('seal-broken')
    ? declaredUntil(request, 'seal-break')
    : undefined
  return {
    ways: usableWays(request).map(({ by, until }) => ({
      kind: kindOf(by),
      because: becauseOf(by),
      ...(typeof by === 'object' && {
        organisation: by.organisation,
        evidence: by.evidence,
        ...(by.place && { place: by.place }),
        ...(by.startsAt !== undefined && { startsAt: by.startsAt }),
        ...(by.endsAt !== undefined && { endsAt: by.endsAt }),
      }),
      ...(Number.isFinite(until) && { until }),
    })),
    ...(seal !== undefined && { sealBrokenUntil: seal }),
  }
}
