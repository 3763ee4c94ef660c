/** How a resource is called where another refers to it: Reference.display and .identifier. */
import { nhsNumberSystem, odsOrganisationSystem, odsSiteSystem } from '#vocabulary'
import { asElement, asElements, asText, type Element } from './element.ts'

/** Finds what a reference of the described resource points at. */
type Follow = (reference: Element) => Element | undefined

export function conceptText(value: unknown): string | undefined {
  const concept = asElement(value)
  const codings = asElements(concept?.coding)
  return (
    asText(concept?.text) ??
    codings.map((coding) => asText(coding.display)).find((text) => text !== undefined) ??
    codings.map((coding) => asText(coding.code)).find((text) => text !== undefined)
  )
}

function nameText(value: unknown): string | undefined {
  const names = asElements(value)
  const name = names.find((each) => each.use === 'official' || each.use === 'usual') ?? names[0]
  if (!name) return undefined
  const given = Array.isArray(name.given) ? name.given : []
  const prefix = Array.isArray(name.prefix) ? name.prefix : []
  const words = [...prefix, ...given, name.family].map(asText).filter(Boolean).join(' ')
  return asText(name.text) ?? asText(words)
}

const first = (value: unknown): Element | undefined => asElements(value)[0]

/** Where each kind keeps what a clinician would call it, in the order of preference. */
const conceptElements = ['code', 'type', 'vaccineCode', 'serviceType', 'category'] as const

/** Undefined for a Patient: a statement is filed under its patient and need not name them. */
export function describe(resource: Element, follow: Follow): string | undefined {
  switch (resource.resourceType) {
    case 'Patient':
      return undefined
    case 'Practitioner':
      return nameText(resource.name)
    case 'PractitionerRole':
      return describeRole(resource, follow)
    case 'RelatedPerson':
      return joined([nameText(resource.name), conceptText(first(resource.relationship))])
    case 'Goal':
      return conceptText(resource.description)
    case 'Medication':
      return conceptText(resource.code) ?? ingredientsText(resource, follow)
    case 'Device':
      return asText(first(resource.deviceName)?.name) ?? conceptText(resource.type)
    case 'Encounter':
      return conceptText(first(resource.type)) ?? asText(asElement(resource.class)?.display)
    default:
      return (
        asText(resource.name) ??
        asText(resource.title) ??
        asText(resource.description) ??
        conceptElements.map((name) => conceptText(first(resource[name]))).find(Boolean)
      )
  }
}

function describeRole(role: Element, follow: Follow): string | undefined {
  const called = (value: unknown): string | undefined => {
    const reference = asElement(value)
    const target = reference && follow(reference)
    return asText(reference?.display) ?? (target && (nameText(target.name) ?? asText(target.name)))
  }
  const person = called(role.practitioner)
  const roles = asElements(role.code).map(conceptText)
  return joined([person, ...roles, person ? undefined : called(role.organization)])
}

function ingredientsText(medication: Element, follow: Follow): string | undefined {
  const items = asElements(medication.ingredient).map((each) => {
    const reference = asElement(each.itemReference)
    const target = reference && follow(reference)
    return (
      conceptText(each.itemCodeableConcept) ??
      asText(reference?.display) ??
      conceptText(target?.code)
    )
  })
  return joined(items)
}

const joined = (words: readonly (string | undefined)[]): string | undefined =>
  asText([...new Set(words.filter(Boolean))].join(', '))

/** UK Core examples hold the third spelling: read, never written (reference §3.2). */
export const odsSystems: ReadonlySet<unknown> = new Set([
  odsOrganisationSystem,
  odsSiteSystem,
  'https://fhir.nhs.uk/Id/ods-organisation-code',
])

/** The identifier by which the outside world knows it: the ODS code where there is one. */
export function publicIdentifier(resource: Element): Element | undefined {
  if (resource.resourceType === 'Patient') return undefined
  const usable = asElements(resource.identifier).filter(
    (each) => asText(each.value) && asText(each.system) && each.system !== nhsNumberSystem,
  )
  return usable.find((each) => odsSystems.has(each.system)) ?? usable[0]
}
