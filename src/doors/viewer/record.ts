import { promisify } from 'node:util'
import { brotliCompress, constants, zstdDecompress } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PermitView, SilentSource } from './contract.ts'
import type { OpenedRecord } from './needs.ts'

const recordBytesMax = 64 * 1024 * 1024

/** Smaller than this, compressing costs more than it saves. */
const compressFromBytes = 1_024

/** The record is kept compressed; a browser that takes zstd gets the bytes as they lie. */
export async function openRecord(
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenedRecord,
  silent: readonly SilentSource[] = [],
): Promise<FastifyReply> {
  if (opened.outcome === 'refused') return reply.code(403).send(opened)
  reply.header('lcr-permit', writePermit(opened.permit, silent)).header('vary', 'Accept-Encoding')
  if (opened.outcome === 'unchanged') return reply.code(304).send()
  reply.type('application/json; charset=utf-8').header('etag', `W/"${opened.version}"`)
  const { bytes, encoding } = await encode(opened.body, request.headers['accept-encoding'])
  if (encoding) reply.header('content-encoding', encoding)
  return reply.send(bytes)
}

async function encode(body: Uint8Array, accepted: string | undefined) {
  if (accepts(accepted, 'zstd')) return { bytes: asBuffer(body), encoding: 'zstd' }
  const plain = await promisify(zstdDecompress)(body, { maxOutputLength: recordBytesMax })
  if (plain.length < compressFromBytes || !accepts(accepted, 'br')) return { bytes: plain }
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 }
  return { bytes: await promisify(brotliCompress)(plain, { params }), encoding: 'br' }
}

/** RFC 9110 §12.5.3; `*` is not taken as a wish for what is new. */
function accepts(header: string | undefined, encoding: string): boolean {
  return (header ?? '').split(',').some((part) => {
    const [name, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return name === encoding && !parameters.some((each) => /^q=0(\.0*)?$/.test(each))
  })
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** A header is not the place for many. */
const silentMax = 40

function writePermit(permit: PermitView, silent: readonly SilentSource[]): string {
  const told: PermitView = {
    ...permit,
    ...(silent.length > 0 && { silent: silent.slice(0, silentMax) }),
  }
  return Buffer.from(JSON.stringify(told)).toString('base64url')
}
