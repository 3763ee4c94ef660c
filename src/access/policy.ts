/** The figures of the access rules: versioned data with an owner; its hash is in every event. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import { z } from 'zod'

export const relationshipKinds = [
  'gp-registration',
  'inpatient',
  'emergency',
  'outpatient',
  'appointment',
  'referral',
  'caseload',
  'urgent-case',
  'social-care-case',
  'care-home-residence',
] as const
export type RelationshipKind = (typeof relationshipKinds)[number]

const activityCodes = z.array(z.string()).min(1)
const window = z
  .strictObject({
    beforeDays: z.number().min(0),
    /** After its end: in days, or in hours. */
    afterDays: z.number().min(0).optional(),
    afterHours: z.number().min(0).optional(),
    /** How long one without an end holds, from its start; absent: until it ends. */
    openDaysMax: z.number().positive().optional(),
  })
  .refine((one) => (one.afterDays === undefined) !== (one.afterHours === undefined), {
    message: 'says either afterDays or afterHours',
  })

const policySchema = z.strictObject({
  version: z.int().positive(),
  owner: z.string(),
  effectiveFrom: z.string(),
  status: z.string(),
  assuranceFloor: z.enum(['AAL2', 'AAL3']),
  /** Of organisations (ODS codes) with a floor of their own: said of each by name (AC-02). */
  assuranceFloors: z.record(z.string(), z.enum(['AAL2', 'AAL3'])),
  /** Which NHS RBAC activity codes allow what; one of them is enough. */
  activities: z.strictObject({
    open: activityCodes,
    find: activityCodes,
    /** In a session that was launched with one person in hand; may be nobody's. */
    findBesideLaunch: z.array(z.string()),
    declare: activityCodes,
    seeRestricted: activityCodes,
    /** May be nobody's: the sensitive set is then shown to none. */
    seeSensitive: z.array(z.string()),
    breakSeal: activityCodes,
    grant: activityCodes,
    examineDeaths: activityCodes,
    /** Keeps the register of objections. */
    objections: activityCodes,
    /** The privacy officer: guards persons, reviews declarations, disables users. */
    guard: activityCodes,
    /** Of ours, not of the national list: which code stands for it is to be confirmed. */
    operate: activityCodes,
  }),
  permitMinutes: z.number().positive().max(15),
  declaredHours: z.number().positive().max(24),
  declareWordsMin: z.int().min(1),
  declaredPerDayMax: z.int().positive(),
  /** How often in a row without any evidence, for one person. */
  declaredTimesMax: z.int().positive(),
  /** How far back those count, and how long evidence may still come that explains one. */
  declaredTimesDays: z.int().positive(),
  findsPerHourMax: z.int().positive(),
  /** Within how many working days a privacy officer looks at a declaration (LR-07). */
  reviewWorkingDays: z.int().positive(),
  grantedDays: z.number().positive().max(31),
  consentHours: z.number().positive().max(72),
  sealHours: z.number().positive().max(24),
  afterDeathDays: z.number().positive(),
  /** After an objection that nobody has decided: what is upheld is deleted at once (OO-11). */
  deleteProjectionDays: z.number().positive().max(30),
  windows: z.record(z.enum(relationshipKinds), window),
})

const dated = { version: z.int().positive(), effectiveFrom: z.iso.date(), status: z.string() }

/** What an activity contains: a pinned copy of the national baseline policy (AC-05). */
const baselineSchema = z.strictObject({
  ...dated,
  source: z.string(),
  includes: z.record(z.string(), z.array(z.string()).min(1)),
})

/** Which organisations took over which, and from which day on in London (LR-04). */
const successionSchema = z.strictObject({
  ...dated,
  source: z.string(),
  successions: z.array(
    z.strictObject({
      predecessor: z.string(),
      successor: z.string(),
      from: z.iso.date(),
      about: z.string(),
    }),
  ),
})

interface Succession {
  readonly predecessor: string
  readonly successor: string
  /** Epoch ms. */
  readonly from: number
}

export type Policy = z.infer<typeof policySchema> & {
  readonly includes: Readonly<Record<string, readonly string[]>>
  readonly successions: readonly Succession[]
  /** Of all that the rules are made of. */
  readonly hash: string
}

/** The texts of the three files: what any of them says changes decisions, and so the hash. */
export function readPolicy(policy: string, baseline: string, succession: string): Policy {
  const hash = createHash('sha256')
  for (const text of [policy, baseline, succession]) hash.update(text).update('\0')
  const { successions } = successionSchema.parse(JSON.parse(succession))
  return {
    ...policySchema.parse(JSON.parse(policy)),
    includes: baselineSchema.parse(JSON.parse(baseline)).includes,
    successions: successions.map(({ predecessor, successor, from }) => ({
      predecessor,
      successor,
      from: DateTime.fromISO(from, { zone: 'Europe/London' }).toMillis(),
    })),
    hash: hash.digest('hex').slice(0, 16),
  }
}

const standing = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

export const standingPolicy: Policy = readPolicy(
  standing('./policy.json'),
  standing('./baseline-activities.json'),
  standing('./succession.json'),
)

/** The window of a kind, in ms; undefined when the policy names no such kind. */
export function windowOf(policy: Policy, kind: string): Window | undefined {
  // Every object has a 'constructor': only what the policy says itself is a window.
  if (!Object.hasOwn(policy.windows, kind)) return undefined
  const { beforeDays, afterDays, afterHours, openDaysMax } =
    policy.windows[kind as RelationshipKind]
  return {
    before: beforeDays * dayMs,
    after: afterHours === undefined ? (afterDays ?? 0) * dayMs : afterHours * hourMs,
    open: openDaysMax === undefined ? undefined : openDaysMax * dayMs,
  }
}

export interface Window {
  readonly before: number
  readonly after: number
  /** Undefined: without an end it holds until it has one. */
  readonly open: number | undefined
}

const hourMs = 3_600_000
export const dayMs = 24 * hourMs
