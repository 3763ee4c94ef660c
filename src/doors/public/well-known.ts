/** What machines ask for by fixed addresses. */
import type { Particulars } from './particulars.ts'
import { publicPath } from './speech.ts'

/** Only the public pages: there is nothing else to be found without signing in. RFC 9309. */
export function drawRobots(origin: string): string {
  return `User-agent: *
Allow: ${publicPath}
Disallow: /

Sitemap: ${origin}/sitemap.xml
`
}

/** https://www.sitemaps.org/protocol.html */
export function drawSitemap(origin: string, paths: readonly string[]): string {
  const places = paths.map((path) => `<url><loc>${origin}${path}</loc></url>\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${places.join('')}</urlset>
`
}

/**
 * RFC 9116. Without a contact there is no such file, and none after its end: a wrong place to report
 * to is worse than none.
 */
export function drawSecurity(
  { securityContact, securityExpires }: Particulars,
  origin: string,
  now: number,
): string | undefined {
  if (!securityContact || !securityExpires || Date.parse(securityExpires) <= now) return undefined
  return `Contact: ${securityContact}
Expires: ${new Date(securityExpires).toISOString()}
Preferred-Languages: en
Canonical: ${origin}/.well-known/security.txt
`
}
