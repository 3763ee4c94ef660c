/** Escape sequences to the text they stand for (HL7 v2.4 ch.2 §2.10). */
import { type Charset, decode } from './charset.ts'
import type { Delimiters } from './delimiters.ts'

/**
 * Call it after splitting, never before. Formatting becomes line breaks and spaces, highlighting
 * goes, sequences of local meaning (`\Z…\`) and a lone escape character stay as they are.
 */
export function withoutEscapes(text: string, marks: Delimiters, charset: Charset): string {
  const mark = marks.escape
  let from = text.indexOf(mark)
  if (from < 0) return text
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
  if (hex) return decode(Buffer.from(hex[1] as string, 'hex'), charset).replace(/\r\n?/g, '\n')
  const format = /^\.(sp|in|ti|sk)\s*([+-]?\d*)$/.exec(name)
  if (!format) return undefined
  const count = Math.min(Math.abs(Number(format[2] || 1)), linesMax)
  if (format[1] === 'sp') return '\n'.repeat(count)
  return format[1] === 'sk' ? ' '.repeat(count) : ''
}
