/** The parts of an Encounter that describe it: what kind, with whom, why, from where and to. */
import type { CodeableConcept, Coding, Encounter, Extension, Reference } from 'fhir/r4'
import type { Latest } from '../latest.ts'

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const nullFlavor = 'http://terminology.hl7.org/CodeSystem/v3-NullFlavor'
const participation = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'

const classes: Readonly<Record<string, readonly [code: string, display: string, words: string]>> = {
  E: ['EMER', 'emergency', 'Emergency department attendance'],
  I: ['IMP', 'inpatient encounter', 'Inpatient stay'],
  B: ['IMP', 'inpatient encounter', 'Maternity stay'],
  O: ['AMB', 'ambulatory', 'Outpatient attendance'],
  R: ['AMB', 'ambulatory', 'Outpatient attendance, recurring'],
  C: ['AMB', 'ambulatory', 'Outpatient attendance'],
  P: ['PRENC', 'pre-admission', 'Planned admission'],
  H: ['HH', 'home health', 'Visit at home'],
}

/** PV1-2 (table 0004 with the NHS letters); anything else is a visit of unknown kind. */
export function encounterClass(code: string): Coding {
  const [mapped, display] = classes[code] ?? []
  if (!mapped) return { system: nullFlavor, code: 'UNK', display: 'unknown' }
  return { system: actCode, code: mapped, display }
}

const roles: Readonly<Record<string, string>> = {
  ATND: 'Attending',
  CON: 'Consultant',
  ADM: 'Admitting',
  REF: 'Referring',
}

export function describeVisit(
  facts: Latest,
  status: Encounter['status'],
): Omit<Encounter, 'resourceType' | 'status'> {
  const get = <T>(name: string): T | undefined => (facts[name]?.[2] as T | null) ?? undefined
  const code = get<string>('class') ?? ''
  const words = classes[code]?.[2]
  const patientType = get<CodeableConcept>('patientType')
  const type = [words && { text: words }, patientType].filter((one) => one)
  const specialty = get<CodeableConcept>('specialty')
  const reason = get<CodeableConcept>('reason')
  const provider = get<Reference>('provider')
  const identifier = get<Encounter['identifier']>('identifier')
  const participant = Object.keys(roles).flatMap((role) =>
    (get<Reference[]>(`participant:${role}`) ?? []).map((individual) => ({
      type: [{ coding: [{ system: participation, code: role }], text: roles[role] as string }],
      individual,
    })),
  )
  const method = get<CodeableConcept>('admissionMethod')
  const extension = [
    ...(method ? [{ url: ukCore('AdmissionMethod'), valueCodeableConcept: method }] : []),
    ...expectations(get, status),
  ]
  const hospitalization = stay(get, status)
  return {
    ...(extension.length > 0 && { extension }),
    ...(identifier && { identifier }),
    class: encounterClass(code),
    ...(type.length > 0 && { type: type as CodeableConcept[] }),
    ...(specialty && { serviceType: specialty }),
    subject: { type: 'Patient' },
    ...(participant.length > 0 && { participant }),
    ...(reason && { reasonCode: [reason] }),
    ...(hospitalization && { hospitalization }),
    ...(provider && { serviceProvider: provider }),
  }
}

type Get = <T>(name: string) => T | undefined

function stay(get: Get, status: Encounter['status']): Encounter['hospitalization'] {
  const admitSource = get<CodeableConcept>('admitSource')
  const isOver = status === 'finished'
  const dischargeMethod = isOver ? get<CodeableConcept>('dischargeMethod') : undefined
  const disposition = isOver
    ? (get<CodeableConcept>('destination') ?? get<CodeableConcept>('disposal') ?? dischargeMethod)
    : undefined
  const extension: Extension[] = []
  if (dischargeMethod) {
    extension.push({ url: ukCore('DischargeMethod'), valueCodeableConcept: dischargeMethod })
  }
  if (extension.length === 0 && !admitSource && !disposition) return undefined
  return {
    ...(extension.length > 0 && { extension }),
    ...(admitSource && { admitSource }),
    ...(disposition && { dischargeDisposition: disposition }),
  }
}

/** What is expected: a discharge, a return from leave. Shown only while it lies ahead. */
function expectations(get: Get, status: Encounter['status']): Extension[] {
  const found: Extension[] = []
  const isOpen = status === 'in-progress' || status === 'planned' || status === 'onleave'
  const discharge = get<string>('expectedEnd')
  const back = get<string>('expectedReturn')
  if (isOpen && discharge) {
    found.push({ url: 'urn:lcr:expected-discharge', valueDateTime: discharge })
  }
  if (status === 'onleave' && back) {
    found.push({ url: 'urn:lcr:expected-return', valueDateTime: back })
  }
  return found
}

const ukCore = (name: string): string =>
  `https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-${name}`
