/** The small parts of FHIR R4 that every resource is made of. */
import type { CodeableConcept, Meta, Practitioner, Reference } from 'fhir/r4'
import type { Clinician } from '../people/person.ts'
import { instant } from '../time.ts'

const snomed = 'http://snomed.info/sct'

export function concept(text: string, code?: string, display?: string): CodeableConcept {
  return code ? { coding: [{ system: snomed, code, display: display ?? text }], text } : { text }
}

export const coded = (system: string, code: string): CodeableConcept => ({
  coding: [{ system, code }],
})

export function meta(at: number, restricted?: boolean): Meta {
  const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality'
  const security = restricted ? [{ system, code: 'R', display: 'restricted' }] : undefined
  return { lastUpdated: instant(at), ...(security ? { security } : {}) }
}

export const practitionerId = (who: Clinician): string => who.code
export const practitioner = (who: Clinician): Reference => ({
  reference: `Practitioner/${practitionerId(who)}`,
  display: `${who.name}, ${who.role.toLowerCase()}`,
})
export const organisation = (ods: string): Reference => ({ reference: `Organization/${ods}` })

export function practitionerResource(who: Clinician): Practitioner {
  const [first = '', ...others] = who.name.split(' ')
  const titled = /^(Dr|Mr|Mrs|Miss|Ms|Midwife)$/.test(first)
  const given = titled ? others.slice(0, -1) : [first, ...others.slice(0, -1)]
  return {
    resourceType: 'Practitioner',
    id: practitionerId(who),
    name: [{ family: others.at(-1), given, prefix: titled ? [first] : undefined, text: who.name }],
    telecom: who.phone ? [{ system: 'phone', value: who.phone, use: 'work' }] : undefined,
    qualification: [{ code: { text: who.role } }],
  }
}

export const encode = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64')
