/** Which characters the bytes mean (HL7 v2.4 ch.2 §2.16.9.18; §1.3.2 of the feeds as they are). */
import { isAscii, isUtf8 } from 'node:buffer'

export type Charset = 'ascii' | 'utf-8' | 'windows-1252' | 'utf-16le'

/**
 * What the bytes can be: strict UTF-8, else windows-1252, which almost everything is that is
 * declared as 8859/1 or not at all. MSH-18 is not asked: it is wrong too often. A feed that pins
 * UTF-8 and sends something else is read as what it sends, so no character is ever lost.
 */
export function charsetOf(bytes: Uint8Array, pinned?: 'utf-8' | 'windows-1252'): Charset {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0x4d && bytes[1] === 0 && bytes[2] === 0x53 && bytes[3] === 0) return 'utf-16le'
  if (isAscii(bytes)) return 'ascii'
  if (pinned === 'windows-1252' || !isUtf8(bytes)) return 'windows-1252'
  return 'utf-8'
}

const windows1252 = new TextDecoder('windows-1252')

export function decode(bytes: Uint8Array, charset: Charset): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (charset === 'ascii') return buffer.toString('latin1')
  if (charset === 'windows-1252') return windows1252.decode(bytes)
  const text = charset === 'utf-8' ? buffer.toString('utf8') : buffer.toString('utf16le')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
