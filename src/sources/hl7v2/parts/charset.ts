/** Which characters the bytes mean (HL7 v2.4 ch.2 §2.16.9.18; §1.3.2 of the feeds as they are). */
import { isAscii, isUtf8 } from 'node:buffer'

export type Charset = 'ascii' | 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'

/**
 * What the bytes can be: strict UTF-8, else windows-1252, which almost everything is that is
 * declared as 8859/1 or not at all. MSH-18 is not asked: it is wrong too often. A feed that pins
 * UTF-8 and sends something else is read as what it sends, so no character is ever lost.
 */
export function charsetOf(bytes: Uint8Array, pinned?: 'utf-8' | 'windows-1252'): Charset {
  const wide = wideCharset(bytes)
  if (wide) return wide
  if (isAscii(bytes)) return 'ascii'
  if (pinned === 'windows-1252' || !isUtf8(bytes)) return 'windows-1252'
  return 'utf-8'
}

/** What may stand in front of the first letter: framing and line ends, as bytes of their own. */
const framing: ReadonlySet<number> = new Set([0x0b, 0x0d, 0x0a])
const letters: ReadonlySet<number> = new Set([0x4d, 0x46, 0x42])

/** UTF-16 by its mark, or by the zeros about the first letter of MSH, FHS or BHS. */
export function wideCharset(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const at = wideStart(bytes)
  const [one, two] = [bytes[at], bytes[at + 1]]
  if (one === 0xff && two === 0xfe) return 'utf-16le'
  if (one === 0xfe && two === 0xff) return 'utf-16be'
  if (two === 0 && letters.has(one ?? -1) && bytes[at + 3] === 0) return 'utf-16le'
  return one === 0 && letters.has(two ?? -1) && bytes[at + 2] === 0 ? 'utf-16be' : undefined
}

function wideStart(bytes: Uint8Array): number {
  let at = 0
  while (at < 4 && framing.has(bytes[at] ?? -1)) at++
  return at
}

const windows1252 = new TextDecoder('windows-1252')

/** Never more than the mark of its byte order is left out. */
export function decode(bytes: Uint8Array, charset: Charset): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (charset === 'ascii') return buffer.toString('latin1')
  if (charset === 'windows-1252') return windows1252.decode(bytes)
  const text = charset === 'utf-8' ? buffer.toString('utf8') : wideText(buffer, charset)
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

function wideText(buffer: Buffer, charset: 'utf-16le' | 'utf-16be'): string {
  const start = wideStart(buffer)
  const even = buffer.subarray(start, start + Math.floor((buffer.length - start) / 2) * 2)
  return (charset === 'utf-16le' ? even : Buffer.from(even).swap16()).toString('utf16le')
}
