/** In which setting care is given, where that makes another kind of relationship: dated data. */
import { readFileSync } from 'node:fs'
import type { CodeableConcept, Coding } from 'fhir/r4'
import { z } from 'zod'
import { belongsTo, type CareSetting, type Provenance } from '#vocabulary'

const setting = z.enum(['urgent-care', 'social-care', 'care-home'])
const pattern = z.string().transform((text) => new RegExp(text, 'i'))

const known = z
  .strictObject({
    version: z.int().positive(),
    effectiveFrom: z.iso.date(),
    status: z.string(),
    /** Of any code system: codes that mean a setting wherever they stand. */
    codes: z.record(z.string(), setting),
    words: z.array(z.strictObject({ pattern, setting })),
    organisations: z.array(z.strictObject({ pattern, setting, about: z.string() })),
  })
  .parse(JSON.parse(readFileSync(new URL('./settings.json', import.meta.url), 'utf8')))

/** The feed's word of its own organisation goes first, then what is said of this piece of care, then whose it is. */
export function settingOf(
  said: readonly (CodeableConcept | Coding | undefined)[],
  organisation: string,
  provenance: Provenance,
): CareSetting | undefined {
  const isOfTheFeed = belongsTo(organisation, provenance.organisation)
  return (
    (isOfTheFeed ? provenance.setting : undefined) ??
    firstOf(said, (each) => ofConcept(each)) ??
    known.organisations.find((each) => each.pattern.test(organisation))?.setting
  )
}

function ofConcept(said: CodeableConcept | Coding | undefined): CareSetting | undefined {
  if (!said) return undefined
  const codings = 'coding' in said ? (said.coding ?? []) : [said as Coding]
  const words = [...codings.map((one) => one.display), 'text' in said ? said.text : undefined]
  return (
    firstOf(codings, ({ code }) =>
      code !== undefined && Object.hasOwn(known.codes, code) ? known.codes[code] : undefined,
    ) ??
    firstOf(words, (word) => known.words.find((each) => each.pattern.test(word ?? ''))?.setting)
  )
}

function firstOf<T, Found>(
  all: readonly T[],
  find: (one: T) => Found | undefined,
): Found | undefined {
  for (const one of all) {
    const found = find(one)
    if (found !== undefined) return found
  }
  return undefined
}
