/** How a prepared record is kept: one zstd frame of its JSON, sent as it lies. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { RecordView } from '#vocabulary'
import { applyLines, type PreparedLine } from './prepared-lines.ts'

export interface Prepared {
  readonly version: number
  readonly body: Buffer
  /** Lines filed since the body was written. */
  readonly fresh: Buffer
}

export function compressView(view: RecordView): Buffer {
  return zstdCompressSync(JSON.stringify(view), {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  })
}

export function openView(prepared: Prepared): RecordView {
  const view = JSON.parse(zstdDecompressSync(prepared.body).toString()) as RecordView
  return prepared.fresh.length === 0 ? view : applyLines(view, readLines(prepared.fresh))
}

/** The body with what is fresh folded in; the same body when nothing is. */
export function foldedBody(prepared: Prepared): Buffer {
  return prepared.fresh.length === 0 ? prepared.body : compressView(openView(prepared))
}

/** A shorter line is not worth the time. */
const compressBytesMin = 1_024

/** No JSON begins with it: a zstd frame follows, after its length in four bytes. */
const frameMark = 0
const headBytes = 5

/** JSON, ended by a line feed; a long one in a zstd frame, so that it is folded in less soon. */
export function writeLine(line: PreparedLine): Buffer {
  const text = Buffer.from(`${JSON.stringify(line)}\n`)
  if (text.length < compressBytesMin) return text
  const frame = zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
  const head = Buffer.alloc(headBytes, frameMark)
  head.writeUInt32BE(frame.length, 1)
  return Buffer.concat([head, frame])
}

function readLines(fresh: Buffer): PreparedLine[] {
  const lines: PreparedLine[] = []
  for (let at = 0; at < fresh.length; ) {
    const isFrame = fresh[at] === frameMark
    const from = isFrame ? at + headBytes : at
    const end = isFrame ? from + fresh.readUInt32BE(at + 1) : fresh.indexOf(0x0a, at) + 1
    const bytes = fresh.subarray(from, end)
    lines.push(JSON.parse((isFrame ? zstdDecompressSync(bytes) : bytes).toString()))
    at = end
  }
  return lines
}
