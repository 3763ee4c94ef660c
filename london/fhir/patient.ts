/** Patient and Organization as UK Core has them. */
import type { Organization, Patient } from 'fhir/r4'
import { nhsNumberSystem, odsOrganisationSystem } from '#vocabulary'
import { feedNamed, keeperFeed } from '../feeds.ts'
import organisations from '../organisations.json' with { type: 'json' }
import type { Person } from '../people/person.ts'
import type { Keeper } from '../story/events.ts'
import { instant } from '../time.ts'
import { organisation, practitioner } from './element.ts'

const ukCore = 'https://fhir.hl7.org.uk'
const verification = `${ukCore}/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus`
const ethnicCategory = `${ukCore}/StructureDefinition/Extension-UKCore-EthnicCategory`

export const patientId = (person: Person): string => person.key

export function patient(person: Person, keeper: Keeper, at: number, died?: number): Patient {
  const feed = keeperFeed(keeper, person.practice)
  const own = {
    system: `https://${feed?.toLowerCase()}.invalid/Id/patient`,
    value: person.key.slice(1),
  }
  const names: Patient['name'] = [
    { use: 'official', family: person.family, given: [person.given], prefix: [person.prefix] },
  ]
  if (person.formerFamily && keeper === 'gp') {
    names.push({ use: 'old', family: person.formerFamily, given: [person.given] })
  }
  return {
    resourceType: 'Patient',
    id: patientId(person),
    meta: {
      lastUpdated: instant(at),
      profile: [`${ukCore}/StructureDefinition/UKCore-Patient`],
    },
    extension: [
      {
        url: ethnicCategory,
        valueCodeableConcept: {
          coding: [
            { system: `${ukCore}/CodeSystem/UKCore-EthnicCategoryEngland`, code: person.ethnic },
          ],
        },
      },
    ],
    identifier: [...(person.nhsNumber ? [nhsNumber(person.nhsNumber, keeper)] : []), own],
    name: names,
    telecom: person.phone
      ? [
          {
            system: 'phone',
            value: person.phone,
            use: person.phone.startsWith('07') ? 'mobile' : 'home',
          },
        ]
      : undefined,
    gender: person.sex,
    birthDate: person.birthDate,
    deceasedDateTime: died === undefined ? undefined : instant(died),
    multipleBirthInteger: person.birthOrder,
    address: [
      {
        use: person.address.postcode.startsWith('ZZ') ? 'temp' : 'home',
        line: [...person.address.lines],
        city: 'London',
        postalCode: person.address.postcode,
      },
    ],
    contact: contact(person),
    communication: [
      {
        language: { coding: [{ system: 'urn:ietf:bcp:47', code: person.language }] },
        preferred: true,
        extension: person.interpreter ? [interpreter] : undefined,
      },
    ],
    generalPractitioner: [
      ...(person.gp ? [practitioner(person.gp)] : []),
      ...(person.practice ? [organisation(person.practice)] : []),
    ],
    managingOrganization: organisation(ownerOf(keeper, person)),
  }
}

const interpreter = {
  url: 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired',
  valueBoolean: true,
}

/** Practices, trusts and 111 trace their numbers; the borough types them in. */
function nhsNumber(value: string, keeper: Keeper) {
  const code = keeper === 'borough-lambeth' ? '02' : '01'
  const system = `${ukCore}/CodeSystem/UKCore-NHSNumberVerificationStatusEngland`
  return {
    extension: [{ url: verification, valueCodeableConcept: { coding: [{ system, code }] } }],
    system: nhsNumberSystem,
    value,
  }
}

function contact(person: Person): Patient['contact'] {
  if (!person.nextOfKin) return undefined
  const { name, relationship, phone } = person.nextOfKin
  return [
    {
      relationship: [{ text: relationship[1] }],
      name: { text: name },
      telecom: [{ system: 'phone', value: phone }],
    },
  ]
}

/** The organisation whose feed it is. */
export function ownerOf(keeper: Keeper, person: Person): string {
  const feed = keeperFeed(keeper, person.practice)
  if (!feed) throw new RangeError('Nobody keeps this for somebody without a practice')
  return feedNamed(feed).organisation
}

export function organisationResource(ods: string): Organization {
  const name = organisations.find((one) => one.ods === ods)?.name ?? ods
  return {
    resourceType: 'Organization',
    id: ods,
    identifier: [{ system: odsOrganisationSystem, value: ods }],
    name,
  }
}
