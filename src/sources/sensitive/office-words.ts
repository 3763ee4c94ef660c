/** The words of word processors' documents: XML in a ZIP (ECMA-376 part 2, ODF 1.3 part 2). */
import { withoutMarkup } from './plain-text.ts'
import { Unpacking } from './unpack.ts'

const entryMark = Buffer.from([0x50, 0x4b, 0x03, 0x04])
const headBytes = 30
const deflated = 8
const holdsWords = /^(?:word\/(?:document|header|footer|footnotes|comments)[^/]*|content)\.xml$/

export const isZip = (bytes: Uint8Array): boolean =>
  entryMark.every((byte, at) => bytes[at] === byte)

export function officeWords(bytes: Uint8Array): string {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const words: string[] = []
  const unpacking = new Unpacking()
  for (let at = 0; at >= 0 && !unpacking.isOver && at + headBytes < zip.length; ) {
    const nameBytes = zip.readUInt16LE(at + 26)
    const from = at + headBytes + nameBytes + zip.readUInt16LE(at + 28)
    const name = zip.toString('latin1', at + headBytes, at + headBytes + nameBytes)
    if (holdsWords.test(name) && zip.readUInt16LE(at + 8) === deflated) {
      const text = unpacking.inflate(zip.subarray(from), 'raw').toString()
      words.push(withoutMarkup(text.replace(/<\/?w:(?:r|t|rPr|proofErr)\b[^<>]*>/g, '')))
    }
    at = zip.indexOf(entryMark, from)
  }
  return words.join('\n')
}
