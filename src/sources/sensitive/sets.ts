/**
 * What is sensitive by law or by agreement, as versioned data (AC-21). Which sets are in use is a
 * choice of policy; an empty list of themes is one too.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Failure } from '#vocabulary'
import written from './sets.json' with { type: 'json' }

/** Words and spaces; a star stands for the rest of a word. */
const words = z
  .string()
  .regex(/^[\p{L}\p{N}]+\*?( [\p{L}\p{N}]+\*?)*$/u, 'must be words, with * for the rest of one')
const code = z.string().trim().min(1)

const theme = z.strictObject({
  name: z.string().min(1),
  status: z.string().optional(),
  /** Concepts by their number; what lies under them is not known here and must be named too. */
  snomed: z.array(z.string().regex(/^\d{6,18}$/, 'must be a SNOMED CT identifier')),
  /** These four as the beginnings of codes: what lies under them is theirs. */
  icd10: z.array(code),
  opcs4: z.array(code),
  read2: z.array(code),
  ctv3: z.array(code),
  local: z.array(z.strictObject({ system: code, codes: z.array(code) })),
  words: z.array(words),
})

const sets = z.strictObject({
  version: z.int().positive(),
  owner: z.string().min(1),
  date: z.iso.date(),
  status: z.string().min(1),
  source: z.string().optional(),
  themes: z.array(theme),
})

export type SensitiveTheme = z.infer<typeof theme>
export interface SensitiveSets extends z.infer<typeof sets> {
  /** Of its content: two that say the same are the same. */
  readonly hash: string
}

/** Throws Failure: says what is wrong with the file, by place. */
export function readSensitiveSets(text: string): SensitiveSets {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Failure('invalid', 'sensitive-sets', 'The sensitive sets are not JSON.')
  }
  const read = sets.safeParse(json)
  if (!read.success) {
    const problems = read.error.issues.map((one) => `${one.path.join('.')} ${one.message}`)
    throw new Failure('invalid', 'sensitive-sets', `The sensitive sets: ${problems.join('; ')}.`)
  }
  return hashed(read.data)
}

const hashed = (read: z.infer<typeof sets>): SensitiveSets => ({
  ...read,
  hash: createHash('sha256').update(JSON.stringify(read)).digest('hex'),
})

/** Those that come with the product. */
export const ownSensitiveSets: SensitiveSets = hashed(sets.parse(written))
