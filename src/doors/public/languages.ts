/**
 * Catalogues: each text in English beside its translation. A text whose English changed is no longer
 * translated, so nobody reads in their own language what is no longer so.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { type PageContent, textsIn, textsToTranslate } from './content.ts'

const languageSchema = z.strictObject({
  /** BCP 47; also the part of the address. */
  tag: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z]{4})?$/),
  /** In the language itself, as its readers look for it. */
  name: z.string().min(1),
  english: z.string().min(1),
  direction: z.enum(['ltr', 'rtl']),
  words: z.record(z.string(), z.string()),
})
export type Language = z.infer<typeof languageSchema>

export const english: Language = {
  tag: 'en-GB',
  name: 'English',
  english: 'English',
  direction: 'ltr',
  words: {},
}

const folder = new URL('./languages/', import.meta.url)

export function readLanguages(): Language[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const written = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    return languageSchema.parse(written)
  })
}

export function isTranslated(language: Language, text: string): boolean {
  return language === english || Boolean(language.words[text]?.trim())
}

/** Enough of a page to be of use to somebody who reads no English; the rest is shown in English. */
const filledShare = 0.8

export function speaks(language: Language, page: PageContent): boolean {
  if (language === english) return true
  if (!page.translated || !isTranslated(language, page.title)) return false
  const texts = textsIn(page)
  return texts.filter((text) => isTranslated(language, text)).length >= texts.length * filledShare
}

interface Reckoning {
  readonly language: Language
  readonly translated: number
  readonly missing: readonly string[]
  /** In the catalogue, and no longer on a page in these words. */
  readonly outdated: readonly string[]
}

function reckon(language: Language): Reckoning {
  const texts = textsToTranslate()
  const missing = texts.filter((text) => !isTranslated(language, text))
  const outdated = Object.keys(language.words).filter((text) => !texts.includes(text))
  return { language, translated: texts.length - missing.length, missing, outdated }
}

/** Of each language that is prepared, in the order of the files. */
export function translations(): Reckoning[] {
  return readLanguages().map(reckon)
}

/** The catalogue as a translator is given it: every text of today, what is translated kept. */
export function translationSheet(tag: string): Language | undefined {
  const language = readLanguages().find((one) => one.tag === tag)
  if (!language) return undefined
  const words = textsToTranslate().map((text) => [text, language.words[text] ?? ''])
  return { ...language, words: Object.fromEntries(words) }
}
