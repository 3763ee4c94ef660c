/** Who or what a reference means, in words: 'Dr Ama Mensah', 'Ward 7, St Elsewhere'. */
import type { ContactPoint, FhirResource, HumanName, Reference, Resource } from 'fhir/r4'
import { isOdsCode } from '#vocabulary'
import { manyWords, words } from './concept.ts'
import { joined, list, phrase, phrases, text } from './lenient.ts'

/** 'Dr Ama Mensah': the order in which a colleague is spoken of. */
export function humanName(name: HumanName | undefined): string | undefined {
  const parts = joined(
    [...phrases(name?.prefix), ...phrases(name?.given), phrase(name?.family)],
    ' ',
  )
  return phrase(name?.text) ?? parts
}

/** A resource that travels inside another one. */
export interface Container {
  readonly contained?: readonly Resource[]
}

export function contained(reference: Reference | undefined, within: Container | undefined) {
  const id = text(reference?.reference)
  if (!id?.startsWith('#') || id.length < 2) return undefined
  const inside = list(within?.contained) as readonly FhirResource[]
  return inside.find((each) => each.id === id.slice(1) || each.id === id)
}

/**
 * The name that the reference carries, or that of the resource inside. A bare id is no name, so
 * it gives none; an ODS code is at least something that can be looked up.
 */
export function nameOf(
  reference: Reference | undefined,
  within?: Container,
  depth = 0,
): string | undefined {
  const own = phrase(reference?.display)
  if (own && /[\p{L}\p{N}]/u.test(own)) return own
  const resource = within && contained(reference, within)
  const inside = resource && depth < 3 && nameOfResource(resource, within, depth)
  if (inside) return inside
  const identifier = reference?.identifier
  const value = phrase(identifier?.value)
  return value && isOdsCode(value) && /\bods-/.test(text(identifier?.system) ?? '')
    ? value
    : undefined
}

function nameOfResource(resource: FhirResource, within: Container, depth: number) {
  switch (resource.resourceType) {
    case 'Practitioner':
    case 'Patient':
    case 'RelatedPerson':
      return humanName(list(resource.name)[0])
    case 'PractitionerRole':
      return joined([
        nameOf(resource.practitioner, within, depth + 1),
        manyWords(resource.code),
        nameOf(resource.organization, within, depth + 1),
      ])
    case 'Organization':
    case 'Location':
    case 'HealthcareService':
    case 'CareTeam':
      return phrase(resource.name)
    case 'Medication':
    case 'Condition':
    case 'Observation':
      return words(resource.code)
    case 'Specimen':
      return words(resource.type)
    case 'Goal':
      return words(resource.description)
    default:
      return undefined
  }
}

export function namesOf(
  references: readonly Reference[] | undefined,
  within?: Container,
): string | undefined {
  return joined(list(references).map((reference) => nameOf(reference, within)))
}

/** Numbers to ring, with what they are for: '020 7946 0123 (mobile)'. Old ones are left out. */
export function telephones(telecom: readonly ContactPoint[] | undefined): string | undefined {
  return joined(
    list(telecom)
      .filter((point) => point.system === 'phone' || point.system === undefined)
      .filter((point) => point.use !== 'old')
      .map((point) => {
        const number = phrase(point.value)
        return number && (point.use === 'mobile' ? `${number} (mobile)` : number)
      }),
  )
}

/** The telephone of whoever is referred to, when their entry travels inside. */
export function telephoneOf(reference: Reference | undefined, within: Container) {
  const resource = contained(reference, within)
  return resource && 'telecom' in resource
    ? telephones(resource.telecom as ContactPoint[] | undefined)
    : undefined
}
