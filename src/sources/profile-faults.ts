/** What is wrong with a profile, in words for whoever wrote it: keys and places, never values. */
import type { z } from 'zod'

interface Described {
  readonly properties?: Readonly<Record<string, Described>>
  readonly items?: Described
  readonly additionalProperties?: Described | boolean
  readonly propertyNames?: { readonly enum?: readonly string[] }
}

/** `schema` is the JSON Schema of the profile: it knows which keys there could have been. */
export function faultsInWords(error: z.ZodError, schema: object): string {
  return error.issues.flatMap((issue) => inWords(issue, schema)).join('; ')
}

function inWords(issue: z.core.$ZodIssue, schema: Described): string[] {
  const at = issue.path.map(String)
  const place = at.join('.') || 'the file'
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...at, key].join('.'), key, keysAt(schema, at)))
    case 'invalid_key': {
      const key = at.at(-1) ?? ''
      return [unknownKey(place, key, keysAt(schema, at.slice(0, -1)))]
    }
    case 'invalid_value':
      return [`${place} should be one of ${issue.values.map(String).join(', ')}`]
    case 'invalid_type':
      return [
        issue.input === undefined
          ? `${place} is missing or should be of type ${issue.expected}`
          : `${place} should be of type ${issue.expected}`,
      ]
    case 'too_small':
    case 'too_big':
      return [`${place} is too ${issue.code === 'too_small' ? 'small or short' : 'large or long'}`]
    case 'custom':
      return [`${place} ${issue.message}`]
    default:
      return [`${place} is not written as it should be`]
  }
}

function unknownKey(place: string, key: string, known: readonly string[]): string {
  const near = nearest(key, known)
  return `${place} is not known here${near ? `, perhaps ${near}` : ''}`
}

function keysAt(schema: Described, path: readonly string[]): string[] {
  let here: Described = schema
  for (const step of path) {
    const rest = typeof here.additionalProperties === 'object' ? here.additionalProperties : {}
    here = here.items ?? here.properties?.[step] ?? rest
  }
  return [...Object.keys(here.properties ?? {}), ...(here.propertyNames?.enum ?? [])]
}

/** More differences than this, for its length, is another word. */
const differencesMax = (word: string): number => Math.max(2, Math.floor(word.length / 3))

function nearest(word: string, known: readonly string[]): string | undefined {
  const small = word.toLowerCase()
  const ranked = known
    .map((one) => ({ one, far: differences(small, one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)
  return ranked.find(({ far }) => far <= differencesMax(word))?.one
}

/** Levenshtein's distance. */
function differences(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}
