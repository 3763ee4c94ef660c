/** How a prepared record is kept: one zstd frame of its JSON, sent as it lies. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { RecordView } from '#vocabulary'
import { applyLines, type PreparedLine } from './prepared-lines.ts'

export interface Prepared {
  readonly version: number
  readonly body: Buffer
  /** JSON lines filed since the body was written. */
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

export const writeLine = (line: PreparedLine): Buffer => Buffer.from(`${JSON.stringify(line)}\n`)

function readLines(fresh: Buffer): PreparedLine[] {
  return fresh
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PreparedLine)
}
