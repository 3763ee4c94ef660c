/** The words of word processors' documents: XML in a ZIP (ECMA-376 part 2, ODF 1.3 part 2). */
import { inflateRawSync } from 'node:zlib'
import { withoutMarkup } from './plain-text.ts'

const entryMark = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const headBytes = 30
const unpackedMax = 8 * 1024 * 1024
const holdsWords = /^(?:word\/(?:document|header|footer|footnotes|comments)[^/]*|content)\.xml$/

export const isZip = (bytes: Uint8Array): boolean =>
  entryMark.every((byte, at) => bytes[at] === byte)

export function officeWords(bytes: Uint8Array): string {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const words: string[] = []
  let left = unpackedMax
  for (let at = 0; at >= 0 && left > 0 && at + headBytes < zip.length; ) {
    const nameBytes = zip.readUInt16LE(at + 26)
    const from = at + headBytes + nameBytes + zip.readUInt16LE(at + 28)
    const name = zip.toString('latin1', at + headBytes, at + headBytes + nameBytes)
    if (holdsWords.test(name)) {
      const text = unpack(zip.subarray(from), zip.readUInt16LE(at + 8), left)
      left -= text.length
      words.push(withoutMarkup(text.replace(/<\/?w:(?:r|t|rPr|proofErr)\b[^<>]*>/g, '')))
    }
    at = zip.indexOf(entryMark, from)
  }
  return words.join('\n')
}

const deflated = 8

function unpack(from: Buffer, method: number, most: number): string {
  if (method !== deflated) return ''
  try {
    return inflateRawSync(from, { maxOutputLength: most }).toString()
  } catch {
    return ''
  }
}
