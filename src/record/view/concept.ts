/** What a coded thing is called, and its codes: the sender's own words come first. */
import type { CodeableConcept, Coding } from 'fhir/r4'
import type { Item } from '#vocabulary'
import { joined, list, phrase, text } from './lenient.ts'

type Codes = NonNullable<Item['codes']>

// SNOMED CT's fully specified names end in a tag that is for terminologists.
const semanticTag =
  / \((disorder|finding|procedure|situation|regime\/therapy|substance|product|medicinal product|clinical drug|observable entity|event|organism|qualifier value|body structure|morphologic abnormality|record artifact|navigational concept|assessment scale|person|environment|occupation|physical object|specimen)\)$/

function displayOf(coding: Coding | undefined): string | undefined {
  const display = phrase(coding?.display)
  return display?.endsWith(')') ? display.replace(semanticTag, '') : display
}

/** The sender's text; else the name it chose; else any name; else the bare code. */
export function words(concept: CodeableConcept | undefined): string | undefined {
  const own = phrase(concept?.text)
  if (own) return own
  const codings = list(concept?.coding)
  const chosen = codings.find((coding) => coding.userSelected === true)
  const named = chosen && phrase(chosen.display) ? chosen : codings.find((c) => phrase(c.display))
  return displayOf(named) ?? phrase(codings.find((c) => text(c.code))?.code)
}

/** As words, without a bare code: for places where a code alone would say nothing. */
export function namedWords(concept: CodeableConcept | undefined): string | undefined {
  if (phrase(concept?.text)) return words(concept)
  return list(concept?.coding).some((c) => phrase(c.display)) ? words(concept) : undefined
}

/** 'Medicine, code 69230014620': some write a code where a name belongs. */
export function codeTold(name: string | undefined, noun: string): string | undefined {
  return !name || /\p{L}/u.test(name) ? name : `${noun}, code ${name}`
}

/** A title: 'Result, code 718-7' where only a code came; some write a name there, though. */
export function titled(concept: CodeableConcept | undefined, noun: string): string | undefined {
  const named = namedWords(concept)
  if (named) return codeTold(named, noun)
  const code = words(concept)
  return !code || /\p{L}{3}/u.test(code) ? code : `${noun}, code ${code}`
}

export function manyWords(concepts: readonly CodeableConcept[] | undefined): string | undefined {
  return joined(list(concepts).map(words))
}

export function codingWords(coding: Coding | undefined): string | undefined {
  return displayOf(coding) ?? phrase(coding?.code)
}

/** The first code, without its system: for FHIR's own required value sets. */
export function codeOf(concept: CodeableConcept | undefined): string | undefined {
  // STU3 wrote some of these as bare codes, and some senders still do.
  if (typeof concept === 'string') return text(concept)
  for (const coding of list(concept?.coding)) {
    const code = text(coding.code)
    if (code) return code
  }
  return undefined
}

export function hasCode(concept: CodeableConcept | undefined, codes: ReadonlySet<string>): boolean {
  return list(concept?.coding).some((coding) => {
    const code = text(coding.code)
    return code !== undefined && codes.has(code)
  })
}

export function anyHasCode(
  concepts: readonly CodeableConcept[] | undefined,
  codes: ReadonlySet<string>,
): boolean {
  return list(concepts).some((concept) => hasCode(concept, codes))
}

/** Every coding, with the name as it was sent. */
export function codes(concept: CodeableConcept | undefined): Codes | undefined {
  const codings = list(concept?.coding)
  if (codings.length === 0) return undefined
  const found = []
  for (const coding of codings) {
    const system = text(coding.system)
    const code = text(coding.code)
    const display = text(coding.display)
    if (!code && !display) continue
    found.push({ ...(system && { system }), ...(code && { code }), ...(display && { display }) })
  }
  return found.length > 0 ? found : undefined
}
