/** What is around every public page. It uses no mark of the NHS: the record is not the NHS itself. */
import { type Html, html } from '../page/page.ts'
import { frameWords, type PageContent, type Slug } from './content.ts'
import { publicPath, type Speech } from './speech.ts'

export const publicStyle = `${publicPath}/public.css`
export const iconPath = `${publicPath}/icon.svg`

export interface Framed {
  readonly slug: Slug | undefined
  readonly page: Pick<PageContent, 'title' | 'lead' | 'look'>
  readonly main: Html
  readonly speech: Speech
  /** Some of it is shown in English though the page is in another language. */
  readonly partly: boolean
  readonly demonstration: boolean
  readonly suspended: boolean
  readonly origin: string
  /** The languages in which this page can be read. */
  readonly choices: readonly Choice[]
}

export function drawFrame(framed: Framed): string {
  const { page, main, speech } = framed
  const { tag, direction } = speech.language
  const { skip } = frameWords
  return html`<!doctype html>
<html lang="${tag}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${speech.plain(page.title)} – London Care Record</title>
<meta name="description" content="${speech.plain(page.lead).replace(/\*\*|[[\]]|\([^)]*\)/g, '')}">
<meta name="format-detection" content="telephone=no">
${framed.slug === undefined ? html`<meta name="robots" content="noindex">` : drawAlternates(framed)}
<link rel="icon" href="${iconPath}" type="image/svg+xml">
<link rel="stylesheet" href="${publicStyle}">
</head>
<body class="${page.look ?? 'plain'}">
<a class="skip" href="#main">${speech.say(skip)}</a>
${drawHeader(framed)}
${drawLanguages(framed)}
${drawNotices(framed)}
<main id="main" tabindex="-1">
<h1>${speech.say(page.title)}</h1>
<p class="lead">${speech.say(page.lead)}</p>
${main}
</main>
${drawFooter(framed)}
</body>
</html>
`.markup
}

function drawAlternates({ origin, choices, slug, speech }: Framed): Html {
  const here = choices.find(({ tag }) => tag === speech.language.tag)
  const links = choices.map(
    ({ tag, path }) => html`<link rel="alternate" hreflang="${tag}" href="${origin}${path}">\n`,
  )
  return html`<link rel="canonical" href="${origin}${here?.path ?? speech.path(slug ?? '')}">
${choices.length > 1 ? links : undefined}`
}

function drawHeader({ slug, speech }: Framed): Html {
  const links = Object.entries(frameWords.menu).map(([to, words]) => {
    const current = to === slug ? html` aria-current="page"` : undefined
    return html`<li><a href="${speech.path(to)}"${current}>${speech.say(words)}</a></li>`
  })
  return html`<header>
<div class="column"><a class="product" href="${speech.path('')}" lang="en-GB" dir="ltr">London Care Record</a></div>
<nav aria-label="${speech.plain(frameWords.navigation)}"><ul class="column">${links}</ul></nav>
</header>`
}

function drawNotices({ demonstration, suspended, partly, speech, slug }: Framed): Html | undefined {
  const notice = (said: Html) => html`<div class="notice"><p class="column">${said}</p></div>\n`
  const law = html`<div class="notice law"><p class="column"><strong>${speech.say(frameWords.suspended)}</strong> <a href="${speech.path('notice')}">${speech.say(frameWords.suspendedLink)}</a></p></div>\n`
  const notices = [
    ...(demonstration ? [notice(speech.say(frameWords.demonstration))] : []),
    ...(suspended && slug !== 'notice' ? [law] : []),
    ...(partly ? [notice(speech.say(frameWords.partly))] : []),
  ]
  if (notices.length === 0) return undefined
  return html`<section aria-label="${speech.plain(frameWords.notices)}">\n${notices}</section>`
}

function drawFooter({ speech }: Framed): Html {
  const list = (links: Readonly<Record<string, string>>) =>
    Object.entries(links).map(
      ([to, words]) => html`<li><a href="${speech.path(to)}">${speech.say(words)}</a></li>`,
    )
  return html`<footer>
<div class="column">
<nav aria-label="${speech.plain(frameWords.more)}"><ul>${list(frameWords.formats)}${list(frameWords.footer)}<li><a href="/">${speech.say(frameWords.signIn)}</a></li></ul></nav>
</div>
</footer>`
}

export interface Choice {
  readonly tag: string
  readonly name: string
  readonly direction: string
  readonly path: string
}

/** Each language by its own name, in its own letters. */
export function drawLanguageList(choices: readonly Choice[], speech: Speech): Html {
  const links = choices.map(({ tag, name, direction, path }) => {
    const current = tag === speech.language.tag ? html` aria-current="true"` : undefined
    return html`<li><a href="${path}" lang="${tag}" hreflang="${tag}" dir="${direction}"${current}>${name}</a></li>`
  })
  return html`<ul>${links}</ul>`
}

/** At the top, for it is looked for by those who cannot read the page; nothing for English alone. */
function drawLanguages({ choices, speech }: Framed): Html | undefined {
  if (choices.length < 2) return undefined
  const label = speech.plain(frameWords.languages)
  return html`<nav class="languages" aria-label="${label}"><div class="column">${drawLanguageList(choices, speech)}</div></nav>`
}
