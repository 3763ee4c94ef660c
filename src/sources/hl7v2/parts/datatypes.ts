/** The composite data types as FHIR R4 types (HL7 v2.4 ch.2 §2.9; NHS shapes of §1.5). */
import type { Address, ContactPoint, HumanName, Identifier, Period, Reference } from 'fhir/r4'
import { isOdsCode, odsOrganisationSystem } from '#vocabulary'
import type { Repetition } from './message.ts'
import type { Reading } from './reading.ts'

const nameUses: Readonly<Record<string, HumanName['use']>> = {
  L: 'official',
  D: 'usual',
  A: 'nickname',
  B: 'old',
  M: 'maiden',
  N: 'nickname',
  CURRENT: 'official',
  PREFERRED: 'usual',
  ALIAS: 'nickname',
  PREVIOUS: 'old',
  'PREVIOUS-BIRTH': 'old',
  'PREVIOUS-BACHELOR': 'old',
  'PREVIOUS-MAIDEN': 'maiden',
}

/** XPN. Undefined without a family or given name. */
export function humanName(field: Repetition): HumanName | undefined {
  const family = field.words(1).split('&')[0]?.trim()
  const given = [field.words(2), ...field.words(3).split(/\s+/)].filter((name) => name !== '')
  if (!family && given.length === 0) return undefined
  const use = nameUses[field.text(7).toUpperCase()]
  const prefix = field.words(5)
  const suffix = field.words(4)
  return {
    ...(use && { use }),
    ...(family && { family }),
    ...(given.length > 0 && { given }),
    ...(prefix && { prefix: [prefix] }),
    ...(suffix && { suffix: [suffix] }),
  }
}

const addressUses: Readonly<Record<string, Address['use']>> = {
  H: 'home',
  P: 'home',
  HOME: 'home',
  L: 'home',
  C: 'temp',
  TMP: 'temp',
  B: 'work',
  O: 'work',
  BA: 'old',
  BDL: 'old',
}

/** XAD: five lines in the United Kingdom, the last a postcode. Undefined when empty. */
export function address(field: Repetition): Address | undefined {
  const line = [field.words(1), field.words(2)].filter((part) => part !== '')
  const [city, district, postalCode] = [field.words(3), field.words(4), field.words(5)]
  const country = field.words(6)
  if (line.length === 0 && !city && !district && !postalCode) return undefined
  const type = field.text(7).toUpperCase()
  const use = addressUses[type]
  return {
    ...(use && { use }),
    ...((type === 'PST' || type === 'M') && { type: 'postal' as const }),
    ...(line.length > 0 && { line }),
    ...(city && { city }),
    ...(district && { district }),
    ...(postalCode && { postalCode }),
    ...(country && { country }),
  }
}

/** XTN. Undefined for the fillers that systems send for no number at all. */
export function contactPoint(field: Repetition, work: boolean): ContactPoint | undefined {
  const email = field.text(4)
  const built = [field.text(5), field.text(6), field.text(7)].filter((part) => part).join(' ')
  const number = field.text(1) || field.text(12) || built
  const value = email || number
  if (value === '' || (!email && !/[1-9]/.test(value))) return undefined
  const kind = `${field.text(2)} ${field.text(3)}`.toUpperCase()
  const isEmail = email !== '' || value.includes('@')
  const isMobile = /\b(CP|MOBILE|MOB|PRS)\b/.test(kind)
  const system = isEmail ? 'email' : /\bFX|FAX\b/.test(kind) ? 'fax' : 'phone'
  const use = isMobile ? 'mobile' : work || /\b(WPN|WORK)\b/.test(kind) ? 'work' : 'home'
  return { system, value, use }
}

const gmp = 'https://fhir.hl7.org.uk/Id/gmp-number'
const gmc = 'https://fhir.hl7.org.uk/Id/gmc-number'
const practitionerShapes: readonly (readonly [RegExp, string])[] = [
  [/^G\d{7}$/, gmp],
  [/^C\d{7}$/, 'https://fhir.hl7.org.uk/Id/consultant-code'],
  [/^\d{7}$/, gmc],
  [/^\d{12}$/, 'https://fhir.nhs.uk/Id/sds-user-id'],
  [/^\d{2}[A-Z]\d{4}[A-Z]$/, 'https://fhir.hl7.org.uk/Id/nmc-number'],
]

/** XCN. The shape of the number says what it is, not the label that senders put on it (HL7-19). */
export function practitioner(field: Repetition, reading: Reading): Reference | undefined {
  if (!field.isValued) return undefined
  const value = field.text(1)
  const display = [field.words(6), field.words(3), field.words(2).split('&')[0]?.trim()]
    .filter((part) => part)
    .join(' ')
  if (value === '' && display === '') return undefined
  const known = practitionerShapes.find(([shape]) => shape.test(value))?.[1]
  const system = known ?? reading.namespace(field.text(9), 'practitioner')
  return {
    type: 'Practitioner',
    ...(value && { identifier: { system, value } }),
    display: display || value,
  }
}

/** XON, or an organisation named in any other way: by ODS code when there is one. */
export function organisation(name: string, ...codes: readonly string[]): Reference | undefined {
  const code = codes.find((text) => isOdsCode(text))
  if (!name && !code) return undefined
  const identifier = code && { identifier: { system: odsOrganisationSystem, value: code } }
  return { ...identifier, display: name || code }
}

/** EI or CX of something that is no patient: its number in the sender's namespace. */
export function numbered(
  field: Repetition,
  kind: string,
  reading: Reading,
): Identifier | undefined {
  const value = field.text(1)
  if (value === '') return undefined
  return { system: reading.namespace(field.text(2) || field.text(3), kind), value }
}

/** A period of the bounds that are known; undefined of none. */
export function period(start?: string, end?: string): Period | undefined {
  return start || end ? { ...(start && { start }), ...(end && { end }) } : undefined
}
