/** What a feed of FHIR R4 would send of a canary: an admission, an allergy and a letter. */
import type { CanaryStory } from './story.ts'

const nhsNumber = 'https://fhir.nhs.uk/Id/nhs-number'
const ods = 'https://fhir.nhs.uk/Id/ods-organization-code'
const verification =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'
const terms = 'http://terminology.hl7.org/CodeSystem'

type Resource = { readonly resourceType: string; readonly [element: string]: unknown }

export function fhirMessages(organisation: string, story: CanaryStory): Buffer[] {
  const { local, marker } = story
  const subject = { reference: `urn:uuid:${idOf(story, 1)}` }
  const at = new Date(story.at).toISOString()
  return [
    transaction(story, [
      patient(story),
      {
        resourceType: 'Encounter',
        id: `${local}-visit`,
        status: 'in-progress',
        class: { system: `${terms}/v3-ActCode`, code: 'IMP' },
        subject,
        period: { start: at },
        serviceProvider: { identifier: { system: ods, value: organisation } },
      },
      {
        resourceType: 'AllergyIntolerance',
        id: `${local}-allergy`,
        patient: subject,
        clinicalStatus: {
          coding: [{ system: `${terms}/allergyintolerance-clinical`, code: 'active' }],
        },
        code: { text: marker },
        recordedDate: at,
      },
      {
        resourceType: 'DocumentReference',
        id: `${local}-letter`,
        status: 'current',
        subject,
        date: at,
        type: { text: marker },
        content: [
          { attachment: { contentType: 'text/plain', data: story.letter.toString('base64') } },
        ],
      },
    ]),
  ]
}

/** The same patient says no, in a code. */
export function fhirObjection(story: CanaryStory): Buffer {
  return transaction(story, [
    patient(story),
    {
      resourceType: 'Condition',
      id: `${story.local}-no`,
      subject: { reference: `urn:uuid:${idOf(story, 1)}` },
      clinicalStatus: { coding: [{ system: `${terms}/condition-clinical`, code: 'active' }] },
      code: { coding: [{ system: 'http://snomed.info/sct', ...story.code }] },
      recordedDate: new Date(story.at).toISOString(),
    },
  ])
}

const patient = (story: CanaryStory): Resource => ({
  resourceType: 'Patient',
  id: story.local,
  identifier: [
    {
      system: nhsNumber,
      value: story.nhsNumber,
      extension: [
        {
          url: verification,
          valueCodeableConcept: { coding: [{ code: 'number-present-and-verified' }] },
        },
      ],
    },
  ],
  name: [{ use: 'official', family: story.family, given: [story.given] }],
  birthDate: story.birthDate,
  gender: 'unknown',
})

function transaction(story: CanaryStory, resources: readonly Resource[]): Buffer {
  const lastUpdated = new Date(story.at).toISOString()
  const entry = resources.map((resource, index) => ({
    fullUrl: `urn:uuid:${idOf(story, index + 1)}`,
    resource: { ...resource, meta: { lastUpdated } },
    request: { method: 'PUT', url: `${resource.resourceType}/${String(resource.id)}` },
  }))
  return Buffer.from(JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }))
}

/** UUIDs of one bundle: the canary's own, and the number of the entry. */
const idOf = ({ canaryId }: CanaryStory, entry: number): string =>
  canaryId.slice(0, -2) + String(entry).padStart(2, '0')
