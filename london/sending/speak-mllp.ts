/** A hospital's side of MLLP: one connection, one message at a time, each waited for. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface MllpAddress {
  readonly host: string
  readonly port: number
}
/** `refused`: the receiver asked not to have it again (AR). */
export type Answer = 'accepted' | 'refused'

const ackTimeoutMs = 30_000
const backoffMaxMs = 10_000

export class MllpLine {
  readonly #address: MllpAddress
  readonly #signal: AbortSignal
  #socket?: Socket

  constructor(address: MllpAddress, signal: AbortSignal) {
    this.#address = address
    this.#signal = signal
  }

  /** Sends until it is acknowledged; throws only when the signal is aborted. */
  async send(message: Uint8Array): Promise<Answer> {
    for (let turn = 0; ; turn++) {
      this.#signal.throwIfAborted()
      const code = await this.#attempt(message)
      if (code === 'AA' || code === 'CA') return 'accepted'
      if (code === 'AR' || code === 'CR') return 'refused'
      await sleep(Math.min(backoffMaxMs, 100 * 2 ** turn), undefined, { signal: this.#signal })
    }
  }

  /** The acknowledgement code; undefined when the line failed. */
  async #attempt(message: Uint8Array): Promise<string | undefined> {
    try {
      this.#socket ??= await this.#open()
      const framed = Buffer.concat([Buffer.of(0x0b), message, Buffer.of(0x1c, 0x0d)])
      const answer = this.#answer(this.#socket)
      this.#socket.write(framed)
      return /[\r\n]MSA\|(\w\w)/.exec(await answer)?.[1]
    } catch {
      this.close()
      this.#signal.throwIfAborted()
      return undefined
    }
  }

  async #open(): Promise<Socket> {
    const socket = connect(this.#address)
    socket.setNoDelay(true)
    // Failures reach the sender through the answer it waits for.
    socket.on('error', () => {})
    await once(socket, 'connect', { signal: this.#signal })
    return socket
  }

  #answer(socket: Socket): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    let read = Buffer.alloc(0)
    const take = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk])
      const end = read.indexOf(0x1c)
      if (end >= 0) resolve(read.subarray(read.indexOf(0x0b) + 1, end).toString('utf8'))
    }
    const fail = () => reject(new Error('The line failed before the acknowledgement'))
    const timer = setTimeout(fail, ackTimeoutMs)
    socket.on('data', take)
    socket.once('close', fail)
    this.#signal.addEventListener('abort', fail)
    const done = () => {
      clearTimeout(timer)
      socket.off('data', take)
      socket.off('close', fail)
      this.#signal.removeEventListener('abort', fail)
    }
    // Whatever comes first, the listeners go; the caller sees the rejection itself.
    promise.then(done, done)
    return promise
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }
}
