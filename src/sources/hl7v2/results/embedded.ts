/**
 * Documents inside OBX-5: whole or in pieces, plain or base64 or in a MIME wrapper; believed by
 * their bytes (HL7 v2.4 ch.2 §2.9.16; §1.6 of the feeds). Pointers (RP) are never followed.
 */
import { createHash } from 'node:crypto'
import type { Attachment as FhirAttachment } from 'fhir/r4'
import { type Attachment, attachmentUrl, type SetAsidePart } from '#vocabulary'
import { contentTypeOf } from '../../fhir/content-type.ts'
import type { Segment } from '../parts/message.ts'

export interface Embedded {
  readonly attachment: Attachment
  readonly fhir: FhirAttachment
}

export type Unread = Pick<SetAsidePart, 'reason' | 'words'>

const unreadable: Unread = {
  reason: 'unreadable',
  words: 'The document in OBX-5 cannot be decoded.',
}
const tooLarge: Unread = {
  reason: 'invalid',
  words: 'The document in OBX-5 is larger than is kept of one.',
}

/** A larger one is a picture archive's, not a letter or report. */
const documentBytesMax = 20 * 1024 * 1024

export const isRead = (one: Embedded | Unread): one is Embedded => 'attachment' in one

/** OBX segments with the same OBX-3 and OBX-4: pieces of one document, or several in turn. */
export function embeddedDocuments(lines: readonly Segment[], title: string): (Embedded | Unread)[] {
  return documentsIn(lines.flatMap(piecesOf)).flatMap((pieces) => {
    const encoding = pieces.find((piece) => piece.encoding !== '')?.encoding ?? ''
    const contents = pieces.map((piece) => piece.content)
    const joined = contents.join('').trim()
    if (joined === '') return []
    if (joined.length > 2 * documentBytesMax) return [tooLarge]
    const bytes = decoded(joined, encoding) ?? eachDecoded(contents, encoding)
    if (!bytes || bytes.length === 0) return [unreadable]
    return [bytes.length > documentBytesMax ? tooLarge : embed(bytes, title)]
  })
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

interface Piece {
  readonly encoding: string
  readonly content: string
}

/** The pieces in one OBX-5: nearly always one. */
function piecesOf(line: Segment): Piece[] {
  const all = line.repetitions(5)
  if (all.length > 1 && all.every((one) => one.components >= 5)) {
    return all.map((one) => ({ encoding: one.text(4), content: one.words(5) }))
  }
  const part = line.first(5)
  const encoding = part.components < 5 ? '' : part.text(4)
  const whole = () => line.lines(5).join('~')
  if (part.components < 5) return [{ encoding, content: whole() }]
  // Plain text may hold what divides elsewhere.
  const isPlain = /^a$/i.test(encoding)
  return [{ encoding, content: isPlain ? whole().replace(/^(?:[^^]*\^){4}/, '') : part.words(5) }]
}

/** How the files that laboratories send begin in base64: PDF, RTF, JPEG, TIFF, PNG. */
const beginning = /^\s*(JVBERi|e1xydG|\/9j\/|SUkqA|TU0AK|iVBORw0KGgo)/

/** A piece in which a file begins is no continuation. */
function documentsIn(pieces: readonly Piece[]): Piece[][] {
  const documents: Piece[][] = []
  let isBegun = false
  for (const piece of pieces) {
    const begins = beginning.test(piece.content)
    if (documents.length === 0 || (begins && isBegun)) documents.push([])
    documents.at(-1)?.push(piece)
    isBegun ||= begins
  }
  return documents
}

function decoded(content: string, encoding: string): Uint8Array | undefined {
  const mime = unwrapped(content)
  if (mime !== undefined) return base64(mime)
  if (/^hex$/i.test(encoding)) {
    const digits = content.replace(/\s+/g, '')
    return /^([0-9a-f]{2})+$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined
  }
  if (/^base64$/i.test(encoding)) return base64(content)
  // The encoding is not named: base64 only when what comes out is a known kind of file.
  const guessed = content.length > 16 ? base64(content) : undefined
  if (guessed && !/^(text|application\/octet)/.test(contentTypeOf(guessed))) return guessed
  return Buffer.from(content, 'utf8')
}

/** Some encode each piece by itself, and fill up its end. */
function eachDecoded(contents: readonly string[], encoding: string): Uint8Array | undefined {
  const all = contents.map((content) => decoded(content, encoding))
  return contents.length > 1 && all.every((bytes) => bytes !== undefined)
    ? Buffer.concat(all as Uint8Array[])
    : undefined
}

/** The base64 inside a MIME part, without the headers around it and the boundary behind. */
function unwrapped(content: string): string | undefined {
  const found = /content-transfer-encoding:\s*base64/i.exec(content)
  if (!found) return undefined
  return content
    .slice(found.index + found[0].length)
    .replace(/^(?:\s*[A-Za-z][A-Za-z-]*:[^\r\n]*[\r\n]+(?:[ \t]+[^\r\n]*[\r\n]+)*)+/, '')
    .replace(/[\r\n]--[\s\S]*$/, '')
}

/** Buffer.from skips what is not base64, and so would make a document that nobody sent. */
function base64(content: string): Uint8Array | undefined {
  const named = content.replace(/^\s*data:[^,]*;base64,/i, '')
  const text = /[\s\\]/.test(named) ? named.replace(/\s+|\\[rn]/g, '') : named
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  if (digits === 0 || digits % 4 === 1 || /[-_]/.test(text)) return undefined
  // What was skipped is missing. Looking at every character of a letter takes ten times as long.
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined
}
