/**
 * The reasons that people may choose, and which code of the national list of manual relationships
 * and of HL7's list of overrides stands for each (LR-09): dated data, to be confirmed.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { declarationKinds } from './decide.ts'

/** By what one does: the reasons for it, the words for each are the screen's. */
export const reasonsFor = {
  'self-declared': [
    'direct-care',
    'emergency',
    'advice-requested',
    'safeguarding',
    'handover-or-referral',
  ],
  'seal-break': ['direct-care', 'emergency', 'person-agreed', 'safeguarding', 'legal-duty'],
  'colleague-granted': ['joint-care', 'advice-requested', 'handover-or-referral'],
  'patient-consent': ['person-agreed'],
} as const satisfies Readonly<Record<(typeof declarationKinds)[number], readonly string[]>>

const known = z
  .strictObject({
    version: z.int().positive(),
    owner: z.string(),
    effectiveFrom: z.string(),
    status: z.string(),
    manual: z.record(z.enum(declarationKinds), z.string()),
    overrides: z.strictObject({ system: z.string(), codes: z.record(z.string(), z.string()) }),
  })
  .parse(JSON.parse(readFileSync(new URL('./reasons.json', import.meta.url), 'utf8')))

/** As the audit keeps them beside our own reason. Whatever has no code is not a reason. */
export function reasonCodes(
  kind: keyof typeof reasonsFor,
  reason: string,
): { readonly manual: string; readonly override: string } | undefined {
  if (!(reasonsFor[kind] as readonly string[]).includes(reason)) return undefined
  const override = known.overrides.codes[reason]
  return override === undefined ? undefined : { manual: known.manual[kind], override }
}
