/**
 * PID, PD1 and NK1 as a UK Core Patient and RelatedPersons (HL7 v2.4 ch.3 §3.4.2, §3.4.5,
 * §3.4.10). Each field is the newest that was said of it: a segment that is missing was not
 * sent, and takes nothing away (HL7-10).
 */
import type { CodeableConcept, ContactPoint, PatientContact, RelatedPerson } from 'fhir/r4'
import { nhsNumberSystem, type Statement } from '#vocabulary'
import { type Latest, Saying } from '../latest.ts'
import { address, contactPoint, humanName, organisation, practitioner } from '../parts/datatypes.ts'
import type { Segment } from '../parts/message.ts'
import { ethnicCategory, maritalStatus, relationship } from '../parts/nhs-tables.ts'
import type { Reading } from '../parts/reading.ts'
import { administrativeGender, type Identified } from './identify.ts'
import { assemblePatient, type PatientState } from './patient-fold.ts'

/** The segments that belong to one PID. */
export interface PatientGroup {
  readonly pid: Segment
  readonly segments: readonly Segment[]
}

export const segmentNamed = (group: PatientGroup, name: string): Segment | undefined =>
  group.segments.find((segment) => segment.name === name)
export const segmentsNamed = (group: PatientGroup, name: string): Segment[] =>
  group.segments.filter((segment) => segment.name === name)

/**
 * The Patient statement. A stub says who was meant where the message only points at a patient;
 * it gives way to anything that the sender says about its patients themselves (HL7-17).
 */
export function patientStatement(
  group: PatientGroup,
  identified: Identified,
  stub: boolean,
  reading: Reading,
): Statement {
  const saying = new Saying(stub ? [0, 0] : [reading.recorded, reading.sent ?? 0])
  saySelf(group.pid, identified, saying, reading)
  if (!stub) sayCircle(group, saying, reading)
  const state: PatientState = { stub, facts: saying.facts as Latest }
  return {
    kind: 'Patient',
    sourceId: '',
    eventTime: saying.said[0],
    resource: assemblePatient(state),
    combine: 'patient',
    state,
  }
}

function saySelf(pid: Segment, identified: Identified, saying: Saying, reading: Reading): void {
  const { identification } = identified
  const systems = Map.groupBy(identification.identifiers, (identifier) => identifier.system)
  for (const [system, identifiers] of systems) {
    const verified =
      system === nhsNumberSystem && identification.nhsNumber
        ? [verification(identification.nhsNumberVerified === true)]
        : undefined
    const stated = identifiers.map((one) => ({ ...(verified && { extension: verified }), ...one }))
    saying.put(`identifier:${system}`, stated)
  }
  const names = pid
    .repetitions(5)
    .map(humanName)
    .filter((name) => name !== undefined)
  if (names.length > 0) saying.put('name', names)
  saying.put('birthDate', identification.birthDate)
  const born = pid.text(7).length > 8 ? reading.moment(pid, 7) : undefined
  saying.put('birthTime', born && !born.date.includes('T00:00:00') ? born.date : undefined)
  const { nulls, nullMode } = reading.feed.profile
  const isGenderGone = pid.isNull(8) && (nulls['PID-8'] ?? nullMode) === 'delete'
  saying.put('gender', isGenderGone ? null : administrativeGender(pid.text(8)))
  const addresses = pid
    .repetitions(11)
    .map(address)
    .filter((one) => one !== undefined)
  for (const [use, list] of Map.groupBy(addresses, (one) => one.use ?? '')) {
    saying.put(`address:${use}`, list)
  }
  if (reading.isGone(pid, 11)) for (const use of addressUses) saying.put(`address:${use}`, null)
  sayTelecom(pid, 13, 'home', saying, reading)
  sayTelecom(pid, 14, 'work', saying, reading)
  saying.put('language', reading.isGone(pid, 15) ? null : language(pid, reading))
  const marital = pid.words(16, 2) || maritalStatus[pid.text(16).toUpperCase()]
  saying.put('maritalStatus', marital ? { text: marital } : undefined)
  saying.put('ethnicity', ethnicity(pid))
  const multiple = pid.text(25) ? Number(pid.text(25)) : pid.text(24).toUpperCase() === 'Y'
  if (pid.text(24).toUpperCase() === 'Y') saying.put('multipleBirth', multiple)
  sayDeath(pid, saying, reading)
}

/** `""` in the whole field takes away every kind of address, also those without a type (HL7-09). */
const addressUses = ['', 'home', 'temp', 'work', 'old']

function sayTelecom(
  pid: Segment,
  n: number,
  use: 'home' | 'work',
  saying: Saying,
  reading: Reading,
): void {
  const points = pid.repetitions(n).map((xtn) => contactPoint(xtn, use === 'work'))
  const known = points.filter((point) => point !== undefined)
  // What is sent of one kind replaces that kind: a new telephone does not end a mobile (HL7-09).
  for (const [kind, list] of Map.groupBy(known, kindOf)) {
    saying.put(`telecom:${use}${kind}`, list)
  }
  if (!reading.isGone(pid, n)) return
  for (const kind of telecomKinds) saying.put(`telecom:${use}${kind}`, null)
}

const telecomKinds = ['', ':mobile', ':email', ':fax']

/** The usual telephone of a field needs no word. */
function kindOf(point: ContactPoint): string {
  if (point.system !== 'phone') return `:${point.system}`
  return point.use === 'mobile' ? ':mobile' : ''
}

/** PID-29 with PID-30 = N contradict each other: then nothing is said of death. */
function sayDeath(pid: Segment, saying: Saying, reading: Reading): void {
  const date = reading.moment(pid, 29)?.date
  const indicator = pid.text(30).toUpperCase()
  if (date && indicator === 'N') {
    reading.defect('PID-29 and PID-30 contradict each other')
    return
  }
  if (indicator === 'Y' || date) saying.put('deceased', true)
  else if (indicator === 'N') saying.put('deceased', false)
  saying.put('deathDate', date)
}

/** The practice, the family doctor and the people around the patient. */
function sayCircle(group: PatientGroup, saying: Saying, reading: Reading): void {
  const pd1 = segmentNamed(group, 'PD1')
  if (pd1) {
    const practice = pd1.first(3)
    saying.put('practice', organisation(practice.words(1), practice.text(3), practice.text(10)))
    saying.put('doctor', practitioner(pd1.first(4), reading))
  }
  const contacts = segmentsNamed(group, 'NK1')
    .map(contact)
    .filter((one) => one !== undefined)
  if (contacts.length > 0) saying.put('contact', contacts)
  saying.put('sensitive', isSensitive(group))
}

/** PV1-16 or ZU8-4 asks for care with whom this is shown to; undefined: neither says. */
export function isSensitive(group: PatientGroup): boolean | undefined {
  const vip = segmentNamed(group, 'PV1')?.text(16).toUpperCase() ?? ''
  const hiding = segmentNamed(group, 'ZU8')?.text(4) ?? ''
  if (vip === 'S' || vip === 'Y' || hiding === '2') return true
  return vip === 'N' || vip === 'I' || hiding === '0' ? false : undefined
}

function contact(nk1: Segment): PatientContact | undefined {
  const name = nk1
    .repetitions(2)
    .map(humanName)
    .find((one) => one !== undefined)
  const home = nk1.repetitions(5).map((xtn) => contactPoint(xtn, false))
  const work = nk1.repetitions(6).map((xtn) => contactPoint(xtn, true))
  const telecom = [...home, ...work].filter((point) => point !== undefined)
  const where = nk1
    .repetitions(4)
    .map(address)
    .find((one) => one !== undefined)
  const said = [nk1.first(3), nk1.first(7)].map((ce) => {
    const words = ce.words(2) || relationship[ce.text(1).toUpperCase()] || ce.words(1)
    return words ? { text: words } : undefined
  })
  const relationships: CodeableConcept[] = said.filter((one) => one !== undefined)
  if (!name && telecom.length === 0 && relationships.length === 0) return undefined
  return {
    ...(relationships.length > 0 && { relationship: relationships }),
    ...(name && { name }),
    ...(telecom.length > 0 && { telecom }),
    ...(where && { address: where }),
  }
}

/** One RelatedPerson for each NK1 that says something, known by its place in the sender's list. */
export function relatedPersons(group: PatientGroup, reading: Reading): Statement[] {
  const labels = isSensitive(group) === true ? { labels: ['restricted'] } : {}
  const listed = segmentsNamed(group, 'NK1').flatMap((nk1) => {
    const known = contact(nk1)
    return known ? [{ nk1, known }] : []
  })
  return listed.map(({ nk1, known }, index): Statement => {
    const gender = administrativeGender(nk1.text(15))
    const resource: RelatedPerson = {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { type: 'Patient' },
      ...(known.relationship && { relationship: known.relationship }),
      ...(known.name && { name: [known.name] }),
      ...(known.telecom && { telecom: known.telecom }),
      ...(known.address && { address: [known.address] }),
      ...(gender && { gender }),
    }
    const sourceId = `NK1/${index + 1}`
    return { kind: 'RelatedPerson', sourceId, eventTime: reading.recorded, resource, ...labels }
  })
}

const languages = new Intl.DisplayNames('en-GB', { type: 'language' })
/** Asking for a name is slow, and there are few. */
const languageNames = new Map<string, string>()

function language(pid: Segment, reading: Reading): CodeableConcept | undefined {
  const code = pid.text(15).toLowerCase()
  const sent = reading.concept(pid.first(15))
  if (!/^[a-z]{2}$/.test(code) || pid.text(15, 2)) return sent
  const text = languageNames.get(code) ?? languages.of(code) ?? code
  languageNames.set(code, text)
  return { coding: [{ system: 'urn:ietf:bcp:47', code, display: text }], text }
}

function ethnicity(pid: Segment): unknown {
  const code = pid.text(22).toUpperCase()
  if (code === '') return undefined
  const words = ethnicCategory.words[code]
  const text = pid.words(22, 2) || words || pid.words(22)
  const coding = words && [{ system: ethnicCategory.system, code, display: words }]
  return { ...(coding && { coding }), text }
}

const verification = (verified: boolean): unknown => ({
  url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
  valueCodeableConcept: {
    coding: [
      {
        system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
        code: verified ? 'number-present-and-verified' : 'number-present-but-not-traced',
        display: verified ? 'Number present and verified' : 'Number present but not traced',
      },
    ],
  },
})
