/**
 * Whom to ask instead where a record may not be shown (HZ-09): the same for everybody, because who
 * cares for somebody is itself of their record. Dated data, to be confirmed.
 */
import { readFileSync } from 'node:fs'
import { z } from 'zod'

export const contactRoutes: readonly { readonly who: string; readonly how: string }[] = z
  .strictObject({
    version: z.int().positive(),
    owner: z.string(),
    effectiveFrom: z.iso.date(),
    status: z.string(),
    routes: z.array(z.strictObject({ who: z.string(), how: z.string() })).min(1),
  })
  .parse(JSON.parse(readFileSync(new URL('./contact-routes.json', import.meta.url), 'utf8'))).routes
