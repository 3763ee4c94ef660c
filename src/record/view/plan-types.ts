/** Which documents are plans for care: the types of the National Record Locator (§2.5). */
import type { CodeableConcept } from 'fhir/r4'
import { hasCode } from './concept.ts'

const planTypes: ReadonlySet<string> = new Set([
  '734163000', // care plan (category)
  '736253002', // mental health crisis plan
  '887701000000100', // emergency health care plan
  '861421000000109', // end of life care co-ordination summary
  '1382601000000107', // ReSPECT
  '325691000000100', // contingency plan
  '736373009', // end of life care plan
  '736366004', // advance care plan
  '735324008', // treatment escalation plan
  '2181441000000107', // personalised care and support plan
])

export function isPlan(type: CodeableConcept | undefined): boolean {
  return hasCode(type, planTypes)
}
