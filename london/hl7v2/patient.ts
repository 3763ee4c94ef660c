/** PID, PD1 and NK1: who it is, in the manner of each hospital (HL7 v2.4 ch.3; HL7 UK A.2). */
import organisations from '../organisations.json' with { type: 'json' }
import type { HospitalOds, Person } from '../people/person.ts'
import { hl7Time } from '../time.ts'
import { clinician, segment, text } from './segment.ts'

/** Lewisham holds names in capitals without accents, and knows nothing of later marriages. */
const plain = (words: string): string =>
  words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .toUpperCase()

function nameAt(ods: HospitalOds, person: Person): string {
  if (ods !== 'RJ2')
    return [person.family, person.given, '', '', person.prefix, '', 'L'].map(text).join('^')
  const family = plain(person.formerFamily ?? person.family)
  return [family, plain(person.given), '', '', plain(person.prefix), '', 'L'].map(text).join('^')
}

function numbersAt(ods: HospitalOds, person: Person): string {
  const own = `${person.numbers[ods]}^^^${ods}^MR`
  return person.nhsNumber ? `${own}~${person.nhsNumber}^^^NHS^NH` : own
}

function addressAt(ods: HospitalOds, { address }: Person): string {
  // Lewisham's system fills what it does not hold with "".
  const absent = ods === 'RJ2' ? '""' : ''
  const [first = absent, second = absent] = address.lines.map(text)
  const kind = address.postcode.startsWith('ZZ') ? 'TMP' : 'H'
  return [first, second, 'London', absent, address.postcode, 'GBR', kind].join('^')
}

export function patient(ods: HospitalOds, person: Person, died?: number): string {
  return segment('PID', {
    1: '1',
    3: numbersAt(ods, person),
    5: nameAt(ods, person),
    7: person.birthDate.replaceAll('-', ''),
    8: person.sex === 'female' ? 'F' : 'M',
    11: addressAt(ods, person),
    13: person.phone && `${person.phone}^PRN^${person.phone.startsWith('07') ? 'CP' : 'PH'}`,
    15: person.language,
    22: person.ethnic,
    24: person.birthOrder ? 'Y' : undefined,
    25: person.birthOrder && String(person.birthOrder),
    29: died === undefined ? undefined : hl7Time(died).slice(0, 12),
    30: died === undefined ? 'N' : 'Y',
    32: person.nhsStatus,
  })
}

export function practice(person: Person): string | undefined {
  if (!person.practice || !person.gp) return undefined
  const name = organisations.find(({ ods }) => ods === person.practice)?.name
  return segment('PD1', { 3: `${text(name)}^^${person.practice}`, 4: clinician(person.gp) })
}

export function nextOfKin(person: Person): string | undefined {
  if (!person.nextOfKin) return undefined
  const { name, relationship, phone } = person.nextOfKin
  const [given = '', ...family] = name.split(' ')
  return segment('NK1', {
    1: '1',
    2: `${text(family.join(' '))}^${text(given)}`,
    3: relationship.map(text).join('^'),
    5: `${phone}^PRN^CP`,
  })
}
