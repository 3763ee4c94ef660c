/** Why a user may see a person, in words for the screen: the relationship and its evidence. */
import type { Closest } from './decide.ts'
import type { RelationshipKind } from './policy.ts'

const openings: Readonly<Record<RelationshipKind, string>> = {
  'gp-registration': 'Registered with your practice',
  inpatient: 'Inpatient',
  emergency: 'Emergency department attendance',
  outpatient: 'Seen by your organisation',
  appointment: 'Appointment',
  referral: 'Referral',
  caseload: 'On the caseload',
}

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
    const since = ['inpatient', 'caseload', 'emergency'].includes(kind) && endsAt === undefined
    words.push(since ? `since ${day(startsAt)}` : `on ${day(startsAt)}`)
  }
  if (endsAt !== undefined && ['inpatient', 'caseload', 'emergency'].includes(kind)) {
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
