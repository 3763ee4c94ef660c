/** Words of free text that make what holds them sensitive. */
import { plainText } from './plain-text.ts'

export type WordMatcher = (text: string) => boolean

/** One expression for all; without one nothing matches. Linear in the text. */
export function wordMatcher(patterns: readonly string[]): WordMatcher {
  if (patterns.length === 0) return () => false
  // Longer ones need not be tried where a shorter one has the same beginning, but cost nothing.
  const all = [...new Set(patterns.map(plainText))].map(expressionOf)
  const expression = new RegExp(`(?<![\\p{L}\\p{N}])(?:${all.join('|')})`, 'u')
  return (text) => {
    const plain = plainText(text)
    if (expression.test(plain)) return true
    // A word that was parted at the end of a line.
    return /-\s*\n/.test(plain) && expression.test(plain.replace(/-\s*\n\s*/g, ''))
  }
}

/** Between words anything that is neither letter nor digit may stand. */
const between = '[^\\p{L}\\p{N}]{1,12}'
const ends = '(?![\\p{L}\\p{N}])'

function expressionOf(pattern: string): string {
  const words = pattern.split(' ')
  return words
    .map((word, at) => {
      const stem = word.replace(/\*$/, '')
      if (stem === word) return at === words.length - 1 ? `${stem}${ends}` : stem
      return at === words.length - 1 ? stem : `${stem}[\\p{L}\\p{N}]{0,20}`
    })
    .join(between)
}
