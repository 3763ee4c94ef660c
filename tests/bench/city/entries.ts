/**
 * FHIR R4 resources as London's practices and hospitals would send them, of about 1.2 KB: half
 * of them observations, the rest medicines, problems, visits and so on.
 */
import type { FhirResource } from '#vocabulary'
import { nhsNumberSystem, odsOrganisationSystem } from '#vocabulary'
import { type Chance, chance } from '../random.ts'
import { type Invented, invent } from './people.ts'
import { type EntryKind, resourceOf } from './resources.ts'

const hospital = { ods: 'RJZ', name: "King's College Hospital NHS Foundation Trust" } as const
const practice = { ods: 'G85132', name: 'Camberwell Green Surgery' } as const

/** Which feed brings a person's entries: the practice and the hospital, each with its own. */
export const feeds = [
  { name: 'bench-hospital', of: hospital },
  { name: 'bench-practice', of: practice },
] as const
type FeedName = (typeof feeds)[number]['name']

/** Out of a hundred. */
const mix: readonly (readonly [number, EntryKind, FeedName | 'either'])[] = [
  [50, 'Observation', 'either'],
  [16, 'MedicationRequest', 'bench-practice'],
  [8, 'Condition', 'bench-practice'],
  [10, 'Encounter', 'bench-hospital'],
  [4, 'Immunization', 'bench-practice'],
  [5, 'Procedure', 'bench-hospital'],
  [5, 'DocumentReference', 'bench-hospital'],
  [2, 'AllergyIntolerance', 'bench-practice'],
]

const stay = [0, 'Encounter', 'bench-hospital'] as const

export interface Sending {
  readonly feed: FeedName
  readonly resources: readonly FhirResource[]
}

/** A person's history: what was there when the feed was connected, and then a little at a time. */
export function historyOf(
  number: number,
  entries: number,
  shape: { readonly first: number; readonly later: number },
): Sending[] {
  const person = invent(number)
  const luck = chance('history', number)
  const said = Array.from({ length: entries }, (_, index) => entryOf(person, index, luck))
  return feeds.flatMap(({ name, of }) => {
    const own = said.filter((one) => one.feed === name).map((one) => one.resource)
    const first = Math.max(1, Math.round(own.length * shape.first))
    const parts = [own.slice(0, first)]
    for (let at = first; at < own.length; at += shape.later) {
      parts.push(own.slice(at, at + shape.later))
    }
    return parts
      .filter((part) => part.length > 0)
      .map((part, index) => ({
        feed: name,
        resources: index === 0 ? [patientOf(person, of), ...part] : part,
      }))
  })
}

function entryOf(
  person: Invented,
  index: number,
  luck: Chance,
): { feed: FeedName; resource: FhirResource } {
  // Everybody is an inpatient now: that is the relationship by which they are opened.
  const isStay = index === 0
  let share = luck.below(100)
  const [, kind, from] = isStay
    ? stay
    : mix.find(([weight]) => {
        share -= weight
        return share < 0
      })!
  const feed = from === 'either' ? luck.of(feeds).name : from
  const { of } = feeds.find((one) => one.name === feed)!
  // Twelve years, the newest last.
  const at = Date.UTC(2026, 9, 1) - Math.floor((1 - luck.next() ** 2) * 4_000) * 86_400_000
  const id = `${kind.toLowerCase()}-${person.number}-${index}`
  return { feed, resource: resourceOf(kind, { id, person, of, at, luck, isStay }) }
}

export function bundleOf({ resources }: Sending): Buffer {
  return Buffer.from(
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'transaction',
      entry: resources.map((resource) => ({
        resource,
        request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
      })),
    }),
  )
}

const verification =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus'

function patientOf(person: Invented, of: { ods: string; name: string }): FhirResource {
  return {
    resourceType: 'Patient',
    id: person.mrn,
    identifier: [
      {
        system: nhsNumberSystem,
        value: person.nhsNumber,
        extension: [
          {
            url: verification,
            valueCodeableConcept: {
              coding: [
                {
                  system:
                    'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                  code: '01',
                  display: 'Number present and verified',
                },
              ],
            },
          },
        ],
      },
      { system: `https://${of.ods.toLowerCase()}.example/patient`, value: person.mrn },
    ],
    name: [{ use: 'official', family: person.family, given: [person.given] }],
    gender: person.gender,
    birthDate: person.birthDate,
    address: [
      {
        use: 'home',
        line: [`${(person.number % 180) + 1} Camberwell Church Street`],
        city: 'London',
        postalCode: 'SE5 8TR',
      },
    ],
    telecom: [{ system: 'phone', use: 'home', value: `020 7946 0${100 + (person.number % 900)}` }],
    generalPractitioner: [
      {
        identifier: { system: odsOrganisationSystem, value: practice.ods },
        display: practice.name,
      },
    ],
  }
}
