/**
 * How a feed speaks: everything that differs between two senders of the same standard is data
 * in a profile, never code (HL7-03). This is the one description of a profile; the words in it
 * are what an editor shows, by way of docs/operations/feed-profile.schema.json.
 */
import { IANAZone } from 'luxon'
import { z } from 'zod'
import { Failure, isOdsCode, sectionNames } from '#vocabulary'
import { faultsInWords } from './profile-faults.ts'

const date = z.iso.date()
const odsCode = z.string().refine(isOdsCode, 'is not an ODS code')
const component = z.int().min(1).max(12)
const place = { application: z.string().optional(), facility: z.string().optional() }

const identifier = z.strictObject({
  authority: z.string().optional().describe('CX-4.1 or CX-4.2, any case; absent is any.'),
  type: z.string().optional().describe('CX-5, any case; absent is any.'),
  namespace: z
    .string()
    .regex(/^(\{org\}|[A-Za-z0-9]+)\/[^/\s]+$/)
    .describe("Whose numbers they are: '{org}/MRN' for the feed's own organisation, or 'RJZ/MRN'."),
})

const codedAs = z.strictObject({
  system: z.string().min(1).describe('URI of the terminology, e.g. http://snomed.info/sct.'),
  code: z.string().min(1),
  display: z.string().optional(),
})

/** Fields that `""` can empty, and so can be spoken of one by one. */
const emptied = ['PID-8', 'PID-11', 'PID-13', 'PID-14', 'PID-15', 'PV1-45', 'PV2-9'] as const
export type EmptiedField = (typeof emptied)[number]

const fieldNumber = z.int().min(1).max(200)
const localField = z.strictObject({
  as: z
    .enum(['Flag', 'Observation', 'AllergyIntolerance'])
    .describe('An alert of the person, a finding of the visit, or an allergy.'),
  field: fieldNumber.describe('The field that holds the value, or the substance.'),
  component: component.optional().describe('Of that field; absent: a coded value as a whole.'),
  label: z.string().min(1).describe('What it is, for the reader: "Mental Health Act status".'),
  system: z.string().min(1).optional().describe('URI of the terminology of the codes.'),
  table: z
    .record(z.string(), z.string())
    .optional()
    .describe('Codes to words; zeros in front are not compared.'),
  none: z
    .array(z.string())
    .default([])
    .describe('Codes which say that there is no such thing: a flag ends with them.'),
  many: z.boolean().default(false).describe('The field repeats: each value by itself.'),
  id: fieldNumber.optional().describe('Of an allergy: the field with its number.'),
  action: fieldNumber
    .optional()
    .describe('Of an allergy: the field that says D when it is deleted.'),
  state: fieldNumber.optional().describe('Of an allergy: the field with its state.'),
})
/** One field of a Z segment, and what it is. */
export type LocalField = z.infer<typeof localField>

const accepts = z
  .strictObject({
    processingIds: z
      .array(z.string().min(1))
      .optional()
      .describe('MSH-11.1, e.g. ["P"]: training and debugging messages are answered AR.'),
    receivers: z
      .array(z.strictObject(place))
      .optional()
      .describe('MSH-5 and MSH-6 under which the record is known; a trailing * is any ending.'),
    versions: z.array(z.string().min(1)).optional().describe('MSH-12.1, e.g. ["2.3", "2.4"].'),
    messageBytesMax: z.int().min(1_000).optional().describe('Bytes of one message at most.'),
  })
  .describe('What is taken; anything else is answered AR (RL-02). Absent: everything is.')

const expects = z
  .strictObject({
    silentAfterMinutes: z
      .int()
      .min(1)
      .optional()
      .describe('The feed is silent when nothing came for so long; absent: by what is usual.'),
    sequence: z
      .enum(['MSH-13', 'none'])
      .default('none')
      .describe('Where the sender counts its messages, so that a gap is seen (RL-12).'),
  })
  .describe('What is expected of the feed, so that its silence is noticed.')

const feedProfileSchema = z.strictObject({
  $schema: z.string().optional().describe('Where the editor finds the description of this file.'),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
    .describe('Small letters, digits and hyphens; the same name is the same profile.'),
  version: z.int().min(1).describe('One higher with every change.'),
  effectiveFrom: date.describe(
    'Day in London from which on messages are read so, by when they were received.',
  ),
  about: z.string().optional().describe('What the profile is for and why, for its next reader.'),
  senders: z
    .array(z.strictObject(place))
    .default([])
    .describe(
      'MSH-3 and MSH-4 as sent, any case; a trailing * is any ending; absent is any. The profile that names the sender most exactly reads it.',
    ),
  organisation: z
    .strictObject({ ods: odsCode, name: z.string().min(1) })
    .optional()
    .describe('Whose feed it is; absent: MSH-4.'),
  setting: z
    .enum(['urgent-care', 'social-care', 'care-home'])
    .optional()
    .describe(
      'Where the care is given, when that decides who is involved and for how long; absent: the messages tell.',
    ),
  organisationsAllowed: z
    .array(odsCode)
    .optional()
    .describe('The only organisations that the feed may write for (RL-11); absent: any.'),
  accepts: accepts.optional(),
  expects: expects.optional(),
  controlIds: z
    .enum(['unique', 'reused'])
    .default('unique')
    .describe(
      'MSH-10: unique sets aside another message of the same number within 24 hours (RL-05); reused, of a sender that makes no such promise, files it and lists it to be looked at.',
    ),
  charset: z
    .enum(['utf-8', 'windows-1252'])
    .optional()
    .describe('Absent: strict UTF-8, else windows-1252. MSH-18 is not believed.'),
  timeZone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'is not a time zone')
    .default('Europe/London')
    .describe('IANA name; of times that come without an offset.'),
  nullMode: z
    .enum(['ignore', 'delete', 'perField'])
    .default('perField')
    .describe(
      'What "" means (HL7-08). ignore: nothing. perField: a value that can end is gone (address, telephone, language, time of discharge). delete: that, and the sex. Numbers, names, date of birth and death are never taken away by it.',
    ),
  nulls: z
    .partialRecord(z.enum(emptied), z.enum(['ignore', 'delete']))
    .default({})
    .describe('The same for single fields; goes before nullMode.'),
  identifiers: z
    .array(identifier)
    .default([])
    .describe(
      'Local patient numbers to the namespace they belong to; the first that fits decides. A laboratory names the namespace of the PAS whose numbers it uses.',
    ),
  nhsNumber: z
    .strictObject({
      authorities: z
        .array(z.string())
        .default(['NHS', 'NHS NUMBER', 'NHSNBR', 'NHSNMBR', '2.16.840.1.113883.2.1.4.1']),
      types: z.array(z.string()).default(['NH', 'NHS', 'NHSNO', 'NHSNMBR']),
    })
    .prefault({})
    .describe('Which CX-4 authorities and CX-5 types mark an NHS number, any case.'),
  nhsNumbersVerified: z
    .boolean()
    .default(false)
    .describe('PID-32 is missing: the sender traces its NHS numbers all the same.'),
  fallbackFields: z
    .array(z.enum(['PID-2', 'PID-4', 'PID-18', 'PID-19']))
    .default(['PID-2', 'PID-19', 'PID-4', 'PID-18'])
    .describe('Fields that may name the patient when PID-3 does not, in this order.'),
  location: z
    .strictObject({
      ward: component.default(1),
      room: component.optional(),
      bed: component.optional(),
      facility: component.optional(),
      site: component.optional(),
    })
    .prefault({ room: 2, bed: 3, facility: 4, site: 7 })
    .describe('Which component of a PL (PV1-3) holds what.'),
  dischargeTable: z
    .enum(['ITK-0112', 'UKCore-dischargeMethod', 'unknown'])
    .default('unknown')
    .describe('What PV1-36 means: two tables of the NHS have opposite codes. Never guessed.'),
  results: z
    .enum(['incremental', 'snapshot'])
    .default('incremental')
    .describe('Whether a later report replaces all lines of an earlier one (LAB-02).'),
  ignoredEventReasons: z
    .array(z.string())
    .default([])
    .describe('EVN-4 reasons whose events did not happen to a patient: they move nobody.'),
  patientClasses: z
    .record(z.string(), z.string())
    .default({})
    .describe('Local words of PV1-2, in capitals, to letters of HL7 table 0004.'),
  shares: z
    .array(z.enum(sectionNames))
    .default(['visits', 'people-and-teams'])
    .describe('Sections that this feed can fill; in others its silence means nothing.'),
  codes: z
    .record(z.string(), codedAs)
    .default({})
    .describe(
      'Local codes (OBX-3, OBR-4, …) to a code of a terminology, kept beside the original. "K" is that code in any field; "K^WINPATH" only where the coding system (CE-3) is named so.',
    ),
  unitTable: z
    .enum(['uk-2026-11', 'none'])
    .default('uk-2026-11')
    .describe('The dated table of usual spellings of units to UCUM; "units" goes before it.'),
  units: z
    .record(z.string(), z.string())
    .default({})
    .describe('Units as sent, to UCUM codes; "" says that it is none. The text as sent stays.'),
  zSegments: z
    .record(z.string().regex(/^Z[A-Z0-9]{2}$/), z.array(localField))
    .default({})
    .describe('Segments of the sender’s own (Z…): which field is what. Others are counted.'),
})

export type FeedProfile = z.infer<typeof feedProfileSchema>

/** A feed as it is known while one of its messages is read. */
export interface FeedFacts {
  /** 'PAS|RJZ': MSH-3 and MSH-4 as sent. */
  readonly name: string
  /** ODS code, or MSH-4 as sent when it is none. */
  readonly organisation: string
  readonly organisationName: string
  /** Its name and version say by what a message was read. */
  readonly profile: FeedProfile
}

/** Throws Failure `invalid` naming the keys that are wrong and what they should be; no values. */
export function readFeedProfile(json: unknown): FeedProfile {
  const read = feedProfileSchema.safeParse(json)
  if (read.success) return read.data
  const faults = faultsInWords(read.error, profileJsonSchema())
  throw new Failure('invalid', 'feed-profile', `The feed profile is not as agreed: ${faults}.`)
}

/** Its keys in the order of the description: a database does not keep the order of a file. */
export function inUsualOrder(written: object): object {
  const given: Readonly<Record<string, unknown>> = { ...written }
  const keys = [...Object.keys(feedProfileSchema.shape), ...Object.keys(given)]
  return Object.fromEntries(keys.flatMap((key) => (key in given ? [[key, given[key]]] : [])))
}

/** The description for editors (JSON Schema 2020-12), made from the one above. */
export function profileJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(feedProfileSchema, { io: 'input' })
  return { $schema, title: 'Feed profile of the London Care Record', ...schema }
}
