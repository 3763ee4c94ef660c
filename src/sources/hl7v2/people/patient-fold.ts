/** A Patient out of the newest that was said of each of its fields. */
import type { Address, ContactPoint, Extension, Patient, Reference } from 'fhir/r4'
import { saidSinceUrl } from '#vocabulary'
import { type Latest, mergeLatest } from '../latest.ts'
import {
  formerPractices,
  mergeSpans,
  type Spans,
  sinceWhen,
  spansIn,
  withSince,
} from './said-spans.ts'

export interface PatientState {
  /** Known only from messages that point at the patient: a result, a letter. */
  readonly stub: boolean
  readonly facts: Latest
  /** Absent: as the facts alone tell. */
  readonly spans?: Spans
}

/** A stub never adds to what the sender says of its patients themselves (HL7-17). */
export function mergePatient(held: PatientState, incoming: PatientState): PatientState {
  if (held.stub !== incoming.stub) return held.stub ? incoming : held
  return {
    stub: held.stub,
    facts: mergeLatest(held.facts, incoming.facts),
    spans: mergeSpans(spansOf(held), spansOf(incoming)),
  }
}

const spansOf = ({ spans, facts }: PatientState): Spans => spans ?? spansIn(facts)

export function assemblePatient(state: PatientState): Patient {
  const { facts } = state
  const get = <T>(name: string): T | undefined => (facts[name]?.[2] as T | null) ?? undefined
  const all = <T>(prefix: string): T[] =>
    Object.keys(facts)
      .filter((name) => name.startsWith(prefix))
      .sort()
      .flatMap((name) => get<T[]>(name) ?? [])
  const hidden = get<boolean>('sensitive') === true
  const address = hidden ? [] : all<Address>('address:')
  const telecom = hidden ? [] : all<ContactPoint>('telecom:')
  const spans = spansOf(state)
  const practice = withSince(get<Reference>('practice'), spans)
  const practitioners = hidden ? [] : [practice, get<Reference>('doctor')]
  const generalPractitioner = practitioners.filter((one) => one !== undefined)
  const multiple = get<number | boolean>('multipleBirth')
  const birthTime = get<string>('birthTime')
  const language = get<NonNullable<Patient['maritalStatus']>>('language')
  const extension = [...extensions(get), ...(hidden ? [] : formerPractices(practice, spans))]
  return {
    resourceType: 'Patient',
    ...(hidden && { meta: { security: [restricted] } }),
    ...(extension.length > 0 && { extension }),
    identifier: all('identifier:'),
    ...optional('name', get('name')),
    ...(telecom.length > 0 && { telecom }),
    ...optional('gender', get('gender')),
    ...optional('birthDate', get('birthDate')),
    ...(birthTime && { _birthDate: { extension: [{ url: bornAt, valueDateTime: birthTime }] } }),
    ...deceased(get('deceased'), get('deathDate'), spans),
    ...(address.length > 0 && { address }),
    ...optional('maritalStatus', get('maritalStatus')),
    ...(typeof multiple === 'number' && { multipleBirthInteger: multiple }),
    ...(typeof multiple === 'boolean' && { multipleBirthBoolean: multiple }),
    ...optional('contact', hidden ? undefined : get('contact')),
    ...(language && { communication: [{ language, preferred: true }] }),
    ...(generalPractitioner.length > 0 && { generalPractitioner }),
  }
}

function extensions(get: (name: string) => unknown): Extension[] {
  const valueCodeableConcept = get('ethnicity') as Extension['valueCodeableConcept']
  return valueCodeableConcept ? [{ url: ethnicCategoryUrl, valueCodeableConcept }] : []
}

const optional = (name: string, value: unknown): object =>
  value === undefined ? {} : { [name]: value }

function deceased(
  said: boolean | undefined,
  date: string | undefined,
  spans: Spans,
): Partial<Patient> {
  if (said === undefined) return {}
  if (!said) return { deceasedBoolean: false }
  if (date) return { deceasedDateTime: date }
  const since = sinceWhen(spans, 'deceased', 'true')
  if (since === undefined) return { deceasedBoolean: true }
  const valueInstant = new Date(since).toISOString()
  return {
    deceasedBoolean: true,
    _deceasedBoolean: { extension: [{ url: saidSinceUrl, valueInstant }] },
  }
}

const bornAt = 'http://hl7.org/fhir/StructureDefinition/patient-birthTime'
const ethnicCategoryUrl =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory'
const restricted = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  code: 'R',
  display: 'restricted',
}
