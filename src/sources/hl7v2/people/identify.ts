/**
 * Whom is it about? The sender's own number for the patient, and what else PID says of who that
 * is (HL7 v2.4 ch.3 §3.4.2; NHS number: modulus 11 and not a filler, HL7-18).
 */

import type { SourcePatientKey } from '#vocabulary'
import { type Identification, nhsNumberSystem, readNhsNumber } from '#vocabulary'
import type { FeedProfile } from '../../feed-profile.ts'
import type { Repetition, Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

/** One CX: a number in the namespace of whoever gave it. */
export interface PatientNumber {
  readonly namespace: string
  readonly value: string
  /** Its authority or type says that it is an NHS number; it may still not be one. */
  readonly isNhs: boolean
  /** The accepted NHS number. */
  readonly nhsNumber?: string
  /** A rule of the profile names its namespace. */
  readonly mapped: boolean
  /** Neither authority nor type came with it. */
  readonly bare: boolean
}

export interface Identified {
  readonly key: SourcePatientKey
  readonly identification: Identification
  readonly numbers: readonly PatientNumber[]
}

/** Undefined when there is nothing in PID by which its sender knows the patient. */
export function identify(pid: Segment, reading: Reading): Identified | undefined {
  const numbers = numbersOf(pid.repetitions(3), reading)
  const birth = reading.day(pid, 7)
  const name = pid.repetitions(5).find((xpn) => !/^(A|PREV|ALIAS|B$|M$)/i.test(xpn.text(7)))
  const family = name?.words(1).split('&')[0]?.trim()
  const given = name && [name.words(2), name.words(3)].filter((part) => part).join(' ')
  const { fallbackFields } = reading.feed.profile
  const fallbacks = fallbackFields.map((field) => fallback(pid, field, reading)).filter((n) => n)
  const moved = fallbacks.find((n) => n?.nhsNumber)
  if (moved && !numbers.some((number) => number.nhsNumber)) numbers.push(moved)
  // A birth date that cannot be read still tells people apart.
  const born = birth?.date ?? pid.text(7)
  const stranger = strangerOf(numbers, [family, born, given], reading)
  const nhsNumber = theNhsNumber(numbers, reading)
  const account = fallbacks.find((n) => n?.namespace.endsWith('/account'))
  const other = fallbacks.find((n) => n && !n.isNhs && n !== account)
  const local = numbers.filter((number) => !number.isNhs)
  const chosen =
    local.find((number) => number.mapped) ??
    local[0] ??
    numbers.find((number) => number.nhsNumber && number.nhsNumber === nhsNumber) ??
    other ??
    stranger ??
    account
  if (!chosen) return undefined
  if (other && chosen === other) numbers.push(other)
  const key = { namespace: chosen.namespace, value: chosen.value }
  const gender = administrativeGender(pid.text(8))
  const identification: Identification = {
    identifiers: numbers.map(asIdentifier),
    ...(nhsNumber && { nhsNumber, nhsNumberVerified: isVerified(pid, reading.feed.profile) }),
    ...(family && { family }),
    ...(given && { given }),
    ...(birth && { birthDate: birth.date }),
    ...(gender && { gender }),
    ...identityUnknown(pid),
  }
  return { key, identification, numbers }
}

/** PID-31: only N or `""` ends that nobody knows who it is; silence does not. */
function identityUnknown(pid: Segment): { identityUnknown?: boolean } {
  const said = pid.text(31).toUpperCase()
  if (said === 'Y') return { identityUnknown: true }
  return said === 'N' || pid.isNull(31) ? { identityUnknown: false } : {}
}

/**
 * Known only by an NHS number that is none, perhaps the one that its sender writes for everybody:
 * only with name and birth date is that one patient, and never twins.
 */
function strangerOf(
  numbers: readonly PatientNumber[],
  who: readonly [family?: string, birthDate?: string, given?: string],
  reading: Reading,
): SourcePatientKey | undefined {
  const unverified = numbers.find((number) => number.isNhs && !number.nhsNumber)
  if (!unverified || who.some((part) => !part)) return undefined
  const value = [unverified.value, ...who].join('~').toUpperCase()
  return { namespace: `${reading.org}/unverified`, value }
}

/** The CX repetitions of PID-3 or MRG-1. */
export function numbersOf(fields: readonly Repetition[], reading: Reading): PatientNumber[] {
  return fields.map((cx) => numberOf(cx, reading)).filter((number) => number !== undefined)
}

function numberOf(cx: Repetition, reading: Reading): PatientNumber | undefined {
  const value = cx.text(1)
  if (value === '') return undefined
  const { profile } = reading.feed
  const authorities = [cx.subtext(4, 1), cx.subtext(4, 2)].filter((part) => part !== '')
  const type = cx.text(5)
  const isNhs =
    authorities.some((name) => includes(profile.nhsNumber.authorities, name)) ||
    (type !== '' && includes(profile.nhsNumber.types, type))
  if (isNhs) {
    const nhsNumber = readNhsNumber(value)
    if (!nhsNumber) reading.defect('PID-3 holds an NHS number that is none')
    const namespace = `${reading.org}/NHS`
    const kept = nhsNumber ?? value
    return {
      namespace,
      value: kept,
      isNhs,
      mapped: false,
      bare: false,
      ...(nhsNumber && { nhsNumber }),
    }
  }
  const rule = profile.identifiers.find(
    (pattern) =>
      (pattern.authority === undefined || includes(authorities, pattern.authority)) &&
      (pattern.type === undefined || same(pattern.type, type)),
  )
  const namespace =
    rule?.namespace.replace('{org}', reading.org) ??
    `${reading.org}/${authorities[0] || type || 'ID'}`
  const bare = authorities.length === 0 && type === ''
  return { namespace, value, isNhs, mapped: rule !== undefined, bare }
}

function fallback(
  pid: Segment,
  field: FeedProfile['fallbackFields'][number],
  reading: Reading,
): PatientNumber | undefined {
  const cx = pid.first(Number(field.slice(4)))
  if (!cx.isValued) return undefined
  const nhsNumber = field === 'PID-19' ? readNhsNumber(cx.text(1)) : undefined
  if (nhsNumber) {
    const namespace = `${reading.org}/NHS`
    return { namespace, value: nhsNumber, isNhs: true, nhsNumber, mapped: false, bare: false }
  }
  const number = numberOf(cx, reading)
  if (!number || field === 'PID-2') return number
  const name = field === 'PID-18' ? 'account' : field
  return { ...number, namespace: `${reading.org}/${name}`, mapped: false }
}

/** Two different numbers for one patient: neither is believed, both are kept as identifiers. */
function theNhsNumber(numbers: readonly PatientNumber[], reading: Reading): string | undefined {
  const accepted = new Set(numbers.map((number) => number.nhsNumber).filter((n) => n))
  if (accepted.size > 1) reading.defect('PID-3 holds two different NHS numbers')
  return accepted.size === 1 ? [...accepted][0] : undefined
}

const asIdentifier = (number: PatientNumber): { system: string; value: string } => ({
  system: number.nhsNumber ? nhsNumberSystem : number.namespace,
  value: number.value,
})

/** PID-32 repeats in any order; 01 is present and verified, in whatever dress (§1.5). */
function isVerified(pid: Segment, profile: FeedProfile): boolean {
  const statuses = pid
    .repetitions(32)
    .map((status) => /^(?:NSTS|PDS)?(\d{1,2})$/i.exec(status.text(1))?.[1])
    .filter((status) => status !== undefined)
  return statuses.length === 0 ? profile.nhsNumbersVerified : statuses.some((s) => Number(s) === 1)
}

const genders: Readonly<Record<string, 'male' | 'female' | 'other' | 'unknown'>> = {
  '1': 'male',
  '2': 'female',
  '0': 'unknown',
  '9': 'unknown',
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  N: 'other',
  U: 'unknown',
}

/** Table 0001 and the NHS person gender codes; 9, indeterminate, is not another gender. */
export function administrativeGender(
  code: string,
): 'male' | 'female' | 'other' | 'unknown' | undefined {
  return genders[code.toUpperCase()]
}

const same = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase()
const includes = (list: readonly string[], text: string): boolean =>
  list.some((entry) => same(entry, text))
