/**
 * The words that a PDF writes as letters (ISO 32000 §9.4: Tj, TJ, ', "), from streams that are
 * plain or Flate. Bounded: a document that unpacks without end is read so far.
 */
import { Unpacking } from './unpack.ts'

const bytesMax = 32 * 1024 * 1024

export function pdfWords(bytes: Uint8Array): string {
  const pdf = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, bytesMax))
  const words: string[] = []
  const unpacking = new Unpacking()
  for (let at = pdf.indexOf('stream'); at >= 0; at = pdf.indexOf('stream', at + 6)) {
    const from = at + 6 + (pdf[at + 6] === 0x0d ? 2 : 1)
    const end = pdf.indexOf('endstream', from)
    if (end < 0 || unpacking.isOver) break
    const stream = pdf.subarray(from, end)
    // 0x78 begins a zlib stream; text operators are plain letters.
    const bytes = stream[0] === 0x78 ? unpacking.inflate(stream, 'zlib') : unpacking.plain(stream)
    words.push(textOf(bytes.toString('latin1')))
    at = end + 3
  }
  return words.join('\n')
}

const operator =
  /\[((?:\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>|[^\][()<>])*)\]\s*TJ|(\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|")|(T\*|\bTd\b|\bTD\b|\bTm\b|\bET\b)/g

/** In one TJ the pieces are of one line: only a wide step parts words. */
function textOf(content: string): string {
  if (!content.includes('T')) return ''
  let text = ''
  for (const [, pieces, piece, step] of content.matchAll(operator)) {
    if (step) text += '\n'
    else if (piece) text += stringOf(piece)
    else if (pieces) text += lineOf(pieces)
  }
  return text
}

const wideStep = -180

function lineOf(pieces: string): string {
  let line = ''
  for (const [part] of pieces.matchAll(/\((?:\\[\s\S]|[^\\()])*\)|<[^>]*>|-?\d+(?:\.\d+)?/g)) {
    if (part.startsWith('(') || part.startsWith('<')) line += stringOf(part)
    else if (Number(part) < wideStep) line += ' '
  }
  return line
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: ' ', b: '', f: '\n' }

function stringOf(written: string): string {
  if (written.startsWith('<')) {
    const hex = written.replace(/[^0-9A-Fa-f]/g, '')
    const bytes = Buffer.from(hex.length % 2 ? `${hex}0` : hex, 'hex')
    // Two bytes a letter, the first of them empty.
    return bytes.toString('latin1').replaceAll('\u0000', '')
  }
  return written
    .slice(1, -1)
    .replace(/\\(?:([0-7]{1,3})|\r?\n|([\s\S]))/g, (_, octal?: string, letter?: string) =>
      octal
        ? String.fromCharCode(Number.parseInt(octal, 8) & 255)
        : letter === undefined
          ? ''
          : (escapes[letter] ?? letter),
    )
    .replaceAll('\u0000', '')
}
