/** The figures of the access rules: versioned data with an owner; its hash is in every event. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const relationshipKinds = [
  'gp-registration',
  'inpatient',
  'emergency',
  'outpatient',
  'appointment',
  'referral',
  'caseload',
] as const
export type RelationshipKind = (typeof relationshipKinds)[number]

const activityCodes = z.array(z.string()).min(1)
const window = z.strictObject({
  beforeDays: z.number().min(0),
  /** After its end. */
  afterDays: z.number().min(0),
  /** How long one without an end holds, from its start; absent: until it ends. */
  openDaysMax: z.number().positive().optional(),
})

const policySchema = z.strictObject({
  version: z.int().positive(),
  owner: z.string(),
  effectiveFrom: z.string(),
  status: z.string(),
  assuranceFloor: z.enum(['AAL2', 'AAL3']),
  /** Which NHS RBAC activity codes allow what; one of them is enough. */
  activities: z.strictObject({
    open: activityCodes,
    find: activityCodes,
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
  grantedDays: z.number().positive().max(31),
  consentHours: z.number().positive().max(72),
  sealHours: z.number().positive().max(24),
  afterDeathDays: z.number().positive(),
  windows: z.record(z.enum(relationshipKinds), window),
})

export type Policy = z.infer<typeof policySchema> & { readonly hash: string }

export function readPolicy(text: string): Policy {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return { ...policySchema.parse(JSON.parse(text)), hash }
}

export const standingPolicy: Policy = readPolicy(
  readFileSync(new URL('./policy.json', import.meta.url), 'utf8'),
)
