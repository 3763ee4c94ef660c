/**
 * Which relationships a filed resource is evidence of: facts only, windows are applied when
 * somebody asks. Evidence that was cancelled is evidence of nothing (LR-02).
 */
import type {
  Appointment,
  CareTeam,
  Encounter,
  EpisodeOfCare,
  Patient,
  Reference,
  ServiceRequest,
} from 'fhir/r4'
import {
  belongsTo,
  earliest,
  type FhirResource,
  odsOrganisationSystem,
  odsSiteSystem,
  type Provenance,
} from '#vocabulary'
import type { RelationshipKind } from './policy.ts'

export interface Evidence {
  readonly kind: RelationshipKind
  readonly organisation: string
  readonly place?: string
  readonly startsAt?: number
  readonly endsAt?: number
}

/** Kinds of resources in which evidence can be; others need not be looked at. */
export const evidenceKinds: ReadonlySet<string> = new Set([
  'Patient',
  'Encounter',
  'Appointment',
  'ServiceRequest',
  'EpisodeOfCare',
  'CareTeam',
])

export function evidenceIn(
  resource: FhirResource,
  provenance: Provenance,
  eventTime: number,
): Evidence[] {
  switch (resource.resourceType) {
    case 'Patient':
      return ofPatient(resource, eventTime)
    case 'Encounter':
      return ofEncounter(resource, provenance)
    case 'Appointment':
      return ofAppointment(resource, provenance)
    case 'ServiceRequest':
      return ofReferral(resource, provenance)
    case 'EpisodeOfCare':
      return ofEpisode(resource, provenance)
    case 'CareTeam':
      return ofTeam(resource, provenance)
    default:
      return []
  }
}

/** The start is when it was said: of several sources the newest is believed. */
function ofPatient(patient: Patient, eventTime: number): Evidence[] {
  const practice = (patient.generalPractitioner ?? []).map(odsOf).find((ods) => ods !== undefined)
  return practice ? [{ kind: 'gp-registration', organisation: practice, startsAt: eventTime }] : []
}

function ofEncounter(encounter: Encounter, provenance: Provenance): Evidence[] {
  if (['entered-in-error', 'cancelled', 'unknown'].includes(encounter.status)) return []
  const code = encounter.class?.code ?? ''
  const kind: RelationshipKind =
    encounter.status === 'planned'
      ? 'appointment'
      : code === 'EMER'
        ? 'emergency'
        : ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS'].includes(code)
          ? 'inpatient'
          : 'outpatient'
  const place = encounter.location?.at(-1)?.location?.display
  const period = times(encounter.period)
  if (encounter.status === 'finished' && period.endsAt === undefined) {
    if (period.startsAt === undefined) return []
    // It is over and nobody says since when: the earliest that it can be, or it would never end.
    period.endsAt = period.startsAt
  }
  return [
    {
      kind,
      organisation: odsOf(encounter.serviceProvider) ?? provenance.organisation,
      ...(place && { place }),
      ...period,
    },
  ]
}

function ofAppointment(appointment: Appointment, provenance: Provenance): Evidence[] {
  if (['cancelled', 'entered-in-error', 'noshow'].includes(appointment.status)) return []
  const startsAt = earliest(appointment.start)
  if (startsAt === undefined) return []
  const organisations = (appointment.participant ?? [])
    .map((participant) => odsOf(participant.actor))
    .filter((ods) => ods !== undefined)
  return distinct([provenance.organisation, ...organisations]).map((organisation) => ({
    kind: 'appointment',
    organisation,
    startsAt,
    endsAt: earliest(appointment.end) ?? startsAt,
  }))
}

function ofReferral(request: ServiceRequest, provenance: Provenance): Evidence[] {
  if (['revoked', 'entered-in-error', 'draft'].includes(request.status)) return []
  const organisations = (request.performer ?? []).map(odsOf).filter((ods) => ods !== undefined)
  const toOthers = organisations.some((ods) => !belongsTo(ods, provenance.organisation))
  // A test that is ordered makes nobody involved who was not; a referral does.
  if (!(request.category ? isReferral(request) : toOthers)) return []
  const startsAt = earliest(request.authoredOn)
  return distinct([provenance.organisation, ...organisations]).map((organisation) => ({
    kind: 'referral',
    organisation,
    ...(startsAt !== undefined && { startsAt }),
  }))
}

/** SNOMED CT 3457005 |Patient referral|, or a sender's own word for it. */
const isReferral = ({ category }: ServiceRequest): boolean =>
  (category ?? []).some(
    ({ text, coding }) =>
      /referral/i.test(text ?? '') ||
      (coding ?? []).some(
        ({ code, display }) => code === '3457005' || /referral/i.test(display ?? ''),
      ),
  )

function ofEpisode(episode: EpisodeOfCare, provenance: Provenance): Evidence[] {
  if (['cancelled', 'entered-in-error', 'waitlist'].includes(episode.status)) return []
  const period = times(episode.period)
  if (episode.status === 'finished' && period.endsAt === undefined) return []
  // Without a start it would be as if it had begun (LR-05).
  if (episode.status === 'planned' && period.startsAt === undefined) return []
  return [
    {
      kind: 'caseload',
      organisation: odsOf(episode.managingOrganization) ?? provenance.organisation,
      ...(episode.managingOrganization?.display && { place: episode.managingOrganization.display }),
      ...period,
    },
  ]
}

function ofTeam(team: CareTeam, provenance: Provenance): Evidence[] {
  if (team.status === 'entered-in-error' || team.status === 'proposed') return []
  const period = times(team.period)
  if (team.status === 'inactive' && period.endsAt === undefined) return []
  const organisations = (team.managingOrganization ?? [])
    .map(odsOf)
    .filter((ods) => ods !== undefined)
  return distinct([provenance.organisation, ...organisations]).map((organisation) => ({
    kind: 'caseload',
    organisation,
    ...(team.name && { place: team.name }),
    ...period,
  }))
}

function odsOf(reference: Reference | undefined): string | undefined {
  const { system, value } = reference?.identifier ?? {}
  return value && (system === odsOrganisationSystem || system === odsSiteSystem)
    ? value.toUpperCase()
    : undefined
}

function times(period: { start?: string; end?: string } | undefined): {
  startsAt?: number
  endsAt?: number
} {
  const startsAt = earliest(period?.start)
  const endsAt = earliest(period?.end)
  return { ...(startsAt !== undefined && { startsAt }), ...(endsAt !== undefined && { endsAt }) }
}

const distinct = (codes: readonly string[]): string[] => [...new Set(codes)]
