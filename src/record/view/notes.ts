/** Free text in full: comments, annotations, and the narrative that a sender wrote by hand. */
import type { Annotation, Narrative } from 'fhir/r4'
import { dateWords } from './dates.ts'
import { joined, list, phrase, text } from './lenient.ts'
import { type Container, nameOf } from './names.ts'

/** Notes with who wrote them and when, if that is told. Line breaks stay. */
export function notesOf(
  annotations: readonly Annotation[] | undefined,
  within?: Container,
): string[] {
  if (annotations === undefined) return []
  // STU3 wrote a comment as bare text.
  if (typeof annotations === 'string') return [annotations]
  const notes: string[] = []
  for (const note of list(annotations)) {
    const said = text(note.text)
    if (!said) continue
    const who = phrase(note.authorString) ?? nameOf(note.authorReference, within)
    const signed = joined([who, dateWords(note.time)])
    notes.push(signed ? `${said}\n(${signed})` : said)
  }
  return notes
}

const marks: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** XHTML narrative as plain text; block elements become line breaks. */
export function narrativeText(narrative: Narrative | undefined): string | undefined {
  const div = text(narrative?.div)
  if (!div) return undefined
  const plain = div
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\s*<(br|p|div|li|tr|h\d|table|ul|ol|pre)\b[^>]*>/gi, '\n')
    .replace(/<\/(td|th)>/gi, '  ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(\w+);/g, (whole, name: string) =>
      Object.hasOwn(marks, name) ? (marks[name] ?? whole) : whole,
    )
    .replace(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
  return text(plain)
}

/**
 * Narrative only where the sender says that it holds more than the fields do. What a system
 * generated from the fields would only say everything twice.
 */
export function ownNarrative(narrative: Narrative | undefined): string | undefined {
  return narrative?.status === 'additional' || narrative?.status === 'extensions'
    ? narrativeText(narrative)
    : undefined
}
