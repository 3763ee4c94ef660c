/** Each page is drawn once and kept, with its tag and its compressed form, while nothing changes. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Html, html } from '../page/page.ts'
import { frameWords, type PageContent, pages, type Slug, textsIn } from './content.ts'
import { anchorOf, drawBlocks } from './draw-blocks.ts'
import { placesOf } from './draw-places.ts'
import type { Facts } from './facts.ts'
import { type Choice, drawFrame, drawLanguageList } from './frame.ts'
import { english, isTranslated, type Language, speaks } from './languages.ts'
import type { PublicNeeds } from './needs.ts'
import { pathTo, publicPath, Speech } from './speech.ts'

export interface Drawn {
  readonly body: Buffer
  readonly zipped: Buffer
  readonly etag: string
}

/** Pages with more headings than this begin with a list of them. */
const headingsMax = 6

export class Pages {
  readonly #needs: PublicNeeds
  readonly #languages: readonly Language[]
  readonly #drawn = new Map<string, Drawn>()
  #facts: Facts | undefined

  constructor(needs: PublicNeeds, languages: readonly Language[]) {
    this.#needs = needs
    this.#languages = languages
  }

  /** Every address under which a page can be read. */
  addresses(): { path: string; slug: Slug; language: Language }[] {
    return [english, ...this.#languages].flatMap((language) =>
      [...pages].flatMap(([slug, page]) =>
        speaks(language, page) ? [{ path: pathTo(slug, language), slug, language }] : [],
      ),
    )
  }

  page(slug: Slug, language: Language, facts: Facts): Drawn {
    return this.#once(`${language.tag} ${slug}`, facts, () => {
      const page = pages.get(slug) as PageContent
      const speech = this.#speech(language)
      const choices = this.#choices(slug)
      const places = placesOf(speech, {
        facts,
        windows: this.#needs.windows,
        languages:
          choices.length > 1
            ? drawLanguageList(choices, speech)
            : html`<p>${speech.say(frameWords.noTranslations)}</p>`,
      })
      const blocks = drawBlocks(page.blocks, speech, places)
      const main = html`${drawContents(page, speech)}${blocks}`
      const partly = textsIn(page).some((text) => !isTranslated(language, text))
      return this.#framed({ slug, page, main, speech, partly, choices, facts })
    })
  }

  notFound(facts: Facts): Drawn {
    return this.#once('not found', facts, () => {
      const speech = this.#speech(english)
      const page = { title: frameWords.notFoundTitle, lead: frameWords.notFound }
      const main = html`<p><a href="${speech.path('')}">${speech.say(frameWords.notFoundLink)}</a></p>`
      const none = { partly: false, choices: [] }
      return this.#framed({ slug: undefined, page, main, speech, facts, ...none })
    })
  }

  #speech(language: Language): Speech {
    const { particulars, origin } = this.#needs
    return new Speech(language, particulars, origin() + publicPath)
  }

  #choices(slug: Slug): Choice[] {
    const page = pages.get(slug) as PageContent
    const able = [english, ...this.#languages].filter((language) => speaks(language, page))
    return able.map((language) => ({ ...language, path: pathTo(slug, language) }))
  }

  #framed({ facts, ...drawn }: Unframed): string {
    const { demonstration, origin } = this.#needs
    return drawFrame({
      ...drawn,
      demonstration,
      suspended: facts.suspension !== undefined,
      origin: origin(),
    })
  }

  #once(key: string, facts: Facts, draw: () => string): Drawn {
    if (facts !== this.#facts) {
      this.#drawn.clear()
      this.#facts = facts
    }
    const known = this.#drawn.get(key)
    if (known) return known
    const drawn = toSend(draw())
    this.#drawn.set(key, drawn)
    return drawn
  }
}

interface Unframed {
  readonly slug: Slug | undefined
  readonly page: Pick<PageContent, 'title' | 'lead' | 'look'>
  readonly main: Html
  readonly speech: Speech
  readonly partly: boolean
  readonly choices: readonly Choice[]
  readonly facts: Facts
}

export function toSend(text: string): Drawn {
  const body = Buffer.from(text)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, zipped: gzipSync(body), etag }
}

function drawContents({ blocks, look }: PageContent, speech: Speech): Html | undefined {
  const headings = blocks.flatMap((block) => {
    if ('h2' in block) return [{ id: block.id ?? anchorOf(block.h2), text: block.h2, under: false }]
    return 'question' in block ? [{ id: block.id, text: block.question, under: true }] : []
  })
  if (look !== undefined || headings.length <= headingsMax) return undefined
  const links = headings.map(
    ({ id, text, under }) =>
      html`<li${under ? html` class="under"` : undefined}><a href="#${id}">${speech.say(text)}</a></li>`,
  )
  const label = frameWords.contents
  return html`<nav class="contents" aria-label="${speech.plain(label)}"><h2>${speech.say(label)}</h2><ul>${links}</ul></nav>`
}
