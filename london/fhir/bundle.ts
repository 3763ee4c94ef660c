/** One transaction with what one system knows of one person (R4 bundle.html#transaction). */
import type { FhirResource } from '#vocabulary'
import { keeperFeed } from '../feeds.ts'
import type { Clinician, Person } from '../people/person.ts'
import type { Entry, Keeper } from '../story/events.ts'
import { instant } from '../time.ts'
import {
  appointment,
  carePlan,
  contactNote,
  documentReference,
  encounter,
  flag,
  serviceRequest,
  team,
} from './care.ts'
import { practitionerId, practitionerResource } from './element.ts'
import { organisationResource, ownerOf, patient, patientId } from './patient.ts'
import {
  allergyIntolerance,
  condition,
  immunization,
  medication,
  observation,
  procedure,
  type Telling,
} from './statements.ts'

export interface BundleWords {
  readonly person: Person
  readonly keeper: Keeper
  readonly entries: readonly Entry[]
  readonly at: number
  readonly died?: number
}

export function bundle({ person, keeper, entries, at, died }: BundleWords): Uint8Array {
  const feed = keeperFeed(keeper, person.practice) ?? keeper
  const owner = ownerOf(keeper, person)
  const telling = { subject: { reference: `Patient/${patientId(person)}` }, now: at, owner }
  const organisations = new Set([owner, ...(person.practice ? [person.practice] : [])])
  const resources: FhirResource[] = [
    ...[...organisations].map(organisationResource),
    ...clinicians(person, entries).map(practitionerResource),
    patient(person, keeper, at, died),
    ...entries.flatMap((entry) => resourcesOf(entry, telling)),
  ]
  const json = {
    resourceType: 'Bundle',
    type: 'transaction',
    timestamp: instant(at),
    entry: resources.map((resource) => ({
      fullUrl: `https://${feed.toLowerCase()}.invalid/fhir/${resource.resourceType}/${resource.id}`,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  }
  return new TextEncoder().encode(JSON.stringify(json))
}

function clinicians(person: Person, entries: readonly Entry[]): Clinician[] {
  const named = new Map<string, Clinician>()
  const note = (who?: Clinician) => who && named.set(practitionerId(who), who)
  note(person.gp)
  for (const entry of entries) {
    note(entry.by)
    if (entry.kind === 'team') for (const member of entry.members) note(member)
  }
  return [...named.values()]
}

function resourcesOf(entry: Entry, telling: Telling): FhirResource[] {
  switch (entry.kind) {
    case 'problem':
      return [condition(entry, telling)]
    case 'medicine':
      return [medication(entry, telling)]
    case 'allergy':
      return [allergyIntolerance(entry, telling)]
    case 'immunisation':
      return [immunization(entry, telling)]
    case 'reading':
      return [observation(entry, telling)]
    case 'operation':
      return [procedure(entry, telling)]
    case 'contact': {
      const told = entry.keeper === 'gp' ? [] : [contactNote(entry, telling)]
      return [encounter(entry, telling), ...told]
    }
    case 'referral':
      return [serviceRequest(entry, telling)]
    case 'paper':
      return [documentReference(entry, telling)]
    case 'plan':
      return [carePlan(entry, telling)]
    case 'team':
      return team(entry, telling)
    case 'alert':
      return [flag(entry, telling)]
    case 'booking':
      return [appointment(entry, telling)]
  }
}
