/** The state of a medicine in words that claim no more than the source knows (MED-02). */
import type { MedicationRequest, MedicationStatement } from 'fhir/r4'
import { codeOf, words } from './concept.ts'
import { extension } from './extensions.ts'
import { joined, list, wordsFor } from './lenient.ts'

type Medicine = MedicationRequest | MedicationStatement

const requestStatuses = {
  active: 'Prescribed',
  'on-hold': 'On hold',
  cancelled: 'Cancelled',
  completed: 'Completed',
  stopped: 'Stopped',
  draft: 'Draft, not prescribed',
  unknown: 'Status not known',
}

const statementStatuses = {
  active: 'Recorded as active',
  completed: 'Completed',
  intended: 'Intended, not started',
  stopped: 'Stopped',
  'on-hold': 'On hold',
  unknown: 'Status not known',
  'not-taken': 'Recorded as not taken',
}

/** 'Prescribed (GP, repeat)', 'Prescribed (inpatient)', 'Stopped (acute)'. */
export function medicationStatus(resource: Medicine): string | undefined {
  const isRequest = resource.resourceType === 'MedicationRequest'
  const agency = agencyCode(resource)
  const byGp = agency === 'prescribed-at-gp-practice'
  const elsewhere = agency === 'prescribed-by-another-organisation'
  let state = wordsFor(isRequest ? requestStatuses : statementStatuses, resource.status)
  if (resource.status === 'active') {
    if (byGp) state = 'Prescribed'
    if (elsewhere) state = 'Recorded'
    if (isRequest && (resource.intent as string) === 'proposal') state = 'Proposed, not prescribed'
  }
  const kind = joined([
    byGp ? 'GP' : elsewhere ? 'prescribed elsewhere' : undefined,
    prescriptionType(resource),
    settingOf(resource),
  ])
  return state && kind ? `${state} (${kind})` : (state ?? kind)
}

function agencyCode(resource: Medicine): string | undefined {
  const found =
    extension(resource, 'PrescribingAgency') ?? extension(resource, 'PrescribingOrganizationType')
  return codeOf(found?.valueCodeableConcept)
}

const prescriptionTypes: Readonly<Record<string, string>> = {
  acute: 'acute',
  repeat: 'repeat',
  'repeat-dispensing': 'repeat dispensing',
  'delayed-prescribing': 'delayed',
  continuous: 'continuous',
  'continuous-repeating-dispensing': 'repeat dispensing',
  'acute-handwritten': 'acute, handwritten',
}

function prescriptionType(resource: Medicine): string | undefined {
  const concept = extension(resource, 'PrescriptionType')?.valueCodeableConcept
  const course =
    resource.resourceType === 'MedicationRequest' ? resource.courseOfTherapyType : undefined
  for (const each of [concept, course]) {
    const code = codeOf(each)
    if (code && Object.hasOwn(prescriptionTypes, code)) return prescriptionTypes[code]
  }
  return words(concept)?.toLowerCase()
}

const settings: Readonly<Record<string, string>> = {
  inpatient: 'inpatient',
  outpatient: 'outpatient',
  community: 'community',
  discharge: 'at discharge',
  patientspecified: 'told by the patient',
}

/** A chart on a ward is not a list of what a person takes at home, and has to say so. */
function settingOf(resource: Medicine): string | undefined {
  const categories =
    resource.resourceType === 'MedicationRequest' ? list(resource.category) : [resource.category]
  for (const category of categories) {
    const code = codeOf(category)
    if (code && Object.hasOwn(settings, code)) return settings[code]
  }
  return joined(categories.map(words))?.toLowerCase()
}
