/**
 * What a statement says by itself that makes it sensitive (AC-21): a code wherever it stands in
 * the resource, words of its free text, words of the documents that it brings. What is sensitive
 * because of what it is linked with, the record tells: only there is the other end known.
 */
import type { Attachment, Statement, Translation } from '#vocabulary'
import { wordsOf } from './document-words.ts'
import { type CodeMatcher, codeMatcher } from './match-codes.ts'
import { type WordMatcher, wordMatcher } from './match-words.ts'
import { withoutMarkup } from './plain-text.ts'
import { ownSensitiveSets, type SensitiveSets } from './sets.ts'

const sensitive = 'sensitive'

interface InUse {
  readonly sets: SensitiveSets
  readonly isCode: CodeMatcher
  readonly hasWords: WordMatcher
}

const compiled = (sets: SensitiveSets): InUse => ({
  sets,
  isCode: codeMatcher(sets.themes),
  hasWords: wordMatcher(sets.themes.flatMap((theme) => theme.words)),
})

let inUse = compiled(ownSensitiveSets)

/** Once, when a process or thread starts: what was labelled by others is told anew by a replay. */
export function takeSensitiveSets(sets: SensitiveSets): void {
  inUse = compiled(sets)
}

export const sensitiveSetsInUse = (): SensitiveSets => inUse.sets

export function withSensitive(translation: Translation): Translation {
  if (inUse.sets.themes.length === 0) return translation
  return {
    ...translation,
    patients: translation.patients.map((about) => ({
      ...about,
      statements: about.statements.map((one) => (isSensitive(one) ? labelled(one) : one)),
    })),
  }
}

const labelled = (statement: Statement): Statement => ({
  ...statement,
  labels: [...new Set([...(statement.labels ?? []), sensitive])].sort(),
})

function isSensitive({ kind, resource, attachments }: Statement): boolean {
  // Who somebody is must be known of everybody who may be opened.
  if (kind === 'Patient') return false
  const said: string[] = []
  if (gather(resource, said)) return true
  // Together: what is parted over lines or elements is still one phrase.
  return inUse.hasWords(said.join('\n')) || (attachments?.some(hasSensitiveWords) ?? false)
}

const hasSensitiveWords = (attachment: Attachment): boolean => {
  const words = wordsOf(attachment)
  return words !== undefined && inUse.hasWords(words)
}

/** Names and addresses of things, which are no words about the patient. */
const unread: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'system',
  'url',
  'reference',
  'identifier',
  'masterIdentifier',
  'contentType',
  'hash',
  'data',
  'meta',
])

/** True as soon as a code is found; otherwise the words are in `said`. */
function gather(value: object, said: string[]): boolean {
  if (Array.isArray(value)) {
    return value.some((each) => take(each, said, undefined))
  }
  const { system, code } = value as { system?: unknown; code?: unknown }
  if (typeof code === 'string' || typeof code === 'number') {
    if (inUse.isCode(typeof system === 'string' ? system : undefined, String(code))) return true
  }
  for (const name in value) {
    if (unread.has(name)) continue
    if (take((value as Record<string, unknown>)[name], said, name)) return true
  }
  return false
}

function take(each: unknown, said: string[], name: string | undefined): boolean {
  if (typeof each === 'string') {
    said.push(name === 'div' ? withoutMarkup(each) : each)
    // A code that is written where words belong.
    return /^\s*\S{6,24}\s*$/.test(each) && inUse.isCode('snomed', each)
  }
  return typeof each === 'object' && each !== null && gather(each, said)
}
