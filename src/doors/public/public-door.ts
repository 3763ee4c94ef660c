/**
 * The door for everybody: pages about the record, drawn by the server. No script, no cookie, no
 * form; the same answer for all, so that anything in between may keep it for a while.
 */
import { readFile } from 'node:fs/promises'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { filmWords } from './content.ts'
import { keepFacts } from './facts.ts'
import { captionsPath, drawCaptions, drawPoster, posterPath } from './film.ts'
import { iconPath, publicStyle } from './frame.ts'
import { readLanguages } from './languages.ts'
import type { PublicNeeds } from './needs.ts'
import { type Drawn, Pages, toSend } from './pages.ts'
import { publicPath } from './speech.ts'
import { drawRobots, drawSecurity, drawSitemap } from './well-known.ts'

/** Short, so that a notice of a suspension by law is seen soon. */
const pageSeconds = 120
const fileSeconds = 3_600

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#005eb8"/><path d="M9 6h10l5 5v15H9z" fill="#fff"/><path d="M13 15h7M13 20h7" stroke="#005eb8" stroke-width="2"/></svg>
`

export async function publicDoor(app: FastifyInstance, needs: PublicNeeds): Promise<void> {
  await protect(app)
  const facts = keepFacts(needs)
  const pages = new Pages(needs, needs.languages ?? readLanguages())
  const addresses = pages.addresses()

  for (const { path, slug, language } of addresses) {
    app.get(path, async (request, reply) =>
      send(request, reply, pages.page(slug, language, await facts()), 'text/html', pageSeconds),
    )
  }
  const notFound = async (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply.code(404), pages.notFound(await facts()), 'text/html', pageSeconds)
  app.get(`${publicPath}/*`, notFound)
  app.get(`${publicPath}/`, (_request, reply) => reply.redirect(publicPath, 308))

  const style = await readFile(new URL('./public.css', import.meta.url), 'utf8')
  const files = [
    { path: publicStyle, type: 'text/css', text: style },
    { path: iconPath, type: 'image/svg+xml', text: icon },
    { path: captionsPath, type: 'text/vtt', text: drawCaptions(filmWords) },
    { path: posterPath, type: 'image/svg+xml', text: drawPoster(filmWords) },
  ]
  for (const { path, type, text } of files) {
    const file = toSend(text)
    app.get(path, (request, reply) => send(request, reply, file, type, fileSeconds))
  }

  // Their words hold this server's address, which is known once it listens.
  const said = (path: string, type: string, draw: () => string | undefined) =>
    app.get(path, async (request, reply) => {
      const text = draw()
      if (text === undefined) return notFound(request, reply)
      return send(request, reply, toSend(text), type, fileSeconds)
    })
  const paths = addresses.map(({ path }) => path)
  said('/robots.txt', 'text/plain', () => drawRobots(needs.origin()))
  said('/sitemap.xml', 'application/xml', () => drawSitemap(needs.origin(), paths))
  said('/.well-known/security.txt', 'text/plain', () =>
    drawSecurity(needs.particulars, needs.origin(), needs.clock.now()),
  )
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, zipped, etag }: Drawn,
  type: string,
  seconds: number,
): FastifyReply {
  reply.headers({
    'content-type': `${type}; charset=utf-8`,
    'cache-control': `public, max-age=${seconds}`,
    vary: 'accept-encoding',
    etag,
  })
  if (isKnown(request.headers['if-none-match'], etag) && reply.statusCode === 200) {
    return reply.code(304).send()
  }
  const takesZip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  return takesZip ? reply.header('content-encoding', 'gzip').send(zipped) : reply.send(body)
}

/** RFC 9110 §13.1.2: weak comparison, for a proxy may have compressed it anew. */
function isKnown(asked: string | undefined, etag: string): boolean {
  const tags = asked?.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags?.some((tag) => tag === etag || tag === '*') ?? false
}

/** Stricter than what the viewer needs: not even a script of our own (ASVS 5.0 §3.4). */
async function protect(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'media-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: false },
  })
}
