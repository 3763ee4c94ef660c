/**
 * Reading FHIR R4 as it really comes: any field may be missing or of a wrong type, and nothing
 * here throws. Optional chaining is safe on wrong types; lists and text need these.
 */

/** Trimmed text; undefined when there is none. HL7's null (two quotes) is none. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined
  if (typeof value !== 'string') return undefined
  const trimmed = value.trim()
  return trimmed === '' || trimmed === '""' ? undefined : trimmed
}

/** Text for one line: every run of white space is one space. */
export function phrase(value: unknown): string | undefined {
  const words = text(value)
  return words && /\s\s|[\r\n\t]/.test(words) ? words.replace(/\s+/g, ' ') : words
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

/** The objects of a list. A single object where a list belongs counts as a list of one. */
export function list<T>(value: readonly T[] | undefined): readonly T[] {
  if (Array.isArray(value)) return value.every(isObject) ? value : value.filter(isObject)
  return isObject(value) && !Array.isArray(value) ? [value as unknown as T] : none
}
const none: readonly never[] = []

/** The words of a list of primitives: given names, lines of an address. */
export function phrases(value: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.map(phrase).filter((words) => words !== undefined)
}

/** Joins what is there; undefined when nothing is. */
export function joined(
  parts: readonly (string | undefined)[],
  separator = ', ',
): string | undefined {
  const there = parts.filter((part) => part)
  return there.length > 1 ? [...new Set(there)].join(separator) : there[0]
}

export function capitalised(words: string | undefined): string | undefined {
  return words && words.charAt(0).toUpperCase() + words.slice(1)
}

/** 'not-taken' as 'Not taken': for a code that no table of ours words. */
export function plain(code: unknown): string | undefined {
  return capitalised(phrase(code)?.replaceAll('-', ' '))
}

/** The words for a code, else the code itself made readable. Never a property of Object. */
export function wordsFor(table: Readonly<Record<string, string>>, code: unknown) {
  const key = text(code)
  if (key === undefined) return undefined
  return Object.hasOwn(table, key) ? table[key] : plain(key)
}
