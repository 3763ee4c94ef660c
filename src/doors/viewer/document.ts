import type { FastifyReply } from 'fastify'
import { send, unknown } from './answers.ts'
import type { OpenedDocument } from './needs.ts'
import { asBuffer } from './record.ts'

/** What a browser may show. Everything else, also SVG and XML, is bytes to be saved. */
const shown = new Set([
  'application/pdf',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/html',
  'text/plain',
])

/** A letter may bring its own style; it runs nothing, loads nothing and sends nothing. */
const sandbox =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; " +
  "base-uri 'none'; frame-ancestors 'none'; sandbox"

export function openDocument(reply: FastifyReply, opened: OpenedDocument): FastifyReply {
  if (opened.outcome === 'refused') return send(reply, unknown)
  const [written = '', ...parameters] = opened.contentType.toLowerCase().split(/\s*;\s*/)
  const type = shown.has(written) ? written : 'application/octet-stream'
  const charset = parameters.find((each) => /^charset="?[\w-]{1,40}"?$/.test(each))
  // Only the bytes of a PDF need the browser's own viewer, which does not run in a sandbox.
  if (type !== 'application/pdf') reply.header('content-security-policy', sandbox)
  return reply
    .header(
      'content-type',
      type.startsWith('text/') ? `${type}; ${charset ?? 'charset=utf-8'}` : type,
    )
    .header('content-disposition', type === 'application/octet-stream' ? 'attachment' : 'inline')
    .header('x-content-type-options', 'nosniff')
    .send(asBuffer(opened.bytes))
}
