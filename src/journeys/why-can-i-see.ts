/**
 * "Why can I see this?" – asked of a record that is open: by which relationship and evidence,
 * until when, in which other ways; and what the person is told of this look (PM-19).
 */
import { explainAccess, mayGrant, standingPolicy, type User } from '#access'
import { eventId, note } from '#audit'
import { consider } from './decide-access.ts'
import type { Needs } from './needs.ts'
import { type Refusal, refusalOf } from './refusal-words.ts'

interface WayWords {
  readonly because: string
  /** ISO instant: when seeing by it ends; absent: with the care itself. */
  readonly until?: string
  /** ODS code of the organisation whose care is the evidence; absent: there is no evidence. */
  readonly organisation?: string
}

export type Explained =
  | {
      readonly outcome: 'explained'
      /** The first is the one by which the record is open. */
      readonly ways: readonly WayWords[]
      /** The user broke a seal: until when (ISO instant). */
      readonly sealBrokenUntil?: string
      /** What the person can see of this look. */
      readonly told: {
        readonly name: string
        readonly role: string
        readonly organisation: string
        readonly why: string
      }
      /** The user may let a colleague see the record: by evidence, never by their own word. */
      readonly mayGrant: boolean
      readonly policyVersion: number
    }
  | Refusal

export async function whyCanISee(needs: Needs, user: User, personId: number): Promise<Explained> {
  const at = needs.clock.now()
  const { decision, request, mayKnow } = await consider(needs, user, personId, at)
  await note(needs.database, {
    id: eventId(at),
    at,
    action: 'explain-access',
    effect: decision.effect === 'permit' ? 'note' : 'refuse',
    personId,
    who: user,
    reasons: decision.reasons,
    policy: standingPolicy.hash,
  })
  if (decision.effect === 'refuse') return refusalOf(decision, mayKnow)
  const { ways, sealBrokenUntil } = explainAccess(decision, request)
  const words = ways.map(
    (way): WayWords => ({
      because: decision.hideWhereabouts ? withoutPlace(way.because, way.place) : way.because,
      ...(way.until !== undefined && { until: new Date(way.until).toISOString() }),
      ...(way.organisation && !decision.hideWhereabouts && { organisation: way.organisation }),
    }),
  )
  return {
    outcome: 'explained',
    ways: words,
    ...(sealBrokenUntil !== undefined && {
      sealBrokenUntil: new Date(sealBrokenUntil).toISOString(),
    }),
    told: {
      name: user.name,
      role: user.roleName,
      organisation: user.organisationName,
      why: words[0]?.because ?? '',
    },
    mayGrant: typeof decision.relationship === 'object' && mayGrant(user, standingPolicy),
    policyVersion: standingPolicy.version,
  }
}

/** The place is the last thing that is said. */
const withoutPlace = (because: string, place: string | undefined): string =>
  place && because.endsWith(`, ${place}`) ? because.slice(0, -place.length - 2) : because
