import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { drawPage, html } from '../page/page.ts'

const screenStyle = '/sign-in/page.css'

/**
 * The built screen. Each file that exists at the start gets a route of its own and nothing else
 * does: there is no path to walk, and no address under which an answer could be cached (AT-42).
 * Files named by their content may be kept; the screen's own page may not.
 */
export async function screenFiles(
  app: FastifyInstance,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const screen = await readFile(join(folder, 'index.html')).catch(() => undefined)
  const answer = (reply: FastifyReply) =>
    reply
      .code(screen ? 200 : 503)
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(screen ?? notBuilt())
  for (const path of paths) app.get(path, async (_request, reply) => answer(reply))
  if (!screen) return
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    cacheControl: false,
    globIgnore: ['index.html'],
    setHeaders: (reply, path) => {
      const named = /[/\\]assets[/\\]/.test(path)
      reply.header('cache-control', named ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
}

function notBuilt(): string {
  return drawPage({
    title: 'The screen is not built',
    style: screenStyle,
    main: html`<h1>The screen is not built</h1>
<p>Run <code>npm run build</code>, and start again.</p>`,
  })
}

export function drawNotFound(): string {
  return drawPage({
    title: 'Page not found',
    style: screenStyle,
    main: html`<h1>Page not found</h1>
<p><a class="button" href="/">Go to the London Care Record</a></p>
<p><a href="/about">Read about the London Care Record</a></p>`,
  })
}
