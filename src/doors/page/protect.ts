import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/**
 * What every answer of a door to a browser carries: nothing may be loaded from elsewhere, nothing
 * runs inline, nobody but who is named may frame it, no address is passed on (ASVS 5.0 §3.4, AC-19).
 */
export async function protect(
  app: FastifyInstance,
  framedBy: readonly string[] = [],
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'blob:', 'data:'],
        // Documents are shown from memory, in a frame of their own.
        'frame-src': ['blob:'],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': framedBy.length > 0 ? [...framedBy] : ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // It cannot name who may; browsers that know frame-ancestors do not look at it.
    frameguard: framedBy.length > 0 ? false : { action: 'deny' },
    // Browsers ignore it over http, so the start on localhost is not bound to https.
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: false },
  })
}
