/** A recorded decision about resuscitation is seen at once. Only by code: never guessed from words. */
import type { CodeableConcept } from 'fhir/r4'
import { hasCode } from './concept.ts'

// SNOMED CT: not for attempted cardiopulmonary resuscitation; not for resuscitation.
const notForResuscitation: ReadonlySet<string> = new Set(['450476008', '304253006'])

export function resuscitationAlert(code: CodeableConcept | undefined): string | undefined {
  return hasCode(code, notForResuscitation) ? 'Do not attempt CPR' : undefined
}
