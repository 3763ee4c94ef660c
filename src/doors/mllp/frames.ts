/**
 * Minimal Lower Layer Protocol (HL7 v2 Transport, MLLP R1): 0x0B, the message, 0x1C 0x0D. Cuts
 * what arrives into frames, however the network split it. Bytes between frames are ignored;
 * 0x1C belongs to the message unless 0x0D follows it, or the next frame, or the end of all. 0x0B
 * belongs to the message unless a header follows it: then what came before never ended, is nobody's
 * message, and is not acknowledged.
 */
const startBlock = 0x0b
const endBlock = 0x1c
const carriageReturn = 0x0d

export class FrameTooLarge extends Error {
  override readonly name = 'FrameTooLarge'
  /** The messages that were whole before it. */
  readonly whole: readonly Buffer[]
  /** How it begins: enough to say which message it is. */
  readonly head: Buffer

  constructor(whole: readonly Buffer[], head: Buffer) {
    super()
    this.whole = whole
    this.head = head
  }
}

const headBytes = 4_096
/** Bytes that come one by one are gathered into pieces that grow up to this. */
const pieceBytesMax = 131_072

export class Frames {
  readonly #bytesMax: number
  /** All full but the last, of which only the first bytes are used. */
  #pieces: Buffer[] = []
  #used = 0
  #length = 0
  #held = 0
  #inside = false
  /** Bytes came that belong to no frame, and no frame since: perhaps a sender without framing. */
  #stray = false
  /** The last byte so far was an end block: whether it ends the frame depends on the next. */
  #endSeen = false
  #unfinished = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** A frame has begun and has not ended, or something came that is no frame. */
  get isUnfinished(): boolean {
    return this.#inside || this.#stray
  }

  /** Bytes that are held for what has not ended. */
  get held(): number {
    return this.#held
  }

  /** Messages that began and never ended, because another began. */
  get unfinished(): number {
    return this.#unfinished
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
          whole.push(this.#takeWhole())
          at += 1
          continue
        }
        // A sender that ends with 0x1C alone starts its next message right away.
        if (chunk[at] === startBlock) {
          whole.push(this.#takeWhole())
          continue
        }
        this.#keep(Buffer.from([endBlock]), whole)
      }
      const end = chunk.indexOf(endBlock, at)
      const part = chunk.subarray(at, end === -1 ? chunk.length : end)
      this.#keep(part, whole)
      if (end === -1) break
      this.#endSeen = true
      at = end + 1
    }
    return whole
  }

  /** Nothing more will come: what has ended but for its carriage return is whole too. */
  finish(): Buffer[] {
    if (!this.#endSeen) return []
    this.#endSeen = false
    return [this.#takeWhole()]
  }

  /** A copy: the socket's buffer is a slice of a larger one that would be kept alive. */
  #keep(part: Buffer, whole: readonly Buffer[]): void {
    if (part.length === 0) return
    if (this.#length + part.length > this.#bytesMax) {
      const head = Buffer.concat([this.#take(), part.subarray(0, headBytes)])
      throw new FrameTooLarge(whole, head.subarray(0, headBytes))
    }
    const last = this.#pieces.at(-1)
    const room = last ? last.length - this.#used : 0
    if (last) part.copy(last, this.#used, 0, room)
    if (part.length <= room) {
      this.#used += part.length
    } else {
      const rest = part.subarray(room)
      const size = Math.max(rest.length, Math.min(this.#length, pieceBytesMax))
      const piece = Buffer.allocUnsafe(size)
      rest.copy(piece)
      this.#pieces.push(piece)
      this.#held += size
      this.#used = rest.length
    }
    this.#length += part.length
  }

  #takeWhole(): Buffer {
    const message = this.#take()
    const from = lastHeader(message)
    if (from === 0) return message
    this.#unfinished += 1
    return message.subarray(from)
  }

  #take(): Buffer {
    const pieces = this.#pieces
    const last = pieces.pop()
    if (last) pieces.push(last.subarray(0, this.#used))
    this.#pieces = []
    this.#used = 0
    this.#length = 0
    this.#held = 0
    this.#inside = false
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }
}

const headers = new Set(['MSH', 'BHS', 'FHS'])

/** Where the last message begins that a start block announces; 0 when that is all of it. */
function lastHeader(message: Buffer): number {
  let at = message.lastIndexOf(startBlock)
  while (at > 0) {
    if (headers.has(message.toString('latin1', at + 1, at + 4))) {
      return message.subarray(0, at).some((byte) => byte > 0x20) ? at + 1 : 0
    }
    at = message.lastIndexOf(startBlock, at - 1)
  }
  return 0
}

export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 3)
  framed[0] = startBlock
  framed.set(message, 1)
  framed[message.length + 1] = endBlock
  framed[message.length + 2] = carriageReturn
  return framed
}
