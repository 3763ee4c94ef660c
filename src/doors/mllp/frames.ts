/**
 * Minimal Lower Layer Protocol (HL7 v2 Transport, MLLP R1): 0x0B, the message, 0x1C 0x0D. Cuts
 * what arrives into frames, however the network split it. Bytes between frames are ignored;
 * 0x1C that is not followed by 0x0D belongs to the message.
 */
const startBlock = 0x0b
const endBlock = 0x1c
const carriageReturn = 0x0d

export class FrameTooLarge extends Error {
  override readonly name = 'FrameTooLarge'
}

export class Frames {
  readonly #bytesMax: number
  #chunks: Buffer[] = []
  #length = 0
  #inside = false
  /** Bytes came that belong to no frame, and no frame since: perhaps a sender without framing. */
  #stray = false
  /** The last byte so far was an end block: whether it ends the frame depends on the next. */
  #endSeen = false

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** A frame has begun and has not ended, or something came that is no frame. */
  get isUnfinished(): boolean {
    return this.#inside || this.#stray
  }

  /** The messages that are whole after this chunk. Throws FrameTooLarge over the limit. */
  push(chunk: Buffer): Buffer[] {
    const whole: Buffer[] = []
    let at = 0
    while (at < chunk.length) {
      if (!this.#inside) {
        const start = chunk.indexOf(startBlock, at)
        if (start === -1) {
          // Senders may put line ends between frames; anything more is a sender without frames.
          this.#stray ||= chunk.subarray(at).some((byte) => byte > 0x20)
          break
        }
        this.#inside = true
        this.#stray = false
        at = start + 1
        continue
      }
      if (this.#endSeen) {
        this.#endSeen = false
        if (chunk[at] === carriageReturn) {
          whole.push(this.#take())
          at += 1
          continue
        }
        // A sender that ends with 0x1C alone starts its next message right away.
        if (chunk[at] === startBlock) {
          whole.push(this.#take())
          continue
        }
        this.#keep(Buffer.from([endBlock]))
      }
      const end = chunk.indexOf(endBlock, at)
      if (end === -1) {
        this.#keep(chunk.subarray(at))
        break
      }
      this.#keep(chunk.subarray(at, end))
      this.#endSeen = true
      at = end + 1
    }
    return whole
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return
    this.#length += part.length
    if (this.#length > this.#bytesMax) throw new FrameTooLarge()
    // A copy: the socket's buffer is a slice of a larger one that would be kept alive.
    this.#chunks.push(Buffer.from(part))
  }

  #take(): Buffer {
    const message = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
    this.#chunks = []
    this.#length = 0
    this.#inside = false
    return message
  }
}

export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 3)
  framed[0] = startBlock
  framed.set(message, 1)
  framed[message.length + 1] = endBlock
  framed[message.length + 2] = carriageReturn
  return framed
}
