/**
 * Flesch–Kincaid grade: 0.39 × words per sentence + 11.8 × syllables per word − 15.59. An English
 * school age is five years more than the grade. Syllables are counted by groups of vowels.
 */

/** Headings and short lines of lists would flatter: only what ends as a sentence does is counted. */
export function gradeOf(texts: readonly string[]): number {
  const sentences = texts
    .map(plain)
    .flatMap((text) => text.split(/(?<=[.!?])\s+/))
    .filter((sentence) => /[.!?][’'”)]*$/.test(sentence))
    .map((sentence) => sentence.match(/[A-Za-z][A-Za-z’'-]*/g) ?? [])
    .filter((words) => words.length > 0)
  const words = sentences.flat()
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0)
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59
}

/** Without markup; a gap to be filled in reads as a word. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\*\*/g, '')
    .replace(/\{\w+\}/g, 'name')
}

function syllablesOf(written: string): number {
  const word = written.toLowerCase().replace(/[’']s$|[^a-z]/g, '')
  if (/^(?:nhs|gp)$/.test(word)) return word.length
  const silent = word
    .replace(/(?:[^laeiouy]es|[^tdaeiouy]ed|[^laeiou]e)$/, (end) => end.replace(/e/g, ''))
    .replace(/^y/, '')
  return Math.max(1, silent.match(/[aeiouy]{1,2}/g)?.length ?? 1)
}
