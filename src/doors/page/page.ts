/**
 * Pages that are drawn by the server, without script: the sign-in, and the words when it fails.
 * NHS design system v10 (header, typography, radios, button); WCAG 2.2 AA.
 */
import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

/** Text that is already markup; everything else is escaped. */
export interface Html {
  readonly markup: string
}

type Part = string | number | undefined | Html | readonly Html[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A template whose parts are escaped unless they are themselves made by `html`. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const written = texts.map((text, index) => text + write(parts[index]))
  return { markup: written.join('') }
}

function write(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') {
    return String(part).replace(/[&<>"']/g, (character) => escapes[character] as string)
  }
  return 'markup' in part ? part.markup : part.map((each) => each.markup).join('')
}

interface Page {
  readonly title: string
  /** Path of the style sheet. */
  readonly style: string
  /** Said above everything, on every page of a demonstration. */
  readonly notice?: string
  readonly main: Html
  /** Of whom it is, where that is not the record. */
  readonly product?: string
}

export function drawPage(page: Page): string {
  const { product = 'London Care Record' } = page
  const notice = page.notice
    ? html`<aside class="notice"><strong>DEMONSTRATION</strong> – ${page.notice}</aside>`
    : undefined
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} – ${product}</title>
<link rel="stylesheet" href="${page.style}">
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header><span class="logo">NHS</span><span class="product">${product}</span></header>
${notice}
<main id="main" tabindex="-1">
${page.main}
</main>
<footer><nav aria-label="About the London Care Record">
<a href="/about">About the London Care Record</a>
<a href="/about/help-for-staff">Help for staff</a>
<a href="/about/privacy">Privacy notice</a>
<a href="/about/accessibility">Accessibility</a>
</nav></footer>
</body>
</html>
`.markup
}

/** Serves the one style sheet of these pages at the path that they name. */
export async function serveStyle(app: FastifyInstance, path: string): Promise<void> {
  const style = await readFile(new URL('./page.css', import.meta.url))
  app.get(path, async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(style),
  )
}
