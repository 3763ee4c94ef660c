/** Says a text in a language; where it has no words for it, in English, and marked as English. */
import { type Html, html } from '../page/page.ts'
import { isSlug, pages } from './content.ts'
import { english, isTranslated, type Language, speaks } from './languages.ts'
import { gapWords, type Particular, type Particulars, particularNames } from './particulars.ts'

export const publicPath = '/about'

/** The address of a page in a language, or in English where the language does not have it. */
export function pathTo(slug: string, language: Language): string {
  const page = isSlug(slug) ? pages.get(slug) : undefined
  const spoken = page && language !== english && speaks(language, page)
  const start = spoken ? `${publicPath}/${language.tag}` : publicPath
  return slug === '' ? start : `${start}/${slug}`
}

const inline = /\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]*)\)|\{(\w+)\}/g

export class Speech {
  readonly #language: Language
  readonly #particulars: Particulars
  readonly #site: string

  /** `site`: the address of the first page, for paper. */
  constructor(language: Language, particulars: Particulars, site: string) {
    this.#language = language
    this.#site = site
    this.#particulars = particulars
  }

  get language(): Language {
    return this.#language
  }

  /** Markup of a text of the content; `values` fill what is in braces. */
  say(text: string, values: Readonly<Record<string, string | number>> = {}): Html {
    const said = this.#drawInline(this.plain(text), values)
    if (isTranslated(this.#language, text)) return said
    return html`<span lang="en-GB" dir="ltr">${said}</span>`
  }

  /** For attributes and titles, which hold no markup. */
  plain(text: string): string {
    return isTranslated(this.#language, text) ? (this.#language.words[text] ?? text) : text
  }

  path(slug: string): string {
    return pathTo(slug, this.#language)
  }

  day(epochMs: number): string {
    return new Date(epochMs).toLocaleDateString(this.#language.tag, {
      dateStyle: 'long',
      timeZone: 'Europe/London',
    })
  }

  /** '72 hours', '14 days', '5 years'. */
  time(count: number, unit: 'day' | 'hour'): string {
    const inYears = unit === 'day' && count >= 730 && count % 365 === 0
    return new Intl.NumberFormat(this.#language.tag, {
      style: 'unit',
      unit: inYears ? 'year' : unit,
      unitDisplay: 'long',
    }).format(inYears ? count / 365 : count)
  }

  #drawInline(text: string, values: Readonly<Record<string, string | number>>): Html {
    const parts: Html[] = []
    let from = 0
    for (const found of text.matchAll(inline)) {
      const [whole, strong, words, target, name] = found
      parts.push(html`${text.slice(from, found.index)}`)
      if (strong !== undefined)
        parts.push(html`<strong>${this.#drawInline(strong, values)}</strong>`)
      else if (words !== undefined) parts.push(this.#link(words, target ?? ''))
      else if (name !== undefined) parts.push(this.#fill(name, values))
      from = found.index + whole.length
    }
    parts.push(html`${text.slice(from)}`)
    return html`${parts}`
  }

  #link(words: string, target: string): Html {
    if (/^(?:https:|mailto:|#|\/)/.test(target)) return html`<a href="${target}">${words}</a>`
    const [slug = '', anchor] = target.split('#')
    return html`<a href="${this.path(slug)}${anchor ? `#${anchor}` : ''}">${words}</a>`
  }

  #fill(name: string, values: Readonly<Record<string, string | number>>): Html {
    const value = name === 'site' ? this.#site : values[name]
    if (value !== undefined) return html`${value}`
    const particular = particularNames.find((one) => one === name)
    if (!particular) throw new Error(`Nothing is known that fills {${name}}.`)
    return this.#particular(particular)
  }

  #particular(name: Particular): Html {
    const value = this.#particulars[name]
    if (value === undefined) {
      return html`<mark class="gap" lang="en-GB" dir="ltr">[to be filled in: ${gapWords(name)}]</mark>`
    }
    if (name.endsWith('Email')) return html`<a href="mailto:${value}">${value}</a>`
    if (name.endsWith('Telephone')) {
      return html`<a href="tel:${value.replaceAll(' ', '')}" dir="ltr">${value}</a>`
    }
    return html`${value}`
  }
}
