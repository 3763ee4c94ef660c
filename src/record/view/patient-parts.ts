/** What one source says about who a person is, read from its Patient resource. */
import type { Address, ContactPoint, HumanName, Patient, Period, Reference } from 'fhir/r4'
import { isOdsCode, nhsNumberSystem, type PersonView, readNhsNumber } from '#vocabulary'
import { codeOf, codingWords, words } from './concept.ts'
import { dateOf, endedBefore } from './dates.ts'
import { extension } from './extensions.ts'
import { joined, list, phrase, phrases, text } from './lenient.ts'
import { contained, humanName, nameOf } from './names.ts'

/** Ended by itself: told at a moment after its own end. */
const isOver = (period: Period | undefined, moment: string): boolean =>
  endedBefore(dateOf(period?.end), moment)

const verifiedCodes: ReadonlySet<string> = new Set(['01', '1', 'number-present-and-verified'])

export function nhsNumberIn(patient: Patient): { number: string; verified: boolean } | undefined {
  let found: { number: string; verified: boolean } | undefined
  for (const identifier of list(patient.identifier)) {
    if (text(identifier.system) !== nhsNumberSystem || identifier.use === 'old') continue
    const number = readNhsNumber(text(identifier.value))
    if (!number) continue
    const status = extension(identifier, 'NHSNumberVerificationStatus')
    const verified = verifiedCodes.has(codeOf(status?.valueCodeableConcept) ?? '')
    if (verified) return { number, verified }
    found ??= { number, verified }
  }
  return found
}

/**
 * The source knows another NHS number of before. Where that is meant to be forgotten (adoption,
 * gender recognition, a protected identity) nothing says so: whoever has one counts (AC-26).
 */
export const hasFormerNumber = (patient: Patient): boolean => {
  const now = nhsNumberIn(patient)?.number
  return list(patient.identifier).some((identifier) => {
    if (text(identifier.system) !== nhsNumberSystem) return false
    const number = readNhsNumber(text(identifier.value))
    return number !== undefined && number !== now
  })
}

const pastNames: ReadonlySet<unknown> = new Set(['old', 'maiden', 'anonymous', 'nickname', 'temp'])
const nameOrder = ['official', 'usual', undefined]

/** Present names, the one to be shown first. */
export function namesNow(patient: Patient, moment: string): readonly HumanName[] {
  return list(patient.name)
    .filter((name) => !pastNames.has(name.use) && !isOver(name.period, moment))
    .toSorted((a, b) => nameOrder.indexOf(a.use) - nameOrder.indexOf(b.use))
}

export function nameParts(name: HumanName | undefined): PersonView['name'] {
  const family = phrase(name?.family)
  const given = joined(phrases(name?.given), ' ')
  const prefix = joined(phrases(name?.prefix), ' ')
  // Only free text was sent: it is shown whole, and not taken apart by guessing.
  if (!family && !given) {
    const whole = humanName(name)
    return whole ? { family: whole } : {}
  }
  return { ...(family && { family }), ...(given && { given }), ...(prefix && { prefix }) }
}

export function formerNames(patient: Patient, shown: HumanName | undefined): string[] {
  return list(patient.name)
    .filter((name) => name !== shown)
    .map((name) => {
      const whole = humanName(name)
      const use = name.use && pastNames.has(name.use) ? phrase(name.use) : undefined
      return whole && use ? `${whole} (${use})` : whole
    })
    .filter((name) => name !== undefined)
}

const otherAddresses: ReadonlySet<unknown> = new Set(['old', 'billing', 'temp', 'work'])

export function homeAddress(patient: Patient, moment: string): PersonView['address'] {
  const current = list(patient.address).filter(
    (each) => !otherAddresses.has(each.use) && !isOver(each.period, moment),
  )
  const address = current.find((each) => each.use === 'home') ?? current[0]
  if (!address) return undefined
  const lines = addressLines(address)
  const postcode = phrase(address.postalCode)?.toUpperCase()
  if (lines.length === 0 && !postcode) return undefined
  return { lines, ...(postcode && { postcode }) }
}

function addressLines(address: Address): string[] {
  const parts = [address.city, address.district, address.state].map(phrase)
  const all = [...phrases(address.line), ...parts].filter((line) => line !== undefined)
  const lines = [...new Set(all)]
  return lines.length > 0
    ? lines
    : (text(address.text)
        ?.split(/\s*[\n,]\s*/)
        .filter(Boolean) ?? [])
}

const telephoneOrder: readonly unknown[] = ['mobile', 'home', undefined]

export function telephoneIn(patient: Patient, moment: string): string | undefined {
  const rank = (point: ContactPoint): number =>
    typeof point.rank === 'number' ? point.rank : 10 + telephoneOrder.indexOf(point.use)
  return list(patient.telecom)
    .filter((point) => point.system === 'phone' && telephoneOrder.includes(point.use))
    .filter((point) => !isOver(point.period, moment))
    .toSorted((a, b) => rank(a) - rank(b))
    .map((point) => phrase(point.value))
    .find((number) => number !== undefined)
}

export function languageIn(patient: Patient): string | undefined {
  const spoken = list(patient.communication)
  const preferred = spoken.find((each) => each.preferred === true) ?? spoken[0]
  const nhs = extension(extension(patient, 'NHSCommunication'), 'language')
  return (
    words(preferred?.language) ?? words(nhs?.valueCodeableConcept) ?? codingWords(nhs?.valueCoding)
  )
}

export function interpreterIn(patient: Patient): boolean | undefined {
  const needed =
    extension(extension(patient, 'NHSCommunication'), 'interpreterRequired') ??
    extension(patient, 'interpreterRequired')
  return typeof needed?.valueBoolean === 'boolean' ? needed.valueBoolean : undefined
}

// GP practices have one letter and five digits. A hospital names itself as the managing
// organisation of its patients, and is nobody's GP practice.
const practiceCode = /^[A-HJ-NPVWY]\d{5}$/

export function practiceIn(patient: Patient): PersonView['gpPractice'] {
  const practices = list(patient.generalPractitioner).map((each) => practiceOf(each, patient))
  const managing = practiceOf(patient.managingOrganization, patient)
  return (
    practices.find((each) => each?.ods) ??
    practices.find((each) => each) ??
    (managing?.ods && practiceCode.test(managing.ods) ? managing : undefined)
  )
}

function practiceOf(reference: Reference | undefined, patient: Patient): PersonView['gpPractice'] {
  const inside = reference && contained(reference, patient)
  const kind = `${text(reference?.type) ?? ''} ${text(reference?.reference) ?? ''}`
  // A named doctor is not a practice.
  if (/\bPractitioner/.test(kind) || inside?.resourceType === 'Practitioner') return undefined
  const inner = inside?.resourceType === 'Organization' ? list(inside.identifier) : []
  const codes = [reference?.identifier, ...inner]
    .filter((identifier) => /ods/i.test(text(identifier?.system) ?? ''))
    .map((identifier) => text(identifier?.value)?.toUpperCase())
  const ods = codes.find((code) => code !== undefined && isOdsCode(code))
  const name = nameOf(reference, patient)
  if (!ods && !(name && /\bOrganization/.test(kind))) return undefined
  return { ...(ods && { ods }), ...(name && name !== ods && { name }) }
}

/** A death is told with its date where there is one; false is said, and undefined is silence. */
export function deathIn(patient: Patient): { dead: boolean; date?: string } | undefined {
  const date = dateOf(patient.deceasedDateTime)
  if (date) return { dead: true, date }
  if (text(patient.deceasedDateTime)) return { dead: true }
  return typeof patient.deceasedBoolean === 'boolean'
    ? { dead: patient.deceasedBoolean }
    : undefined
}

const confidential: ReadonlySet<string> = new Set(['R', 'V', 'REDACTED'])

/** PDS: restricted, very restricted. Where such a person lives must not be found from here. */
export function isConfidential(patient: Patient): boolean {
  return list(patient.meta?.security).some((label) => confidential.has(text(label.code) ?? ''))
}
