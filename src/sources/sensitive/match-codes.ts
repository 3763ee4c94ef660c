/**
 * Codes that make what bears them sensitive. How a code and its system are written must not let
 * one through (AT-23): a system that is not named counts as each of those it could be.
 */
import { plainText } from './plain-text.ts'
import type { SensitiveTheme } from './sets.ts'

export type CodeMatcher = (system: string | undefined, code: string) => boolean

type Terminology = 'snomed' | 'icd10' | 'opcs4' | 'read2' | 'ctv3'

const terminologies: readonly (readonly [Terminology, RegExp])[] = [
  [
    'snomed',
    /snomed|^sct$|^snm|^sct\d|2\.16\.840\.1\.113883\.6\.96|2\.16\.840\.1\.113883\.2\.1\.3\.2\.4\.15/,
  ],
  ['icd10', /icd.{0,3}10|^i10|2\.16\.840\.1\.113883\.6\.3(?!\d)/],
  ['opcs4', /opcs|^o4$|2\.16\.840\.1\.113883\.2\.1\.3\.2\.4\.16\.136/],
  ['ctv3', /ctv.?3|read.{0,8}(?:3|ctv)|2\.16\.840\.1\.113883\.2\.1\.3\.2\.4\.14/],
  ['read2', /read|^rc\d?$|^r2$|2\.16\.840\.1\.113883\.2\.1\.6\.2/],
]

/** By the sender's words for a system, which are few. */
const known = new Map<string, Terminology | 'other' | 'none'>()
const knownMax = 2_000

function terminologyOf(system: string | undefined): Terminology | 'other' | 'none' {
  if (!system) return 'none'
  const held = known.get(system)
  if (held) return held
  const plain = plainText(system).replace(/\s+/g, '')
  const found =
    terminologies.find(([, expression]) => expression.test(plain))?.[0] ??
    // 'RJZ/local': HL7 v2 without a system.
    (/^$|\/local$/.test(plain) ? 'none' : 'other')
  if (known.size < knownMax) known.set(system, found)
  return found
}

export function codeMatcher(themes: readonly SensitiveTheme[]): CodeMatcher {
  const snomed = new Set(themes.flatMap((theme) => theme.snomed))
  const beginnings = (which: Exclude<Terminology, 'snomed'>) =>
    beginsWithOneOf(themes.flatMap((theme) => theme[which]).map(letters))
  const isIn = {
    icd10: beginnings('icd10'),
    opcs4: beginnings('opcs4'),
    read2: beginnings('read2'),
    ctv3: beginnings('ctv3'),
  }
  const local = new Set(
    themes.flatMap((theme) =>
      theme.local.flatMap(({ system, codes }) =>
        codes.map((code) => `${systemName(system)}|${letters(code)}`),
      ),
    ),
  )
  /** Of a post-coordinated expression each of its concepts counts. */
  const isSnomed = (plain: string): boolean =>
    (plain.match(/\d{6,18}/g) ?? []).some((concept) => snomed.has(concept))
  return (system, code) => {
    const plain = plainText(code)
    const terminology = terminologyOf(system)
    const bare = plain.replace(/[^a-z0-9]/g, '')
    if (bare === '') return false
    if (system && local.size > 0 && local.has(`${systemName(system)}|${bare}`)) return true
    if (isSnomed(plain)) return true
    if (terminology === 'none') {
      return (
        (hasShape.test(bare) && (isIn.icd10(bare) || isIn.opcs4(bare))) ||
        (hasReadShape.test(plain.trim()) && isIn.read2(bare))
      )
    }
    return terminology !== 'snomed' && terminology !== 'other' && isIn[terminology](bare)
  }
}

const systemName = (system: string): string => plainText(system).replace(/\s+/g, '')
const letters = (code: string): string => plainText(code).replace(/[^a-z0-9]/g, '')

/** Five characters, padded with full stops, and in some systems two digits for the term. */
const hasReadShape = /^[a-z0-9.]{5}(?:\d{2})?$/

/** ICD-10 and OPCS-4: a letter and two to four digits; ICD's fifth character may be a letter. */
const hasShape = /^[a-z]\d{2}(?:\d{0,2}|x)[a-z]?$/

function beginsWithOneOf(all: readonly string[]): (bare: string) => boolean {
  const wanted = new Set(all)
  const lengths = [...new Set(all.map((one) => one.length))]
  return (bare) => lengths.some((length) => wanted.has(bare.slice(0, length)))
}
