/**
 * How a feed speaks: everything that differs between two senders of the same standard is data
 * in a profile, never code (HL7-03). The ready profiles lie in feed-profiles/, one JSON a file;
 * a changed profile gets a higher version.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { Failure, isOdsCode, sectionNames } from '#vocabulary'

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const component = z.int().min(1).max(12)
const codedAs = z.strictObject({
  system: z.string(),
  code: z.string(),
  display: z.string().optional(),
})

const feedProfileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  version: z.int().min(1),
  effectiveFrom: date,
  /** What the profile is for, for the reader of the file. */
  about: z.string().optional(),
  /** MSH-3 and MSH-4 as sent, any case; a trailing * stands for any ending; absent is any. */
  senders: z
    .array(z.strictObject({ application: z.string().optional(), facility: z.string().optional() }))
    .default([]),
  /** Whose feed it is; absent: MSH-4. */
  organisation: z.strictObject({ ods: z.string(), name: z.string() }).optional(),
  /** Absent: strict UTF-8, else windows-1252 (§1.3.2). */
  charset: z.enum(['utf-8', 'windows-1252']).optional(),
  timeZone: z.string().default('Europe/London'),
  /**
   * What `""` means (HL7-08): `ignore` nothing at all; `perField` that a value which can end is
   * gone (address, telephone, discharge time); `delete` that, and the gender too. Numbers, names,
   * the date of birth and death are never taken away by it.
   */
  nullMode: z.enum(['ignore', 'delete', 'perField']).default('perField'),
  /**
   * Local patient numbers by CX-4.1 authority and CX-5 type (any case, absent is any), to the
   * namespace they belong to; the first that fits decides. `{org}` is the feed's organisation.
   * A laboratory names the namespace of the PAS whose numbers it uses.
   */
  identifiers: z
    .array(
      z.strictObject({
        authority: z.string().optional(),
        type: z.string().optional(),
        namespace: z.string(),
      }),
    )
    .default([]),
  /** Which CX-4.1 authorities and CX-5 types mark an NHS number (any case). */
  nhsNumber: z
    .strictObject({
      authorities: z
        .array(z.string())
        .default(['NHS', 'NHS NUMBER', 'NHSNBR', 'NHSNMBR', '2.16.840.1.113883.2.1.4.1']),
      types: z.array(z.string()).default(['NH', 'NHS', 'NHSNO', 'NHSNMBR']),
    })
    .prefault({}),
  /** PID-32 is missing: the sender's numbers are traced all the same. */
  nhsNumbersVerified: z.boolean().default(false),
  /** Fields that may name the patient when PID-3 does not, in this order. */
  fallbackFields: z
    .array(z.enum(['PID-2', 'PID-4', 'PID-18', 'PID-19']))
    .default(['PID-2', 'PID-19', 'PID-4', 'PID-18']),
  /** Which component of a PL location holds what. */
  location: z
    .strictObject({
      ward: component.default(1),
      room: component.optional(),
      bed: component.optional(),
      facility: component.optional(),
      site: component.optional(),
    })
    .prefault({ room: 2, bed: 3, facility: 4, site: 7 }),
  /** PV1-36 has two meanings in the NHS with opposite codes; never guessed (§1.5). */
  dischargeTable: z.enum(['ITK-0112', 'UKCore-dischargeMethod', 'unknown']).default('unknown'),
  /** Whether a later report replaces all lines of an earlier one (LAB-02). */
  results: z.enum(['incremental', 'snapshot']).default('incremental'),
  /** EVN-4 reasons whose events did not happen to a patient: they move nothing. */
  ignoredEventReasons: z.array(z.string()).default([]),
  /** Local words of PV1-2 to HL7 table 0004. */
  patientClasses: z.record(z.string(), z.string()).default({}),
  /** Sections this feed can fill; in others its silence means nothing. */
  shares: z.array(z.enum(sectionNames)).default(['visits', 'people-and-teams']),
  /** Local codes (OBX-3, OBR-4, …) to a code of a terminology, kept beside the original. */
  codes: z.record(z.string(), codedAs).default({}),
  /** Units as sent to UCUM codes; the text as sent stays. */
  units: z.record(z.string(), z.string()).default({}),
})

export type FeedProfile = z.infer<typeof feedProfileSchema>

/** A feed as it is known while one of its messages is read. */
export interface FeedFacts {
  /** 'PAS|RJZ': MSH-3 and MSH-4 as sent. */
  readonly name: string
  /** ODS code, or MSH-4 as sent when it is none. */
  readonly organisation: string
  readonly organisationName: string
  readonly profile: FeedProfile
}

/** Throws Failure `invalid` naming the fields that are wrong; never their values. */
export function readFeedProfile(json: unknown): FeedProfile {
  const read = feedProfileSchema.safeParse(json)
  if (read.success) return read.data
  const places = read.error.issues.map((issue) => issue.path.join('.') || 'profile').join(', ')
  throw new Failure('invalid', 'feed-profile', `The feed profile cannot be read: ${places}.`)
}

const folder = new URL('./feed-profiles/', import.meta.url)
const profiles: ReadonlyMap<string, FeedProfile> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFeedProfile(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))))
    .map((profile) => [profile.name, profile] as const),
)

/** The ready profile of this name; `best-of-it` is there always. */
export function profileNamed(name: string): FeedProfile | undefined {
  return profiles.get(name)
}

const fits = (pattern: string | undefined, text: string): boolean => {
  if (pattern === undefined) return true
  if (!pattern.endsWith('*')) return pattern.toUpperCase() === text.toUpperCase()
  return text.toUpperCase().startsWith(pattern.slice(0, -1).toUpperCase())
}

const known = new Map<string, FeedFacts>()
/** Senders choose MSH-3 and MSH-4: what is remembered for them is bounded. */
const knownMax = 1000

/** The profile that names the sender most exactly; `best-of-it` when none does. */
export function profileForSender(application: string, facility: string): FeedFacts {
  const name = `${application}|${facility}`
  const held = known.get(name)
  if (held) return held
  let best = profiles.get('best-of-it') as FeedProfile
  let bestRank = 0
  for (const profile of profiles.values()) {
    for (const sender of profile.senders) {
      if (!fits(sender.application, application) || !fits(sender.facility, facility)) continue
      const rank = (sender.application?.length ?? 0) + (sender.facility?.length ?? 0) * 100
      if (rank > bestRank) [best, bestRank] = [profile, rank]
    }
  }
  const feed = feedFacts(best, name, facility || application)
  if (known.size >= knownMax) known.clear()
  known.set(name, feed)
  return feed
}

function feedFacts(profile: FeedProfile, name: string, facility: string): FeedFacts {
  const text = facility.trim() || 'unknown'
  const code = text.toUpperCase()
  return {
    name,
    organisation: profile.organisation?.ods ?? (isOdsCode(code) ? code : text),
    organisationName: profile.organisation?.name ?? text,
    profile,
  }
}
