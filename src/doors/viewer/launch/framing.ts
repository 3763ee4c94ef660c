/** Showing the record in a frame of the system that launched it: only where it is configured. */
import type { FastifyRequest } from 'fastify'
import { cookieAttributes } from '../who-asks.ts'
import type { LauncherSettings } from './needs.ts'

/** Who may frame the pages of this door; nobody else may (AT-43). */
export function frameAncestors(launchers: readonly LauncherSettings[] = []): readonly string[] {
  return [...new Set(launchers.flatMap(({ framedBy = [] }) => framedBy))]
}

/**
 * Within a frame of another site a browser gives back only cookies that say so. They are kept
 * apart for each site around it (Partitioned), so a frame never sees the session of a window of
 * its own, and the other way round.
 */
export function frameCookie(request: FastifyRequest, { framedBy = [] }: LauncherSettings) {
  const isFramed = request.headers['sec-fetch-dest'] === 'iframe' && framedBy.length > 0
  return isFramed
    ? ({ ...cookieAttributes, sameSite: 'none', partitioned: true } as const)
    : cookieAttributes
}
