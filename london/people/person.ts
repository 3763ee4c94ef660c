/** Who lives in this London: invented people, each with the numbers by which systems know them. */
import type { NhsNumber } from '#vocabulary'

export type HospitalOds = 'RJZ' | 'RJ2' | 'RV5'
export type PracticeOds = 'G85013' | 'G85016' | 'G85005'
export type Sex = 'female' | 'male'

export interface Clinician {
  /** 'Dr Sunil Perera' */
  readonly name: string
  readonly role: string
  /** Invented, in the shape of its register: 'G9912345', 'C9912345'. */
  readonly code: string
  readonly ods: string
  readonly phone?: string
}

export interface Person {
  /** 'p0042': the same person for the same seed. */
  readonly key: string
  readonly story: string
  readonly family: string
  readonly given: string
  readonly prefix: string
  /** The name before marriage, by which some systems still know them. */
  readonly formerFamily?: string
  /** YYYY-MM-DD */
  readonly birthDate: string
  readonly sex: Sex
  readonly nhsNumber?: NhsNumber
  /** NHS number status of the hospitals: 01 verified, 02 not traced, 07 not present. */
  readonly nhsStatus: '01' | '02' | '07'
  readonly numbers: Readonly<Record<HospitalOds, string>>
  readonly address: Address
  readonly phone?: string
  /** ISO 639-1 */
  readonly language: string
  readonly interpreter: boolean
  /** NHS Data Dictionary ETHNIC CATEGORY. */
  readonly ethnic: string
  /** Absent: registered nowhere. */
  readonly practice?: PracticeOds
  readonly gp?: Clinician
  readonly nextOfKin?: NextOfKin
  readonly birthOrder?: 1 | 2
  /** The hospital that is nearest. */
  readonly hospital: 'RJZ' | 'RJ2'
}

export interface Address {
  readonly lines: readonly string[]
  readonly postcode: string
  readonly borough: string
}

export interface NextOfKin {
  readonly name: string
  /** HL7 table 0063 as ITK has it, and in words. */
  readonly relationship: readonly [code: string, words: string]
  readonly phone: string
}

export const fullName = (person: Person): string => `${person.given} ${person.family}`
