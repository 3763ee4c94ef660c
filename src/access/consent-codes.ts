/**
 * What a code of a feed means for sharing: honoured as an objection, left alone, or hidden until
 * somebody has looked (OO-23). Which, is versioned data with an owner; systems and codes are found
 * however their senders write them (AT-09).
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const outcome = z.enum(['HONOUR', 'IGNORE', 'REVIEW'])
export type ConsentOutcome = z.infer<typeof outcome>

const mappingShape = z.strictObject({
  version: z.int().positive(),
  owner: z.string(),
  effectiveFrom: z.string(),
  status: z.string(),
  /** By our name, what senders call the system. */
  systems: z.record(z.string(), z.array(z.string())),
  codes: z.array(
    z.strictObject({
      systems: z.array(z.string()).min(1),
      code: z.string(),
      outcome,
      words: z.string(),
      source: z.string(),
    }),
  ),
  /** Words without which nothing is held against the families by its words. */
  mentions: z.string(),
  /** For what is in no list; the first that fits. By its words, or by system and code. */
  families: z.array(
    z.strictObject({
      name: z.string(),
      words: z.string().optional(),
      systems: z.array(z.string()).optional(),
      codes: z.string().optional(),
      outcome,
    }),
  ),
})

export interface SaidCode {
  readonly system?: string | undefined
  readonly code: string
  /** What stands beside it, of code and value. */
  readonly text: string
}

export interface Judged {
  /** Ours, where we know it; else as sent. */
  readonly system: string
  readonly code: string
  readonly outcome: ConsentOutcome
  readonly words: string
}

export interface ConsentCodes {
  readonly version: number
  readonly hash: string
  /** Undefined: it has nothing to do with sharing. */
  judge(said: SaidCode): Judged | undefined
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s_./-]/g, '')

/** '9Ndo.', '9Ndo.00' and '9Ndo' are one Read code; digits stand for themselves. */
const plainCode = (code: string): string =>
  code
    .trim()
    .replace(/\.{1,2}(?:00)?$/, '')
    .replace(/^(\w{5})(?:00|11)$/, '$1')
    .toLowerCase()

const rank: Readonly<Record<ConsentOutcome, number>> = { IGNORE: 0, REVIEW: 1, HONOUR: 2 }

function readConsentCodes(text: string): ConsentCodes {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16)
  const mapping = mappingShape.parse(JSON.parse(text))
  const systems = new Map(
    Object.entries(mapping.systems).flatMap(([ours, names]) =>
      [ours, ...names].map((name) => [plain(name), ours] as const),
    ),
  )
  const codes = Map.groupBy(mapping.codes, (one) => plainCode(one.code))
  const families = mapping.families.map((family) => ({
    ...family,
    said: family.words === undefined ? undefined : new RegExp(family.words, 'is'),
    coded: family.codes === undefined ? undefined : new RegExp(family.codes, 'i'),
  }))

  /** A sender's own namespace, 'RJZ/READ', ends in its name for the system. */
  const systemOf = (sent: string): string | undefined =>
    systems.get(plain(sent)) ?? systems.get(plain(sent.replace(/^.*\//, '')))

  const mentions = new RegExp(mapping.mentions, 'i')

  function judge(said: SaidCode): Judged | undefined {
    const listed = codes.get(plainCode(said.code)) ?? []
    const mentioned = mentions.test(said.text)
    // Nearly everything that is said is something else.
    if (listed.length === 0 && !mentioned && !families.some((one) => one.coded?.test(said.code))) {
      return undefined
    }
    const system = said.system === undefined ? undefined : systemOf(said.system)
    const named = { system: system ?? said.system ?? '', code: said.code.trim() }
    const exact = listed.find((one) => system !== undefined && one.systems.includes(system))
    if (exact) {
      return { ...named, code: exact.code, outcome: exact.outcome, words: exact.words }
    }
    const family = families.find((one) => {
      if (mentioned && one.said?.test(said.text)) return true
      return one.coded?.test(named.code) && system !== undefined && one.systems?.includes(system)
    })
    if (family) return { ...named, outcome: family.outcome, words: family.name }
    // Of a system that is not named or not known: the code alone is reason enough to look.
    const alike = system === undefined && isTelling(said.code) ? listed : []
    const [worst] = alike.toSorted((a, b) => rank[b.outcome] - rank[a.outcome])
    if (!worst || worst.outcome === 'IGNORE') return undefined
    return { ...named, outcome: 'REVIEW', words: worst.words }
  }
  return { version: mapping.version, hash, judge }
}

/** Nobody uses so long a number for anything else. */
const isTelling = (code: string): boolean => /^\d{8,18}$/.test(code.trim())

export const standingConsentCodes: ConsentCodes = readConsentCodes(
  readFileSync(new URL('./consent-codes.json', import.meta.url), 'utf8'),
)
