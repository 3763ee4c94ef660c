/** Names of organisations by ODS code: dated data, for senders that give only the code. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const organisationsSchema = z.strictObject({
  source: z.string(),
  asOf: z.string(),
  names: z.record(z.string(), z.string()),
})

const known = organisationsSchema.parse(
  JSON.parse(readFileSync(new URL('./organisations.json', import.meta.url), 'utf8')),
)

/** By the organisation's own code, or that of the trust whose site it is. */
export function organisationName(ods: string): string | undefined {
  return known.names[ods] ?? (ods.length === 5 ? known.names[ods.slice(0, 3)] : undefined)
}
