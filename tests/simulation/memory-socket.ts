/** A socket whose other end is in the same memory. It behaves as a TCP socket that is half open. */
import { Duplex } from 'node:stream'

export interface FarEnd {
  /** Bytes for the other side; `taken` is called when it has room again. */
  readonly write: (bytes: Buffer, taken: () => void) => void
  /** No more will be written. */
  readonly end: () => void
  readonly closed: () => void
}

export class MemorySocket extends Duplex {
  readonly remoteAddress = '192.0.2.1'
  readonly remotePort: number
  readonly #far: FarEnd
  #idleMs = 0
  #idle: NodeJS.Timeout | undefined

  constructor(far: FarEnd, port = 0) {
    super({ allowHalfOpen: true })
    this.#far = far
    this.remotePort = port
  }

  /** What the other side wrote. */
  arrive(bytes: Buffer): void {
    if (this.destroyed || this.readableEnded) return
    this.#touch()
    this.push(bytes)
  }

  /** The other side has closed its direction. */
  arriveEnd(): void {
    if (!this.destroyed) this.push(null)
  }

  /** The other side is gone without a word. */
  reset(): void {
    this.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
  }

  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }

  setTimeout(ms: number): this {
    this.#idleMs = ms
    this.#touch()
    return this
  }

  #touch(): void {
    clearTimeout(this.#idle)
    if (this.#idleMs === 0 || this.destroyed) return
    this.#idle = setTimeout(() => this.emit('timeout'), this.#idleMs)
  }

  override _read(): void {}

  override _write(bytes: Buffer, _: string, done: () => void): void {
    this.#touch()
    this.#far.write(bytes, done)
  }

  override _final(done: () => void): void {
    this.#far.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle)
    this.#far.closed()
    done(error)
  }
}
