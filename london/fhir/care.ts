/** Contacts, referrals, letters, plans, teams, alerts and appointments (R4, UK Core). */
import type { FhirResource } from '#vocabulary'
import { pdf } from '../hl7v2/pdf.ts'
import type { Alert, Booking, Contact, Paper, Plan, Referral, Team } from '../story/events.ts'
import { dateOf, instant } from '../time.ts'
import { coded, concept, encode, meta, organisation, practitioner } from './element.ts'
import type { Telling } from './statements.ts'

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const classes = { surgery: 'AMB', telephone: 'VR', home: 'HH', video: 'VR' } as const
const modes = {
  surgery: 'Face to face',
  telephone: 'Telephone',
  home: 'Home visit',
  video: 'Video',
} as const

const markup = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;')

export function encounter(event: Contact, { subject, owner }: Telling): FhirResource {
  return {
    resourceType: 'Encounter',
    id: event.id,
    meta: meta(event.at),
    text: {
      status: 'additional',
      div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${markup(event.words)}</p></div>`,
    },
    status: 'finished',
    class: { system: actCode, code: classes[event.mode] },
    type: [{ text: modes[event.mode] }],
    subject,
    participant: event.by && [{ individual: practitioner(event.by) }],
    period: { start: instant(event.at), end: instant(event.end ?? event.at + 600_000) },
    reasonCode: [{ text: event.title }],
    serviceProvider: organisation(owner),
  }
}

/** What was said and advised: readable by all who follow, unlike the consultations of a practice. */
export function contactNote(event: Contact, telling: Telling): FhirResource {
  const title = event.keeper === '111' ? `111 call: ${event.title}` : event.title
  const lines = [
    title,
    modes[event.mode],
    '',
    event.words,
    '',
    `${event.by?.name}, ${event.by?.role}`,
  ]
  const paper: Paper = { ...event, kind: 'paper', id: `${event.id}-note`, title, lines, pdf: false }
  return documentReference(paper, telling, { encounter: `Encounter/${event.id}` })
}

export function serviceRequest(event: Referral, { subject }: Telling): FhirResource {
  return {
    resourceType: 'ServiceRequest',
    id: event.id,
    meta: meta(event.at),
    status: event.done ? 'completed' : 'active',
    intent: 'order',
    category: [concept('Referral')],
    priority: event.priority,
    code: { text: `Referral to ${event.to}` },
    subject,
    authoredOn: instant(event.at),
    requester: event.by && practitioner(event.by),
    performer: [{ display: event.to }],
    reasonCode: [{ text: event.words }],
  }
}

export function documentReference(
  event: Paper,
  { subject, owner }: Telling,
  more: { encounter?: string } = {},
): FhirResource {
  const bytes = event.pdf ? pdf(event.title, event.lines) : `${event.lines.join('\n')}\n`
  return {
    resourceType: 'DocumentReference',
    id: event.id,
    meta: meta(event.at, event.restricted),
    status: 'current',
    docStatus: 'final',
    type: concept(event.title, event.code),
    subject,
    date: instant(event.at),
    author: event.by && [practitioner(event.by)],
    custodian: organisation(owner),
    description: event.title,
    content: [
      {
        attachment: {
          contentType: event.pdf ? 'application/pdf' : 'text/plain; charset=utf-8',
          title: event.title,
          creation: instant(event.at),
          data: encode(bytes),
        },
      },
    ],
    context: more.encounter ? { encounter: [{ reference: more.encounter }] } : undefined,
  }
}

export function carePlan(event: Plan, { subject, now }: Telling): FhirResource {
  const over = event.end !== undefined && event.end <= now
  return {
    resourceType: 'CarePlan',
    id: event.id,
    meta: meta(event.at),
    status: over ? 'completed' : 'active',
    intent: 'plan',
    category: [concept(event.category, event.code)],
    title: event.title,
    description: event.words,
    subject,
    period: { start: dateOf(event.at), end: event.end && over ? dateOf(event.end) : undefined },
    created: instant(event.at),
    author: event.by && practitioner(event.by),
    activity: event.steps.map(({ title, words }) => ({
      detail: {
        status: over ? 'completed' : 'in-progress',
        code: { text: title },
        description: words,
      },
    })),
  }
}

export function team(event: Team, { subject, now, owner }: Telling): FhirResource[] {
  const over = event.end !== undefined && event.end <= now
  const period = { start: dateOf(event.at), end: event.end && over ? dateOf(event.end) : undefined }
  const careTeam: FhirResource = {
    resourceType: 'CareTeam',
    id: `${event.id}-team`,
    meta: meta(event.at),
    status: over ? 'inactive' : 'active',
    name: event.name,
    subject,
    period,
    participant: event.members.map((who) => ({
      role: [{ text: who.role }],
      member: practitioner(who),
    })),
    managingOrganization: [organisation(owner)],
    telecom: [{ system: 'phone', value: event.phone, use: 'work' }],
  }
  if (!event.episode) return [careTeam]
  const episode: FhirResource = {
    resourceType: 'EpisodeOfCare',
    id: event.id,
    meta: meta(over && event.end ? event.end : event.at),
    status: over ? 'finished' : 'active',
    type: [{ text: event.episode.type }],
    patient: subject,
    managingOrganization: organisation(owner),
    period,
    careManager: practitioner(event.episode.coordinator),
    team: [{ reference: `CareTeam/${event.id}-team`, display: event.name }],
  }
  return [careTeam, episode]
}

export function flag(event: Alert, { subject, now }: Telling): FhirResource {
  const over = event.end !== undefined && event.end <= now
  return {
    resourceType: 'Flag',
    id: event.id,
    meta: meta(event.at, event.restricted),
    status: over ? 'inactive' : 'active',
    category: [{ text: event.category }],
    code: { text: event.text },
    subject,
    period: { start: dateOf(event.at), end: event.end ? dateOf(event.end) : undefined },
    author: event.by && practitioner(event.by),
  }
}

export function appointment(event: Booking, { subject }: Telling): FhirResource {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
  return {
    resourceType: 'Appointment',
    id: event.id,
    meta: meta(event.at),
    status: event.status,
    description: event.title,
    start: instant(event.when),
    end: instant(event.when + 1_800_000),
    created: instant(event.at),
    comment: event.place,
    participant: [
      { actor: subject, status: 'accepted' },
      ...(event.by
        ? [
            {
              type: [coded(system, 'PPRF')],
              actor: practitioner(event.by),
              status: 'accepted' as const,
            },
          ]
        : []),
    ],
  }
}
