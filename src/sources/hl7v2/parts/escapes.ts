/** Escape sequences to the text they stand for (HL7 v2.4 ch.2 §2.10). */
import { isUtf8 } from 'node:buffer'
import { type Charset, decode } from './charset.ts'
import type { Delimiters } from './delimiters.ts'

/**
 * Call it after splitting, never before. Formatting becomes line breaks and spaces, highlighting
 * goes, sequences of local meaning (`\Z…\`) and a lone escape character stay as they are.
 */
export function withoutEscapes(text: string, marks: Delimiters, charset: Charset): string {
  const mark = marks.escape
  if (!text.includes(mark)) return text
  return replaced(bytesJoined(text, mark), marks, charset)
}

/** Bytes of one character may be written one by one: `\XC2\\XB5\` is one character. */
function bytesJoined(text: string, mark: string): string {
  const between = `${mark}${mark}X`
  return text.includes(between)
    ? text.replaceAll(between, (_, at: number) => (isHexBefore(text, at, mark) ? '' : between))
    : text
}

const isHexBefore = (text: string, at: number, mark: string): boolean =>
  /^X(?:[0-9A-Fa-f]{2})+$/.test(text.slice(text.lastIndexOf(mark, at - 1) + 1, at))

function replaced(text: string, marks: Delimiters, charset: Charset): string {
  const mark = marks.escape
  let from = text.indexOf(mark)
  let out = text.slice(0, from)
  while (from >= 0) {
    const end = text.indexOf(mark, from + 1)
    const meaning = end < 0 ? undefined : sequence(text.slice(from + 1, end), marks, charset)
    if (meaning === undefined) {
      const next = text.indexOf(mark, from + 1)
      out += text.slice(from, next < 0 ? undefined : next)
      from = next
      continue
    }
    const next = text.indexOf(mark, end + 1)
    out += meaning + text.slice(end + 1, next < 0 ? undefined : next)
    from = next
  }
  return out
}

const linesMax = 20

function sequence(name: string, marks: Delimiters, charset: Charset): string | undefined {
  switch (name) {
    case 'F':
      return marks.field
    case 'S':
      return marks.component
    case 'T':
      return marks.subcomponent
    case 'R':
      return marks.repetition
    case 'E':
      return marks.escape
    case 'H':
    case 'N':
    case '.fi':
    case '.nf':
      return ''
    case '.br':
    case '.BR':
    case '.ce':
      return '\n'
  }
  const hex = /^X((?:[0-9A-Fa-f]{2})+)$/.exec(name)
  if (hex) return hexText(Buffer.from(hex[1] as string, 'hex'), charset)
  const format = /^\.(sp|in|ti|sk)\s*([+-]?\d*)$/.exec(name)
  if (!format) return undefined
  const count = Math.min(Math.abs(Number(format[2] || 1)), linesMax)
  if (format[1] === 'sp') return '\n'.repeat(count)
  // A negative one moves the margin back: there is nothing to write.
  return format[2]?.startsWith('-') || (format[1] !== 'sk' && !format[2]) ? '' : ' '.repeat(count)
}

/** In the message's characters, where the bytes can be such; never a character that was lost. */
function hexText(bytes: Buffer, charset: Charset): string {
  const isText = charset !== 'windows-1252' && isUtf8(bytes)
  return decode(bytes, isText ? 'utf-8' : 'windows-1252')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '')
}
