/** The registers before this one, at the command line: brought over, and what became of them. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CodeTally, Imported, ImportReckoning, ImportRequest, User } from '#journeys'
import { Failure } from '#vocabulary'

/** Each refuses who may not, and writes down who asked before anything is read. */
export interface ImportJourneys {
  importObjections(by: User, request: ImportRequest): Promise<Imported>
  importReckonings(by: User): Promise<readonly ImportReckoning[]>
  consentCodesHeard(by: User): Promise<readonly CodeTally[]>
}

/** A million rows of a register. */
const bodyLimit = 256 * 1_024 * 1_024
const newline = 0x0a

const firstLine = z.strictObject({
  manifest: z.record(z.string(), z.unknown()),
  signedBy: z.string().max(100).optional(),
  check: z.boolean().default(false),
})

export function importRoutes(app: FastifyInstance, journeys: ImportJourneys, by: User): void {
  const octets = 'application/octet-stream'
  app.addContentTypeParser(octets, { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
    done(null, body),
  )

  /** One line of JSON, and then the file, byte for byte. */
  app.post('/objections/import', { bodyLimit }, async (request) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const end = body.indexOf(newline)
    return journeys.importObjections(by, {
      ...readLine(body.toString('utf8', 0, Math.max(0, end))),
      bytes: body.subarray(end + 1),
    })
  })

  app.get('/objections/codes', async () => ({ codes: await journeys.consentCodesHeard(by) }))
  app.get('/objections/imports', async () => ({ imports: await journeys.importReckonings(by) }))
}

/** What was wrong is not told: it would repeat what was sent. */
function readLine(text: string): z.infer<typeof firstLine> {
  const read = firstLine.safeParse(text.startsWith('{') ? jsonOf(text) : undefined)
  if (!read.success) throw new Failure('invalid', 'invalid', 'The body is not as agreed.')
  return read.data
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('invalid', 'invalid', 'The body is not as agreed.', { cause: error })
  }
}
