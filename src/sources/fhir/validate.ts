/**
 * Whether a resource is FHIR R4 (R4 validation.html): by the JSON schema for shapes, formats and
 * required codes, then by the StructureDefinitions for cardinality and invariants. Neither knows
 * what the other does. Profiles of UK Core are not demanded: senders deviate, and are read.
 */
import { asElements, asText, type Element } from './element.ts'
import { isFhirKind, prepareSchema, schemaFaults } from './json-schema.ts'
import { filedKinds } from './kinds.ts'
import { definitionFaults, prepareDefinition } from './structure-definitions.ts'

/** Faults named to the sender; the rest it finds when these are mended. */
const faultsNamedMax = 10

/**
 * Undefined when it is valid; else what is wrong, by element path and rule, never by value:
 * 'Observation.status is not in the value set; Observation.code is missing'.
 */
export function validate(resource: Element): string | undefined {
  const kind = asText(resource.resourceType) ?? ''
  if (!isFhirKind(kind)) return 'The resourceType is not one of FHIR R4'
  let faults = schemaFaults(resource)
  if (faults.length === 0) {
    const inside = asElements(resource.contained).map((each) => String(each.resourceType))
    faults = definitionFaults(resource, [kind, ...inside])
  }
  if (faults.length === 0) return undefined
  const different = [...new Set(faults)]
  const more = different.length - faultsNamedMax
  const named = different.slice(0, faultsNamedMax).join('; ')
  return more > 0 ? `${named}; and ${more} more` : named
}

/** Loads and compiles now what would else cost the first message about half a second. */
export function prepareFhir(): void {
  for (const kind of filedKinds) {
    prepareSchema(kind)
    prepareDefinition(kind)
  }
}
