/** The words of the public pages, in English: files that an editor can change without code. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { pictogramNames } from './pictograms.ts'

/** Inline: **strong**, [words](page) or [words](https://…), {particular}. */
const text = z.string().trim().min(1)
const texts = z.array(text).min(1)
const anchor = z.string().regex(/^[a-z][a-z-]*$/)

/** Drawn from what is true now, not from words alone. */
const places = [
  'shared',
  'sharers',
  'relationships',
  'film',
  'suspension',
  'formats',
  'languages',
  'turn',
] as const

const block = z.union([
  z.strictObject({ h2: text, id: anchor.optional() }),
  z.strictObject({ h3: text }),
  z.strictObject({ p: text }),
  z.strictObject({ list: texts }),
  z.strictObject({ steps: texts }),
  z.strictObject({ inset: texts }),
  z.strictObject({ warning: text, words: texts }),
  z.strictObject({ question: text, id: anchor, answer: z.array(z.union([text, texts])).min(1) }),
  z.strictObject({ caption: text, head: texts, rows: z.array(texts).min(1) }),
  z.strictObject({ cards: z.array(z.strictObject({ to: z.string(), title: text, words: text })) }),
  z.strictObject({ picture: z.enum(pictogramNames), alt: text, lines: texts }),
  z.strictObject({ place: z.enum(places) }),
])
export type Block = z.infer<typeof block>

const page = z.strictObject({
  title: text,
  /** For search engines, and the first paragraph of the page. */
  lead: text,
  look: z.enum(['easy-read', 'leaflet', 'large-print']).optional(),
  /**
   * The highest school grade (Flesch–Kincaid) that its words may ask for: 4 is an age of nine.
   * A page that asks for more says why.
   */
  grade: z.number(),
  harderBecause: text.optional(),
  /** Staff read English; the others are for everybody. */
  translated: z.boolean().default(true),
  blocks: z.array(block),
})
export type PageContent = z.infer<typeof page>

/** By the last part of the address; '' is the first page. */
const slugs = [
  '',
  'who-shares',
  'who-can-see-it',
  'your-choices',
  'questions',
  'film',
  'easy-read',
  'leaflet',
  'leaflet-large-print',
  'notice',
  'privacy',
  'accessibility',
  'help-for-staff',
] as const
export type Slug = (typeof slugs)[number]

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./content/${name}.json`, import.meta.url), 'utf8'))

export const pages: ReadonlyMap<Slug, PageContent> = new Map(
  slugs.map((slug) => [slug, page.parse(read(slug === '' ? 'start' : slug))]),
)

export function isSlug(name: string): name is Slug {
  return slugs.includes(name as Slug)
}

const named = z.record(z.string(), text)

/** What stands around each page. */
export const frameWords = z
  .strictObject({
    skip: text,
    navigation: text,
    more: text,
    languages: text,
    notices: text,
    partly: text,
    demonstration: text,
    suspended: text,
    suspendedLink: text,
    contents: text,
    menu: z.record(z.string(), text),
    footer: z.record(z.string(), text),
    formats: z.record(z.string(), text),
    signIn: text,
    notFoundTitle: text,
    notFound: text,
    notFoundLink: text,
    noTranslations: text,
  })
  .parse(read('frame'))

/** What stands in the places that are drawn from what is true now. */
export const placeWords = z
  .strictObject({
    shared: z.strictObject({
      caption: text,
      organisation: text,
      shares: text,
      nobody: text,
      asOf: text,
      notYet: text,
      silent: text,
      several: text,
      unknown: text,
    }),
    kinds: named,
    sections: named,
    relationships: named,
    windows: z.strictObject({
      caption: text,
      why: text,
      when: text,
      during: text,
      after: text,
      around: text,
      open: text,
    }),
    suspension: z.strictObject({ none: text, law: text, kinds: text, until: text, unknown: text }),
  })
  .parse(read('places'))

const film = z.strictObject({
  title: text,
  toCome: text,
  pictureWords: text,
  transcript: text,
  captions: text,
  cues: z.array(z.strictObject({ from: z.number(), to: z.number(), sees: text, says: text })),
})
export type Film = z.infer<typeof film>
export const filmWords: Film = film.parse(read('film-script'))

const untranslated = new Set(['id', 'to', 'picture', 'place', 'look', 'harderBecause'])

/** Each text that a reader sees, once, in the order of the page. */
export function textsIn(part: unknown, key = ''): string[] {
  if (untranslated.has(key)) return []
  if (typeof part === 'string') return [part]
  if (Array.isArray(part)) return [...new Set(part.flatMap((each) => textsIn(each)))]
  if (typeof part !== 'object' || part === null) return []
  return [...new Set(Object.entries(part).flatMap(([name, each]) => textsIn(each, name)))]
}

/** What a translator is asked for: what is around the pages first, then page by page. */
export function textsToTranslate(): string[] {
  const translated = [...pages.values()].filter((one) => one.translated)
  return textsIn([frameWords, translated, placeWords, filmWords])
}
