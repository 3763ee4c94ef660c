/** Appointments. Whether one lies ahead is for the screen to say: it knows the time. */
import type { Appointment } from 'fhir/r4'
import { codes, manyWords, words } from './concept.ts'
import { dateOf, dateWords, periodWords } from './dates.ts'
import { extensionWords } from './extensions.ts'
import { joined, list, phrase, phrases, text, wordsFor } from './lenient.ts'
import type { Line } from './line.ts'
import { nameOf, namesOf } from './names.ts'

const statuses = {
  proposed: 'Proposed',
  pending: 'Waiting to be confirmed',
  booked: 'Booked',
  arrived: 'Arrived',
  fulfilled: 'Attended',
  cancelled: 'Cancelled',
  noshow: 'Did not attend',
  'checked-in': 'Checked in',
  waitlist: 'On the waiting list',
}
const over: ReadonlySet<string> = new Set(['fulfilled', 'cancelled', 'noshow'])

export function appointment(resource: Appointment): Line | undefined {
  const what =
    manyWords(resource.serviceType) ??
    manyWords(resource.specialty) ??
    manyWords(resource.serviceCategory)
  const type = words(resource.appointmentType)
  const description = phrase(resource.description)
  const asked = joined(list(resource.requestedPeriod).map(periodWords), ' or ')
  return {
    section: 'appointments',
    title: what ?? description ?? type ?? 'Appointment',
    status: wordsFor(statuses, resource.status),
    past: over.has(resource.status) ? true : undefined,
    date: dateOf(resource.start),
    end: dateOf(resource.end),
    by: attending(resource, /\b(Practitioner|PractitionerRole|CareTeam)\b/),
    facts: [
      ['Where', attending(resource, /\b(Location|HealthcareService|Organization)\b/)],
      ['With', others(resource)],
      ['Type', type],
      ['Speciality', manyWords(resource.specialty)],
      ['Description', what ? description : undefined],
      ['Minutes', resource.end ? undefined : text(resource.minutesDuration)],
      ['How', extensionWords(resource, 'DeliveryChannel')],
      [
        'Reason',
        joined([manyWords(resource.reasonCode), namesOf(resource.reasonReference, resource)]),
      ],
      [
        'Reason cancelled',
        words(resource.cancelationReason) ?? extensionWords(resource, 'CancellationReason'),
      ],
      ['Asked for', resource.start ? undefined : asked],
      ['Referral', namesOf(resource.basedOn, resource)],
      ['Booked', dateWords(resource.created)],
      ['Booked by', extensionWords(resource, 'BookingOrganization')],
    ],
    notes: [...phrases(resource.comment), ...phrases(resource.patientInstruction)],
    codes: codes(list(resource.serviceType)[0] ?? resource.appointmentType),
  }
}

const kindOf = (participant: Appointment['participant'][number]): string =>
  `${text(participant.actor?.type) ?? ''} ${text(participant.actor?.reference) ?? ''}`

const known =
  /\b(Practitioner|PractitionerRole|CareTeam|Location|HealthcareService|Organization|Patient)\b/

function attending(resource: Appointment, kinds: RegExp): string | undefined {
  return joined(
    list(resource.participant)
      .filter((each) => kinds.test(kindOf(each)))
      .map((each) => nameOf(each.actor, resource)),
  )
}

/** Those whose kind is not told: named, and left without a claim of what they are. */
function others(resource: Appointment): string | undefined {
  return joined(
    list(resource.participant)
      .filter((each) => !known.test(kindOf(each)))
      .map((each) => nameOf(each.actor, resource) ?? manyWords(each.type)),
  )
}
