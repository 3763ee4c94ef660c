/** Names and kinds of organisations by ODS code: dated data, for senders that give only the code. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const kinds = [
  'gp',
  'hospital',
  'mental-health',
  'community',
  'ambulance',
  'council',
  'other',
] as const
export type OrganisationKind = (typeof kinds)[number]

const organisationsSchema = z.strictObject({
  source: z.string(),
  asOf: z.string(),
  names: z.record(z.string(), z.string()),
  /** Of trusts that are no general hospitals. */
  kinds: z.record(z.string(), z.enum(kinds)),
})

const known = organisationsSchema.parse(
  JSON.parse(readFileSync(new URL('./organisations.json', import.meta.url), 'utf8')),
)

/** By the organisation's own code, or that of the trust whose site it is. */
export function organisationName(ods: string): string | undefined {
  return known.names[ods] ?? (ods.length === 5 ? known.names[ods.slice(0, 3)] : undefined)
}

/** By the list, then by the shape of the code: trusts, GP practices and councils have their own. */
export function organisationKind(ods: string): OrganisationKind {
  const listed = known.kinds[ods] ?? (ods.length === 5 ? known.kinds[ods.slice(0, 3)] : undefined)
  if (listed) return listed
  if (/^R[A-Z0-9]{2}(?:[A-Z0-9]{2})?$/.test(ods)) return 'hospital'
  if (/^[A-HJ-NPVWY]\d{5}$/.test(ods)) return 'gp'
  return /^\d{3}$/.test(ods) ? 'council' : 'other'
}
