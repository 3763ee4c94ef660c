/**
 * Documents inside OBX-5: whole or in pieces, plain or base64 or in a MIME wrapper; believed by
 * their bytes (HL7 v2.4 ch.2 §2.9.16; §1.6 of the feeds). Pointers (RP) are never followed.
 */
import { createHash } from 'node:crypto'
import type { Attachment as FhirAttachment } from 'fhir/r4'
import { type Attachment, attachmentUrl } from '#vocabulary'
import { contentTypeOf } from '../../fhir/content-type.ts'
import type { Segment } from '../parts/message.ts'

export interface Embedded {
  readonly attachment: Attachment
  readonly fhir: FhirAttachment
}

/** OBX segments with the same OBX-3 and OBX-4: nothing in them, or bytes that cannot be had. */
export function embeddedDocument(
  lines: readonly Segment[],
  title: string,
): Embedded | 'empty' | 'unreadable' {
  const parts = lines.map((line) => line.first(5))
  const encoding = parts.map((part) => part.text(4)).find((text) => text !== '') ?? ''
  const content = parts.map((part) => part.words(5) || (part.components < 5 ? part.whole : ''))
  const joined = content.join('').trim()
  if (joined === '') return 'empty'
  const bytes = decoded(joined, encoding)
  return bytes && bytes.length > 0 ? embed(bytes, title) : 'unreadable'
}

/** Text as a document of its own. */
export function embeddedText(text: string, title: string): Embedded {
  return embed(Buffer.from(text, 'utf8'), title, 'text/plain; charset=utf-8')
}

function embed(bytes: Uint8Array, title: string, known?: string): Embedded {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const contentType = known ?? contentTypeOf(bytes)
  return {
    attachment: { hash, contentType, bytes },
    fhir: { contentType, url: attachmentUrl(hash), size: bytes.length, title },
  }
}

function decoded(content: string, encoding: string): Uint8Array | undefined {
  const wrapped = /content-transfer-encoding:\s*base64\s*([A-Za-z0-9+/=\s]+)/i.exec(content)
  if (wrapped) return base64(wrapped[1] as string)
  if (/^hex$/i.test(encoding)) {
    return /^([0-9a-f]{2})+$/i.test(content) ? Buffer.from(content, 'hex') : undefined
  }
  if (/^base64$/i.test(encoding)) return base64(content)
  // The encoding is not named: base64 only when what comes out is a known kind of file.
  const guessed = content.length > 16 ? base64(content) : undefined
  if (guessed && !/^(text|application\/octet)/.test(contentTypeOf(guessed))) return guessed
  return Buffer.from(content, 'utf8')
}

/** Buffer.from skips what is not base64, and so would make a document that nobody sent. */
function base64(content: string): Uint8Array | undefined {
  const text = content.replace(/\s+/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
