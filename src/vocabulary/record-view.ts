/**
 * The record as it is served and shown. Prepared when a message is filed, stored compressed,
 * sent as it lies; so it holds nothing about the session that asks for it.
 */
import type { PartialDate } from './partial-date.ts'

export const sectionNames = [
  'alerts',
  'allergies',
  'medicines',
  'problems',
  'visits',
  'results',
  'documents',
  'procedures',
  'immunisations',
  'appointments',
  'referrals',
  'care-plans',
  'people-and-teams',
] as const
export type SectionName = (typeof sectionNames)[number]

/** What a source has to say in a section. Absence is a value (design §3). */
export type Presence =
  | 'recorded'
  | 'none-known'
  | 'nothing-recorded'
  | 'partial'
  | 'unavailable'
  | 'not-connected'
  | 'withheld'

export interface RecordView {
  /** Rises with each change to this person's record. */
  readonly version: number
  readonly person: PersonView
  /** By ODS code, the organisations that hold something about this person. */
  readonly sources: Readonly<Record<string, SourceView>>
  readonly sections: Readonly<Record<SectionName, readonly Item[]>>
  /** Something is left out of this view. Never says what, how many, or where (AC-23). */
  readonly someWithheld: boolean
}

export interface SourceView {
  readonly ods: string
  readonly name: string
  /** When the newest message from it about this person was received (ISO instant). */
  readonly lastReceived: string
  /**
   * Since when (ISO instant) something that it sent about this person could not be filed and
   * waits for a human: its part of the record may be behind (RL-07).
   */
  readonly delayedSince?: string
  /** Per section; a section that is absent here is one the source does not share. */
  readonly presence: Readonly<Partial<Record<SectionName, Presence>>>
}

export interface PersonName {
  readonly family?: string
  readonly given?: string
  readonly prefix?: string
}

/** The banner: who this is. Chosen from what all sources say; differences are told. */
export interface PersonView {
  readonly name: PersonName
  readonly otherNames?: readonly string[]
  readonly birthDate?: PartialDate
  /** FHIR administrative gender, as the sources gave it. */
  readonly gender?: 'male' | 'female' | 'other' | 'unknown'
  readonly nhsNumber?: string
  /** The number was traced in the national service, as far as its senders say. */
  readonly nhsNumberVerified?: boolean
  readonly address?: { readonly lines: readonly string[]; readonly postcode?: string }
  readonly telephone?: string
  readonly language?: string
  readonly interpreter?: boolean
  readonly gpPractice?: { readonly ods?: string; readonly name?: string }
  readonly deceased?: { readonly date?: PartialDate; readonly source: string }
  /** Where sources disagree with the banner: what, what they say, who says it (ODS code). */
  readonly differences?: readonly { what: string; says: string; source: string }[]
  /** The numbers by which sources know this person. */
  readonly identifiers: readonly { system: string; value: string; source: string }[]
}

/** One line of a section: one statement by one source. */
export interface Item {
  /** Stable for the same statement of the same source, and says nothing by itself. */
  readonly id: string
  /** FHIR R4 resource type. */
  readonly kind: string
  /** What a clinician reads first. */
  readonly title: string
  /** The state in plain words: 'Active', 'Stopped', 'Planned', 'Did not attend'. */
  readonly status?: string
  /** No longer current: shown, but after and apart from what is. */
  readonly past?: boolean
  readonly date?: PartialDate
  readonly end?: PartialDate
  /** ODS code of the organisation that says so: a key of `sources`. */
  readonly source: string
  /** Who wrote or did it, in words: 'Dr Ama Mensah, consultant psychiatrist'. */
  readonly by?: string
  /** When the source said it, and when it reached us (ISO). */
  readonly said?: string
  readonly received: string
  /** Label and words, in the order in which to show them. */
  readonly facts?: readonly (readonly [label: string, words: string])[]
  /** Notes and comments in full; line breaks kept. */
  readonly notes?: readonly string[]
  readonly codes?: readonly { system?: string; code?: string; display?: string }[]
  /** Titles under which items stand together: a report, a panel, a plan, a team. */
  readonly group?: string
  /** Something to see at once: 'High risk', 'Do not attempt CPR', 'Severe'. */
  readonly alert?: string
  /** This line asserts an absence: 'No known allergies'. */
  readonly noneKnown?: boolean
  readonly result?: ResultView
  readonly document?: DocumentView
}

export interface ResultView {
  /** As sent, with comparator: '<5', '140', 'Escherichia coli'. */
  readonly value?: string
  readonly unit?: string
  readonly range?: string
  /** The laboratory's own flag as sent: 'H', 'LL', 'R'. */
  readonly flag?: string
  readonly abnormal?: boolean
  /** Narrative in fixed-width layout: microbiology and histology reports. */
  readonly text?: string
  /** Earlier values of this same result that were corrected, newest first. */
  readonly was?: readonly { value: string; until: string }[]
}

export interface DocumentView {
  /** Ask for the document by this; SHA-256 of its bytes in hex. */
  readonly hash: string
  readonly contentType: string
  readonly bytes: number
}
