/** What happens in a life, each event as one organisation knows it. All times are ms, UTC. */
import type { Clinician, HospitalOds } from '../people/person.ts'

/** Who keeps the record that is not a hospital's message: the FHIR feeds. */
export type Keeper = 'gp' | 'slam' | 'community' | '111' | 'borough-lambeth'

interface Happens {
  /** Unique in the city, and the same for the same seed. */
  readonly id: string
  readonly at: number
}
interface Kept extends Happens {
  readonly keeper: Keeper
  readonly by?: Clinician
}

export interface Place {
  readonly ward: string
  readonly room?: string
  readonly bed?: string
}
export interface Diagnosis {
  readonly code?: string
  readonly text: string
}

export interface Stay extends Happens {
  readonly kind: 'stay'
  readonly ods: HospitalOds
  readonly setting: 'inpatient' | 'emergency' | 'outpatient'
  readonly visit: string
  readonly end?: number
  readonly moves: readonly { readonly at: number; readonly place: Place }[]
  readonly consultant: Clinician
  readonly specialty: string
  readonly reason: string
  readonly diagnoses: readonly Diagnosis[]
  /** NHS Data Dictionary: method and source of admission, destination on discharge. */
  readonly admission?: { readonly method: string; readonly from: string }
  readonly destination?: string
  readonly died?: boolean
  /** Days and nights away from the ward with leave to return. */
  readonly leave?: readonly { readonly from: number; readonly to?: number }[]
  /** Registered by mistake, and taken back at this time. */
  readonly cancelled?: number
  readonly allergies?: readonly { readonly text: string; readonly reaction?: string }[]
}

export interface Result {
  readonly code: string
  readonly name: string
  readonly value: string
  readonly unit: string
  readonly range?: string
  readonly flag?: 'H' | 'HH' | 'L' | 'LL'
  readonly note?: string
}
/** What one request found: a panel of blood tests, a culture, a scan. */
export interface Panel {
  readonly code: string
  readonly name: string
  /** HL7 table 0074: HM, CH, TX, MB, SP, RAD. */
  readonly section: string
  readonly specimen?: string
  readonly results: readonly Result[]
  /** The narrative of histology, microbiology and imaging. */
  readonly lines?: readonly string[]
  readonly status: 'F' | 'C' | 'P'
  readonly comment?: string
}
/** A report of a laboratory or of imaging. `at` is when it was issued. */
export interface Report extends Happens {
  readonly kind: 'report'
  readonly ods: 'RJZ' | 'RJ2'
  readonly filler: string
  readonly collected: number
  readonly panels: readonly Panel[]
  readonly requester: { readonly name: string; readonly code: string; readonly place: string }
  readonly stay?: Stay
}

export interface Letter extends Happens {
  readonly kind: 'letter'
  readonly ods: HospitalOds
  readonly number: string
  readonly type: 'DS' | 'CL' | 'MDT' | 'OP'
  readonly title: string
  readonly by: Clinician
  readonly lines: readonly string[]
  readonly pdf: boolean
  readonly stay?: Stay
  /** This one is a new version of an earlier letter, by its number. */
  readonly edits?: string
}

export interface Problem extends Kept {
  readonly kind: 'problem'
  readonly text: string
  readonly code?: string
  readonly significance: 'major' | 'minor'
  readonly end?: number
  readonly note?: string
}
export interface Medicine extends Kept {
  readonly kind: 'medicine'
  readonly text: string
  readonly vtm?: string
  readonly substance?: string
  readonly dose: string
  readonly quantity: string
  readonly course: 'repeat' | 'acute'
  readonly end?: number
  readonly ended?: string
  readonly note?: string
}
export interface Allergy extends Kept {
  readonly kind: 'allergy'
  readonly text: string
  readonly code?: string
  readonly reaction?: { readonly text: string; readonly code?: string }
  readonly severe: boolean
  readonly category: 'medication' | 'food' | 'environment'
  readonly noneKnown?: boolean
}
export interface Immunisation extends Kept {
  readonly kind: 'immunisation'
  readonly vaccine: string
  readonly dose?: number
  readonly lot: string
  readonly declined?: string
}
export interface Reading extends Kept {
  readonly kind: 'reading'
  readonly text: string
  readonly code?: string
  readonly value?: number
  readonly unit?: string
  readonly words?: string
  readonly parts?: readonly { text: string; code: string; value: number; unit: string }[]
}
export interface Contact extends Kept {
  readonly kind: 'contact'
  readonly title: string
  readonly words: string
  readonly mode: 'surgery' | 'telephone' | 'home' | 'video'
  readonly end?: number
}
export interface Referral extends Kept {
  readonly kind: 'referral'
  readonly to: string
  readonly words: string
  readonly priority: 'routine' | 'urgent'
  readonly done: boolean
}
export interface Paper extends Kept {
  readonly kind: 'paper'
  readonly title: string
  readonly lines: readonly string[]
  readonly pdf: boolean
  readonly code?: string
  readonly restricted?: boolean
}
export interface Plan extends Kept {
  readonly kind: 'plan'
  readonly title: string
  readonly category: string
  readonly code?: string
  readonly words: string
  readonly steps: readonly { readonly title: string; readonly words: string }[]
  readonly end?: number
}
export interface Team extends Kept {
  readonly kind: 'team'
  readonly name: string
  readonly phone: string
  readonly members: readonly Clinician[]
  readonly end?: number
  /** The episode of care that the team holds, and who co-ordinates it. */
  readonly episode?: { readonly type: string; readonly coordinator: Clinician }
}
export interface Alert extends Kept {
  readonly kind: 'alert'
  readonly text: string
  readonly category: string
  readonly end?: number
  readonly restricted?: boolean
}
export interface Booking extends Kept {
  readonly kind: 'booking'
  readonly title: string
  readonly when: number
  readonly status: 'booked' | 'fulfilled' | 'noshow' | 'cancelled'
  readonly place: string
}
export interface Operation extends Kept {
  readonly kind: 'operation'
  readonly text: string
  readonly code?: string
}

export type Entry =
  | Problem
  | Medicine
  | Allergy
  | Immunisation
  | Reading
  | Contact
  | Referral
  | Paper
  | Plan
  | Team
  | Alert
  | Booking
  | Operation
export type LifeEvent = Stay | Report | Letter | Entry
