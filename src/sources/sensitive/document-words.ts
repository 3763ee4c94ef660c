/**
 * The words of a document as far as its form lets one read them here: plain text, HTML and XML,
 * RTF, word processors' XML, and PDF whose letters are written as letters. What else there is
 * (scans, images, PDF by numbers of glyphs) is known by its title, type and links only.
 */
import type { Attachment } from '#vocabulary'
import { isZip, officeWords } from './office-words.ts'
import { pdfWords } from './pdf-words.ts'
import { withoutControlWords, withoutMarkup } from './plain-text.ts'

/** Longer ones are read so far: nobody waits for the filing of one message. */
const bytesMax = 4 * 1024 * 1024

export function wordsOf({ contentType, bytes }: Attachment): string | undefined {
  const some = bytes.length > bytesMax ? bytes.subarray(0, bytesMax) : bytes
  if (/pdf/.test(contentType)) return pdfWords(bytes)
  if (/rtf/.test(contentType)) return withoutControlWords(asText(some))
  if (/html|xml/.test(contentType)) return withoutMarkup(asText(some))
  if (/^text\//.test(contentType)) return asText(some)
  if (isZip(bytes)) return officeWords(bytes)
  return looksLikeText(bytes) ? asText(some) : undefined
}

const lookedAtBytes = 4_096

/** A text with a few bytes in it that no text contains is one all the same (AT-23). */
function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, lookedAtBytes)
  const letters = head.filter((byte) => byte >= 0x20 && byte < 0x7f).length
  const empty = head.filter((byte) => byte === 0).length
  return letters > 0.85 * (head.length - empty)
}

/** UTF-16 by its mark; what is no UTF-8 is read as Windows-1252. */
function asText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // What comes without its mark has every second byte empty: those are no part of a word.
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
