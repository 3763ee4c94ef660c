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
  formerPracticeUrl,
  odsOrganisationSystem,
  odsSiteSystem,
  type Provenance,
  saidSinceUrl,
} from '#vocabulary'
import type { RelationshipKind } from './policy.ts'
import { settingOf } from './settings.ts'

export interface Evidence {
  /** 'death' relates nobody: it says when the person died, as this source knows it (AC-24). */
  readonly kind: RelationshipKind | 'death'
  readonly organisation: string
  readonly place?: string
  readonly startsAt?: number
  readonly endsAt?: number
  /** The start is only when it was said: said again, it does not begin anew. */
  readonly startIsWhenSaid?: true
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
      return ofPatient(resource, provenance, eventTime)
    case 'Encounter':
      return ofEncounter(resource, provenance, eventTime)
    case 'Appointment':
      return ofAppointment(resource, provenance)
    case 'ServiceRequest':
      return ofReferral(resource, provenance)
    case 'EpisodeOfCare':
      return ofEpisode(resource, provenance, eventTime)
    case 'CareTeam':
      return ofTeam(resource, provenance, eventTime)
    default:
      return []
  }
}

function ofPatient(patient: Patient, provenance: Provenance, eventTime: number): Evidence[] {
  const practices = [
    ...(patient.generalPractitioner ?? []),
    ...(patient.extension ?? [])
      .filter(({ url }) => url === formerPracticeUrl)
      .map(({ valueReference }) => valueReference),
  ]
  const registrations = practices.flatMap((practice): Evidence[] => {
    const organisation = odsOf(practice)
    if (!organisation) return []
    const { startsAt, endsAt } = times(practice?.identifier?.period, eventTime)
    return [
      {
        kind: 'gp-registration',
        organisation,
        // Of several sources the newest is believed.
        ...(startsAt === undefined ? { startsAt: eventTime, startIsWhenSaid: true } : { startsAt }),
        ...(endsAt !== undefined && { endsAt }),
      },
    ]
  })
  return [...registrations.slice(0, practicesMax), ...ofDeath(patient, provenance, eventTime)]
}

const practicesMax = 4

function ofDeath(patient: Patient, provenance: Provenance, eventTime: number): Evidence[] {
  const { organisation } = provenance
  const at = latest(patient.deceasedDateTime)
  if (at !== undefined) return [{ kind: 'death', organisation, startsAt: at }]
  if (patient.deceasedBoolean !== true) return []
  const since = patient._deceasedBoolean?.extension?.find(({ url }) => url === saidSinceUrl)
  const saidAt = earliest(since?.valueInstant)
  return saidAt === undefined
    ? [{ kind: 'death', organisation, startsAt: eventTime, startIsWhenSaid: true }]
    : [{ kind: 'death', organisation, startsAt: saidAt }]
}

/** Of a year or a month its end: a record does not close before the time it may close after. */
function latest(date: string | undefined): number | undefined {
  const [, year, month] = /^(\d{4})(?:-(\d{2}))?$/.exec(date ?? '') ?? []
  return year ? Date.UTC(Number(year), month ? Number(month) : 12, 1) : earliest(date)
}

const inpatientClasses = ['IMP', 'ACUTE', 'NONAC', 'OBSENC', 'SS']

function ofEncounter(encounter: Encounter, provenance: Provenance, eventTime: number): Evidence[] {
  if (['entered-in-error', 'cancelled', 'unknown'].includes(encounter.status)) return []
  const organisation = odsOf(encounter.serviceProvider) ?? provenance.organisation
  const place = encounter.location?.at(-1)?.location?.display
  const period = sinceSaid(times(encounter.period, eventTime), encounter.status, eventTime)
  return period
    ? [
        {
          kind: kindOfVisit(encounter, organisation, provenance),
          organisation,
          ...(place && { place }),
          ...period,
        },
      ]
    : []
}

function kindOfVisit(
  { status, class: visitClass, type = [], serviceType }: Encounter,
  organisation: string,
  provenance: Provenance,
): RelationshipKind {
  if (status === 'planned') return 'appointment'
  const code = visitClass?.code ?? ''
  const isInpatient = inpatientClasses.includes(code)
  // What an emergency department writes of how somebody came does not make it an ambulance.
  const said = isInpatient || code === 'EMER' ? [] : [...type, serviceType, visitClass]
  const setting = settingOf(said, organisation, provenance)
  if (setting === 'care-home') return 'care-home-residence'
  if (isInpatient) return 'inpatient'
  if (setting) return caseKinds[setting]
  return code === 'EMER' ? 'emergency' : 'outpatient'
}

const caseKinds = {
  'urgent-care': 'urgent-case',
  'social-care': 'social-care-case',
  'care-home': 'care-home-residence',
} as const

interface Times {
  startsAt?: number
  endsAt?: number
}

/**
 * What is over and says no end ended when it began at the latest; what goes on and says no
 * beginning has begun when it was said. Otherwise either would hold for ever, or never.
 */
function sinceSaid(period: Times, status: string, eventTime: number): Times | undefined {
  if (status === 'finished' && period.endsAt === undefined) {
    return period.startsAt === undefined ? undefined : { ...period, endsAt: period.startsAt }
  }
  const isOpen = period.startsAt === undefined && period.endsAt === undefined
  return isOpen ? { startsAt: eventTime } : period
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

function ofEpisode(episode: EpisodeOfCare, provenance: Provenance, eventTime: number): Evidence[] {
  if (['cancelled', 'entered-in-error', 'waitlist'].includes(episode.status)) return []
  const told = times(episode.period, eventTime)
  if (episode.status === 'finished' && told.endsAt === undefined) return []
  // Without a start it would be as if it had begun (LR-05).
  if (episode.status === 'planned' && told.startsAt === undefined) return []
  const organisation = odsOf(episode.managingOrganization) ?? provenance.organisation
  const setting = settingOf(episode.type ?? [], organisation, provenance)
  return [
    {
      kind: setting ? caseKinds[setting] : 'caseload',
      organisation,
      ...(episode.managingOrganization?.display && { place: episode.managingOrganization.display }),
      ...sinceSaid(told, episode.status, eventTime),
    },
  ]
}

function ofTeam(team: CareTeam, provenance: Provenance, eventTime: number): Evidence[] {
  if (team.status === 'entered-in-error' || team.status === 'proposed') return []
  const told = times(team.period, eventTime)
  if (team.status === 'inactive' && told.endsAt === undefined) return []
  const organisations = (team.managingOrganization ?? [])
    .map(odsOf)
    .filter((ods) => ods !== undefined)
  return distinct([provenance.organisation, ...organisations]).map((organisation) => {
    const setting = settingOf(team.category ?? [], organisation, provenance)
    return {
      kind: setting ? caseKinds[setting] : 'caseload',
      organisation,
      ...(team.name && { place: team.name }),
      ...sinceSaid(told, team.status ?? '', eventTime),
    }
  })
}

function odsOf(reference: Reference | undefined): string | undefined {
  const { system, value } = reference?.identifier ?? {}
  return value && (system === odsOrganisationSystem || system === odsSiteSystem)
    ? value.toUpperCase()
    : undefined
}

/** An end that lies so far ahead is a way of writing that there is none. */
const endlessMs = 10 * 366 * 86_400_000

function times(period: { start?: string; end?: string } | undefined, eventTime: number): Times {
  const startsAt = earliest(period?.start)
  const endsAt = earliest(period?.end)
  return {
    ...(startsAt !== undefined && { startsAt }),
    ...(endsAt !== undefined && endsAt < eventTime + endlessMs && { endsAt }),
  }
}

const distinct = (codes: readonly string[]): string[] => [...new Set(codes)]
