/** One resource of each kind, complete as senders of UK Core make them. */
import type { FhirResource } from '#vocabulary'
import type { Chance } from '../random.ts'
import type { Invented } from './people.ts'
import {
  allergies,
  type Coded,
  documents,
  medicines,
  observations,
  problems,
  procedures,
  sentences,
  vaccines,
} from './words.ts'

export type EntryKind =
  | 'Observation'
  | 'MedicationRequest'
  | 'Condition'
  | 'Encounter'
  | 'Immunization'
  | 'Procedure'
  | 'DocumentReference'
  | 'AllergyIntolerance'

interface About {
  readonly id: string
  readonly person: Invented
  readonly of: { readonly ods: string; readonly name: string }
  /** Epoch ms. */
  readonly at: number
  readonly luck: Chance
  /** Of an encounter: somebody lies in the hospital now. */
  readonly isStay: boolean
}

const doctors = ['Dr Adaeze Okonkwo', 'Mr Owen Hughes', 'Dr Tunde Balogun', 'Ms Elif Kaya'] as const

export function resourceOf(kind: EntryKind, about: About): FhirResource {
  const { id, person, of, at, luck, isStay } = about
  const when = new Date(at).toISOString()
  const start = {
    resourceType: kind,
    id,
    meta: {
      versionId: '1',
      lastUpdated: when,
      profile: [`https://fhir.hl7.org.uk/StructureDefinition/UKCore-${kind}`],
    },
    identifier: [{ system: `https://${of.ods.toLowerCase()}.example/${kind}`, value: uuid(luck) }],
  }
  const subject = {
    reference: `Patient/${person.mrn}`,
    display: `${person.given} ${person.family}`,
  }
  const writer = { reference: `Practitioner/${luck.below(5_000)}`, display: luck.of(doctors) }
  const encounter = { reference: `Encounter/encounter-${person.number}-${luck.below(300)}` }
  const note = [
    {
      authorString: writer.display,
      time: when,
      text: `${luck.of(sentences)} ${luck.of(sentences)}`,
    },
  ]
  const make = makers[kind]
  return {
    ...start,
    ...make({ when, at, subject, writer, encounter, note, luck, of, isStay }),
  } as FhirResource
}

interface Parts {
  readonly when: string
  readonly at: number
  readonly subject: object
  readonly writer: object
  readonly encounter: object
  readonly note: readonly object[]
  readonly luck: Chance
  readonly of: About['of']
  readonly isStay: boolean
}

const terminology = 'http://terminology.hl7.org/CodeSystem'

const makers: Readonly<Record<EntryKind, (parts: Parts) => object>> = {
  Observation({ when, subject, writer, encounter, note, luck, of }) {
    const [code, display, unit, low, high] = luck.of(observations)
    const value = Number((low + (high - low) * luck.next() * 1.2).toFixed(1))
    return {
      status: 'final',
      category: [concept(`${terminology}/observation-category`, 'laboratory', 'Laboratory')],
      code: snomed([code, display]),
      subject,
      encounter,
      effectiveDateTime: when,
      issued: when,
      performer: [writer, { display: of.name }],
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
      ...(value > high && {
        interpretation: [concept(`${terminology}/v3-ObservationInterpretation`, 'H', 'High')],
      }),
      note: luck.next() < 0.6 ? note : [{ text: luck.of(sentences) }],
      referenceRange: [
        { low: { value: low, unit }, high: { value: high, unit }, text: `${low} - ${high}` },
      ],
    }
  },
  MedicationRequest({ when, subject, writer, encounter, note, luck }) {
    const [code, display, dose] = luck.of(medicines)
    return {
      status: luck.of(['active', 'active', 'completed', 'stopped']),
      intent: 'order',
      medicationCodeableConcept: {
        coding: [{ system: 'https://dmd.nhs.uk', code, display }],
        text: display,
      },
      subject,
      encounter,
      authoredOn: when,
      requester: writer,
      note,
      dosageInstruction: [
        { text: dose, timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } } },
      ],
      dispenseRequest: { quantity: { value: 28, unit: 'tablet' } },
    }
  },
  Condition({ when, subject, writer, encounter, note, luck }) {
    return {
      clinicalStatus: concept(`${terminology}/condition-clinical`, luck.of(['active', 'resolved'])),
      verificationStatus: concept(`${terminology}/condition-ver-status`, 'confirmed'),
      category: [
        concept(`${terminology}/condition-category`, 'problem-list-item', 'Problem List Item'),
      ],
      code: snomed(luck.of(problems)),
      subject,
      encounter,
      onsetDateTime: when.slice(0, 10),
      recordedDate: when,
      recorder: writer,
      note,
    }
  },
  Encounter({ when, at, subject, writer, luck, of, isStay }) {
    const end = new Date(at + 2 * 86_400_000).toISOString()
    const inpatient = isStay || luck.next() < 0.3
    return {
      status: isStay ? 'in-progress' : 'finished',
      class: {
        system: `${terminology}/v3-ActCode`,
        code: inpatient ? 'IMP' : 'AMB',
        display: inpatient ? 'inpatient encounter' : 'ambulatory',
      },
      type: [snomed(luck.of(procedures))],
      subject,
      participant: [{ individual: writer, period: { start: when } }],
      period: { start: when, ...(!isStay && { end }) },
      reasonCode: [{ ...snomed(luck.of(problems)), text: luck.of(sentences) }],
      location: [{ location: { display: luck.of(['Donne Ward', 'Outpatients 2', 'Suite 4']) } }],
      serviceProvider: {
        identifier: {
          system: 'https://fhir.nhs.uk/Id/ods-organization-code',
          value: of.ods,
        },
        display: of.name,
      },
    }
  },
  Immunization({ when, subject, writer, encounter, note, luck }) {
    return {
      status: 'completed',
      vaccineCode: snomed(luck.of(vaccines)),
      patient: subject,
      encounter,
      occurrenceDateTime: when,
      primarySource: true,
      lotNumber: `L${luck.below(100_000)}`,
      performer: [{ actor: writer }],
      note,
      protocolApplied: [{ doseNumberPositiveInt: 1 + luck.below(3) }],
    }
  },
  Procedure({ when, subject, writer, encounter, note, luck }) {
    return {
      status: 'completed',
      code: snomed(luck.of(procedures)),
      subject,
      encounter,
      performedDateTime: when,
      performer: [{ actor: writer }],
      reasonCode: [snomed(luck.of(problems))],
      note,
    }
  },
  DocumentReference({ when, subject, writer, note, luck, of }) {
    const title = luck.of(documents)
    return {
      status: 'current',
      docStatus: 'final',
      type: { text: title },
      subject,
      date: when,
      author: [writer],
      custodian: { display: of.name },
      description: (note[0] as { text: string }).text,
      content: [
        {
          attachment: {
            contentType: 'application/pdf',
            url: `https://${of.ods.toLowerCase()}.example/documents/${uuid(luck)}`,
            size: 20_000 + luck.below(90_000),
            title,
            creation: when,
          },
        },
      ],
    }
  },
  AllergyIntolerance({ when, subject, writer, encounter, note, luck }) {
    return {
      clinicalStatus: concept(`${terminology}/allergyintolerance-clinical`, 'active'),
      verificationStatus: concept(`${terminology}/allergyintolerance-verification`, 'confirmed'),
      type: 'allergy',
      category: ['medication'],
      criticality: luck.of(['low', 'high']),
      code: snomed(luck.of(allergies)),
      patient: subject,
      encounter,
      recordedDate: when,
      recorder: writer,
      note,
      reaction: [{ manifestation: [snomed(['271807003', 'Eruption of skin'])] }],
    }
  },
}

const concept = (system: string, code: string, display?: string) => ({
  coding: [{ system, code, ...(display && { display }) }],
})

const snomed = ([code, display]: Coded) => ({
  coding: [{ system: 'http://snomed.info/sct', code, display }],
  text: display,
})

function uuid(luck: Chance): string {
  const hex = Array.from({ length: 4 }, () =>
    luck
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  )
  const [a, b, c, d] = hex as [string, string, string, string]
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(0, 3)}-${c.slice(4)}${d}`
}
