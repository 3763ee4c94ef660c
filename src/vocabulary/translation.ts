/**
 * What a source message says, in our words: the answer of the sources station, and what the
 * filing journey works with. Everything clinical is a FHIR R4 resource from here on.
 */
import type { FhirResource } from 'fhir/r4'
import type { PartialDate } from './partial-date.ts'

export type { FhirResource }

/** Patient.extension (valueReference): a practice of before, with its time in identifier.period. */
export const formerPracticeUrl = 'urn:lcr:former-practice'
/** Of what has no time of its own (valueInstant): since when the sender has said it. */
export const saidSinceUrl = 'urn:lcr:said-since'

/** One sender's number for a patient. The namespace is the sender's own: 'RJ1/MRN'. */
export interface SourcePatientKey {
  readonly namespace: string
  readonly value: string
}

/** What identity needs to know of a patient. Names are as sent; comparison normalises. */
export interface Identification {
  readonly identifiers: readonly { system: string; value: string }[]
  /** Only when it passes modulus 11 and is somebody's. */
  readonly nhsNumber?: string
  /** The sender says it was traced (status 01), or its profile says that its numbers are. */
  readonly nhsNumberVerified?: boolean
  readonly family?: string
  readonly given?: string
  readonly birthDate?: PartialDate
  readonly gender?: string
  /** PID-31 = Y: an unknown person; never to be linked to anybody. */
  readonly identityUnknown?: boolean
}

/** Bytes that belong to a statement: a letter, a report, an image. */
export interface Attachment {
  /** SHA-256 of the bytes, hex. The resource names it as `urn:lcr:attachment:<hash>`. */
  readonly hash: string
  /** By its first bytes, not by what was declared. */
  readonly contentType: string
  readonly bytes: Uint8Array
}

export const attachmentUrl = (hash: string): string => `urn:lcr:attachment:${hash}`

/** One clinical statement of a source, complete, as it is after this message. */
export interface Statement {
  /** FHIR R4 resource type. */
  readonly kind: FhirResource['resourceType']
  /** The sender's own id for it: with source patient and kind, what makes it the same one. */
  readonly sourceId: string
  /** When the sender's world was so (ms): decides which version is newer, not arrival. */
  readonly eventTime: number
  readonly resource: FhirResource
  /**
   * Set when this is a part to be put together with what is already held (a movement of a
   * visit, a line of a report): the name of a rule in sources.combine.
   */
  readonly combine?: string
  /** What that rule needs to remember beside the resource; kept with the entry. */
  readonly state?: unknown
  readonly attachments?: readonly Attachment[]
  /** Sensitivity labels: 'restricted'. Entries carrying one can be withheld by class. */
  readonly labels?: readonly string[]
  /**
   * The sender's names for what it is a part of ('visit:RJZ/V1', 'account:RJZ/A1'): when the
   * sender moves that to another patient, this goes along (ADT A42 to A45).
   */
  readonly belongsTo?: readonly string[]
  /**
   * Only all that is said of the patient can tell what it is about: a discharge without the
   * number of a visit.
   */
  readonly needsAll?: boolean
  /**
   * What can be about one patient only ('report:RJZ/25H1/FBC'): whom the sender named last has
   * it, and what others were told of it was wrong (LAB-04).
   */
  readonly claim?: string
  /**
   * All names (source ids) by which its sender knows it, the placer's number and the filler's:
   * what was and will be said under any of them is said of this one.
   */
  readonly names?: readonly string[]
}

/** What a sender says of consent in a form that nothing clinical is filed from (CON, Consent). */
export interface ConsentSaid {
  readonly sourceId: string
  readonly eventTime: number
  readonly codings: readonly {
    readonly system?: string
    readonly code: string
    readonly display?: string
  }[]
  /** As it reads: 'Consent to share: Refused'. */
  readonly text: string
  /** False: it is so no more. */
  readonly active: boolean
}

export interface AboutPatient {
  readonly key: SourcePatientKey
  readonly identification: Identification
  /**
   * The message only points at the patient (a result, a letter): who they are may be used to
   * make a stub, and never changes what is already known (HL7-17).
   */
  readonly pointsOnly: boolean
  readonly eventTime: number
  readonly statements: readonly Statement[]
  /** How many stand in the sender's whole list of relatives and contacts, where it is sent (NK1). */
  readonly relatives?: number
  /** The sender asks for care with whom the patient is shown to (PV1-16, ZU8-4). */
  readonly sensitive?: boolean
  readonly consents?: readonly ConsentSaid[]
}

/** The sender says that two of its numbers are one patient (ADT A34, A40). */
export interface PatientMerge {
  readonly survivor: SourcePatientKey
  readonly retired: SourcePatientKey
  readonly eventTime: number
}

/** The sender says that two numbers that both live on are, or are not, one patient (A24, A37). */
export interface PatientLink {
  readonly says: 'link' | 'unlink'
  readonly one: SourcePatientKey
  readonly other: SourcePatientKey
  readonly eventTime: number
}

/** The sender moves a visit or an account with all that belongs to it (A35, A41 to A45, A50). */
export interface BelongingsMove {
  /** The name that statements give in `belongsTo`; absent: all but who the patient is (A43). */
  readonly what?: string
  readonly from: SourcePatientKey
  readonly to: SourcePatientKey
  /** Its name from now on, where that changes too. */
  readonly as?: string
  readonly eventTime: number
}

/** The sender deletes its record of a patient (A29). */
export interface PatientWithdrawal {
  readonly patient: SourcePatientKey
  readonly eventTime: number
}

/** A part that could not be filed while the rest was. */
export interface SetAsidePart {
  /** Where: 'entry[17] Observation', 'OBX 3'. */
  readonly place: string
  readonly reason: SetAsideReason
  readonly words: string
}

export type SetAsideReason =
  | 'unreadable'
  | 'not-hl7'
  | 'invalid'
  | 'no-patient'
  | 'unsupported'
  | 'wrong-organisation'
  | 'merge-unclear'
  | 'conflict'
  /** Its sender was told never to send it again (AR); kept for a human all the same. */
  | 'refused'
  | 'fault'

export interface Translation {
  /** 'ADT^A01', 'ORU^R01', 'Bundle/transaction', 'Observation'. */
  readonly messageType: string
  readonly patients: readonly AboutPatient[]
  readonly merges: readonly PatientMerge[]
  readonly links: readonly PatientLink[]
  readonly moves: readonly BelongingsMove[]
  readonly withdrawals: readonly PatientWithdrawal[]
  readonly setAside: readonly SetAsidePart[]
  /** What was not understood, and how often: 'segment ZU1', 'resource Claim'. */
  readonly notUnderstood: Readonly<Record<string, number>>
  /** Fields that could not be read, by place and never by value: 'PID-7 is not a date'. */
  readonly defects: readonly string[]
}

/** The whole message as one outcome: translated, or to be looked at by a human. */
export type Translated =
  | { readonly outcome: 'translated'; readonly translation: Translation }
  | {
      readonly outcome: 'set-aside'
      readonly messageType?: string
      readonly reason: SetAsideReason
      /** A sentence for an integration engineer; no patient data. */
      readonly words: string
      readonly place?: string
      /** Whom it is about, as far as that could be read: their record is delayed (RL-07). */
      readonly about?: readonly SourcePatientKey[]
    }

/** Settings in which care makes another kind of relationship than in hospitals and practices. */
export type CareSetting = 'urgent-care' | 'social-care' | 'care-home'

/** Where an entry came from: on every line of the record. */
export interface Provenance {
  readonly feed: string
  /** As the profile of its feed says it; absent: what is sent tells. */
  readonly setting?: CareSetting
  /** ODS code of the organisation whose feed it is. */
  readonly organisation: string
  readonly organisationName: string
  /** When the sender said it, and when we received it (ISO instants). */
  readonly sourceTime?: string
  readonly receivedAt: string
}
