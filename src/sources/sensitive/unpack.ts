/** Unpacks what may be a bomb: so much text and so much work for one document, and no more. */
import { inflateRawSync, inflateSync } from 'node:zlib'

/** zlib's Z_SYNC_FLUSH: a stream that is cut off gives what there is. */
const syncFlush = 2
const textMax = 8 * 1024 * 1024
const pieceMax = 4 * 1024 * 1024
const workMax = 48 * 1024 * 1024

export class Unpacking {
  #text = textMax
  #work = workMax

  get isOver(): boolean {
    return this.#text <= 0 || this.#work <= 0
  }

  /** What needs no unpacking counts too. */
  plain(bytes: Buffer): Buffer {
    const taken = bytes.subarray(0, Math.max(0, Math.min(this.#text, pieceMax)))
    this.#text -= taken.length
    return taken
  }

  /** From its beginning as much as there is room for; empty when it cannot be read. */
  inflate(packed: Buffer, how: 'zlib' | 'raw'): Buffer {
    const inflate = how === 'raw' ? inflateRawSync : inflateSync
    for (let size = packed.length; size > 0 && !this.isOver; size >>= 2) {
      const most = Math.min(this.#text, pieceMax)
      try {
        const options = { maxOutputLength: most, finishFlush: syncFlush }
        const bytes = inflate(packed.subarray(0, size), options)
        this.#text -= bytes.length
        this.#work -= bytes.length
        return bytes
      } catch (error) {
        const isTooLong = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
        this.#work -= isTooLong ? most : Math.min(most, size * 8)
        // What is longer than there is room for is read as far as a part of it goes.
        if (!isTooLong) break
      }
    }
    return Buffer.alloc(0)
  }
}
