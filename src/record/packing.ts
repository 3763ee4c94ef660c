/**
 * How originals are kept: what one message brought about one source patient, as one JSON array in
 * one zstd frame. A dictionary of what FHIR resources have in common keeps small packs small.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { FhirResource } from '#vocabulary'
import { dictionary1 } from './packing-dictionary.ts'

export interface Original {
  readonly resource: FhirResource
  /** What the rule that combined it needs to remember (sources.combine). */
  readonly state?: unknown
  /** What the resource was, and would be again, where it turned out not to hold (claims.ts). */
  readonly retracted?: FhirResource
}

/** As it is put together with what comes: whether it holds is decided afterwards. */
export const standing = ({ retracted, ...original }: Original): Original =>
  retracted === undefined ? original : { ...original, resource: retracted }

/** `shown`: the resource as JSON, where that is at hand. */
export function originalText(
  { resource, state, retracted }: Original,
  shown = JSON.stringify(resource),
): string {
  const more = [
    state === undefined ? '' : `,"state":${JSON.stringify(state)}`,
    retracted === undefined ? '' : `,"retracted":${JSON.stringify(retracted)}`,
  ]
  return `{"resource":${shown}${more.join('')}}`
}

/** The encodings of `record.pack.encoding`. Numbers once used keep their meaning for ever. */
const packEncoding = { zstd: 0, zstdWithDictionary1: 1 } as const

/** Above this a pack has enough of its own to learn from. */
const dictionaryBytesMax = 65_536

/** Up to here the dictionary does most of it, and a higher level only takes longer. */
const smallBytesMax = 32_768

export function pack(originals: readonly string[]): { encoding: number; bytes: Buffer } {
  const bytes = Buffer.from(`[${originals.join(',')}]`)
  const level = (of: number) => ({ params: { [constants.ZSTD_c_compressionLevel]: of } })
  return bytes.length < dictionaryBytesMax
    ? {
        encoding: packEncoding.zstdWithDictionary1,
        bytes: zstdCompressSync(bytes, {
          ...level(bytes.length < smallBytesMax ? 3 : 6),
          dictionary: dictionary1,
        }),
      }
    : { encoding: packEncoding.zstd, bytes: zstdCompressSync(bytes, level(6)) }
}

export function unpack(encoding: number, bytes: Uint8Array): Original[] {
  const text =
    encoding === packEncoding.zstdWithDictionary1
      ? zstdDecompressSync(bytes, { dictionary: dictionary1 })
      : zstdDecompressSync(bytes)
  return JSON.parse(text.toString()) as Original[]
}
