/**
 * The messages of a file: one or many, framed (MLLP), batched (FHS, BHS, BTS, FTS), divided by
 * blank lines, or simply one MSH after the other.
 */
import { decode, wideCharset } from './parts/charset.ts'

const headers = new Set(['FHS', 'BHS', 'BTS', 'FTS'])

/**
 * Each message with its bytes as they are, less framing and blank lines around it. What stands
 * in front of the first MSH, and a file without any, comes back as one piece: nothing is lost.
 */
export function splitMessages(bytes: Uint8Array): Buffer[] {
  const wide = wideCharset(bytes)
  if (!wide) return split(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return split(Buffer.from(decode(bytes, wide))).map((piece) => {
    const own = Buffer.from(piece.toString('utf8'), 'utf16le')
    return wide === 'utf-16le' ? own : own.swap16()
  })
}

function split(file: Buffer): Buffer[] {
  if (!hasHeader(file)) return trimmed(file)
  const messages: Buffer[] = []
  let start = 0
  let at = file[0] === 0xef && file[1] === 0xbb && file[2] === 0xbf ? 3 : 0
  start = at
  const cut = (end: number, next: number): void => {
    messages.push(...trimmed(file.subarray(start, end)))
    start = next
  }
  while (at < file.length) {
    const begin = skipFraming(file, at)
    const end = lineEnd(file, begin)
    const name = file.toString('latin1', begin, begin + 3)
    if (name === 'MSH' && begin > start) cut(at, begin)
    else if (headers.has(name) && isMark(file[begin + 3])) cut(at, end)
    at = end
  }
  cut(file.length, file.length)
  return messages
}

/** A field separator follows the name: not a word that happens to begin so. */
const isMark = (byte: number | undefined): boolean =>
  byte === undefined || !/[A-Za-z0-9\s]/.test(String.fromCharCode(byte)) || byte <= 0x0d

function hasHeader(file: Buffer): boolean {
  for (let at = file.indexOf('MSH'); at >= 0; at = file.indexOf('MSH', at + 3)) {
    let before = at - 1
    while (before >= 0 && (file[before] === 0x20 || file[before] === 0x09)) before--
    const byte = file[before]
    const atLineStart = byte === undefined || byte === 0x0a || byte === 0x0d
    if ((atLineStart || byte === 0x0b || byte === 0xbf) && isMark(file[at + 3])) return true
  }
  return false
}

/** The next MSH may stand behind framing bytes or spaces that belong to no message. */
function skipFraming(file: Buffer, from: number): number {
  let at = from
  while (at < file.length && isOutside(file[at] as number)) at++
  return at
}

const isOutside = (byte: number): boolean =>
  byte === 0x0b || byte === 0x1c || byte === 0x20 || byte === 0x09

function lineEnd(file: Buffer, from: number): number {
  // A line may hold a letter of megabytes: it is not looked at byte by byte.
  let at = file.length
  for (const end of [0x0d, 0x0a, 0x1c]) {
    const found = file.subarray(from, at).indexOf(end)
    if (found >= 0) at = from + found
  }
  while (at < file.length && (file[at] === 0x0d || file[at] === 0x0a)) at++
  return at === from ? from + 1 : at
}

/** Without framing and blank lines around it; nothing when nothing is left. */
function trimmed(piece: Buffer): Buffer[] {
  let start = 0
  let end = piece.length
  while (start < end && (isOutside(piece[start] as number) || isBreak(piece[start]))) start++
  while (end > start && (isOutside(piece[end - 1] as number) || isBreak(piece[end - 1]))) end--
  if (start === end) return []
  // One segment terminator stays: it belongs to the last segment.
  const rest = piece.subarray(end)
  const breaks = rest[0] === 0x0d && rest[1] === 0x0a ? 2 : isBreak(rest[0]) ? 1 : 0
  return [piece.subarray(start, end + breaks)]
}

const isBreak = (byte: number | undefined): boolean => byte === 0x0d || byte === 0x0a
