/** Problems, medicines, allergies, vaccinations and readings (R4, UK Core). */
import type { FhirResource } from '#vocabulary'
import type {
  Allergy,
  Immunisation,
  Medicine,
  Operation,
  Problem,
  Reading,
} from '../story/events.ts'
import { dateOf, instant } from '../time.ts'
import { coded, concept, meta, practitioner } from './element.ts'

/** Whose statement it is: the reference to the Patient, and the moment of the telling. */
export interface Telling {
  readonly subject: { readonly reference: string }
  readonly now: number
  readonly owner: string
}

const clinical = 'http://terminology.hl7.org/CodeSystem'
const significance = `https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-ProblemSignificance-1`

export function condition(event: Problem, { subject, now }: Telling): FhirResource {
  const over = event.end !== undefined && event.end <= now
  return {
    resourceType: 'Condition',
    id: event.id,
    meta: meta(event.end && over ? event.end : event.at),
    extension: [{ url: significance, valueCode: event.significance }],
    clinicalStatus: coded(`${clinical}/condition-clinical`, over ? 'inactive' : 'active'),
    verificationStatus: coded(`${clinical}/condition-ver-status`, 'confirmed'),
    category: [coded(`${clinical}/condition-category`, 'problem-list-item')],
    code: concept(event.text, event.code),
    subject,
    onsetDateTime: dateOf(event.at),
    abatementDateTime: event.end && over ? dateOf(event.end) : undefined,
    recordedDate: instant(event.at),
    recorder: event.by && practitioner(event.by),
    note: event.note ? [{ text: event.note }] : undefined,
  }
}

/** Repeats and hospital medicines are statements; a short course is one prescription. */
export function medication(event: Medicine, telling: Telling): FhirResource {
  const { subject, now } = telling
  const over = event.end !== undefined && event.end <= now
  const last = event.end && over ? event.end : event.at
  const medicine = concept(event.text, event.vtm, event.substance)
  const note = event.note ? [{ text: event.note }] : undefined
  const by = event.by && practitioner(event.by)
  if (event.course === 'acute') {
    return {
      resourceType: 'MedicationRequest',
      id: event.id,
      meta: meta(last),
      status: over ? 'completed' : 'active',
      intent: 'order',
      medicationCodeableConcept: medicine,
      subject,
      authoredOn: instant(event.at),
      requester: by,
      note,
      courseOfTherapyType: {
        ...coded(`${clinical}/medicationrequest-course-of-therapy`, 'acute'),
        text: 'Acute',
      },
      dosageInstruction: [{ text: event.dose }],
      dispenseRequest: { quantity: quantity(event.quantity) },
    }
  }
  return {
    resourceType: 'MedicationStatement',
    id: event.id,
    meta: meta(last),
    status: over ? 'stopped' : 'active',
    statusReason: over && event.ended ? [{ text: event.ended }] : undefined,
    category: coded(
      `${clinical}/medication-statement-category`,
      event.keeper === 'gp' ? 'community' : 'outpatient',
    ),
    medicationCodeableConcept: medicine,
    subject,
    effectivePeriod: {
      start: dateOf(event.at),
      end: event.end && over ? dateOf(event.end) : undefined,
    },
    dateAsserted: instant(last),
    informationSource: by,
    note,
    dosage: [{ text: event.dose }],
  }
}

function quantity(words: string): { value?: number; unit?: string } | undefined {
  const [, value, unit] = words.match(/^(\d+) (.+)$/) ?? []
  return value ? { value: Number(value), unit } : undefined
}

export function allergyIntolerance(event: Allergy, { subject }: Telling): FhirResource {
  return {
    resourceType: 'AllergyIntolerance',
    id: event.id,
    meta: meta(event.at),
    clinicalStatus: coded(`${clinical}/allergyintolerance-clinical`, 'active'),
    verificationStatus: coded(`${clinical}/allergyintolerance-verification`, 'confirmed'),
    type: event.noneKnown ? undefined : 'allergy',
    category: event.noneKnown ? undefined : [event.category],
    criticality: event.noneKnown ? undefined : event.severe ? 'high' : 'low',
    code: concept(event.text, event.code),
    patient: subject,
    recordedDate: instant(event.at),
    recorder: event.by && practitioner(event.by),
    reaction: event.reaction && [
      {
        manifestation: [concept(event.reaction.text, event.reaction.code)],
        severity: event.severe ? 'severe' : 'mild',
      },
    ],
  }
}

export function immunization(event: Immunisation, { subject }: Telling): FhirResource {
  return {
    resourceType: 'Immunization',
    id: event.id,
    meta: meta(event.at),
    status: event.declined ? 'not-done' : 'completed',
    statusReason: event.declined ? { text: event.declined } : undefined,
    vaccineCode: { text: event.vaccine },
    patient: subject,
    occurrenceDateTime: dateOf(event.at),
    recorded: instant(event.at),
    primarySource: true,
    lotNumber: event.declined ? undefined : event.lot,
    performer: event.by && [{ actor: practitioner(event.by) }],
    protocolApplied: event.dose ? [{ doseNumberPositiveInt: event.dose }] : undefined,
  }
}

const ucum = 'http://unitsofmeasure.org'
const amount = (value: number, unit: string) => ({
  value,
  unit: unit === 'mm[Hg]' ? 'mmHg' : unit,
  system: ucum,
  code: unit,
})

export function observation(event: Reading, { subject }: Telling): FhirResource {
  const measured = event.value !== undefined || event.parts !== undefined
  return {
    resourceType: 'Observation',
    id: event.id,
    meta: meta(event.at),
    status: 'final',
    category: [
      coded(`${clinical}/observation-category`, measured ? 'vital-signs' : 'social-history'),
    ],
    code: concept(event.text, event.code),
    subject,
    effectiveDateTime: instant(event.at),
    issued: instant(event.at),
    performer: event.by && [practitioner(event.by)],
    valueQuantity: event.value === undefined ? undefined : amount(event.value, event.unit ?? '1'),
    valueString: event.words,
    component: event.parts?.map((part) => ({
      code: concept(part.text, part.code),
      valueQuantity: amount(part.value, part.unit),
    })),
  }
}

export function procedure(event: Operation, { subject }: Telling): FhirResource {
  return {
    resourceType: 'Procedure',
    id: event.id,
    meta: meta(event.at),
    status: 'completed',
    code: concept(event.text, event.code),
    subject,
    performedDateTime: dateOf(event.at),
    recorder: event.by && practitioner(event.by),
  }
}
