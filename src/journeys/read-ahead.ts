/**
 * Reads messages while filing waits for the database. Reading is pure: what a message says does
 * not depend on when it is read, so nothing is lost when what was read ahead is thrown away.
 */
import type { Arrival, Receipt } from '#inbox'
import { translate } from '#sources'
import type { Translated } from '#vocabulary'
import { ofSender } from './known-feeds.ts'

/** Beyond this, messages wait for their turn in the inbox and are read then. */
const messagesMax = 2_000

/** Larger ones hold letters and images: too much to keep twice. */
const messageBytesMax = 16_384

export class ReadAhead {
  readonly #waiting = new Map<number, Arrival>()
  readonly #read = new Map<number, Translated>()
  #isReading = false

  /** What was just received. FHIR feeds are known to the database only: they are read later. */
  offer(arrivals: readonly Arrival[], receipts: readonly Receipt[]): void {
    arrivals.forEach((arrival, index) => {
      const receipt = receipts[index]!
      if (arrival.form !== 'hl7v2' || receipt.duplicate) return
      if (arrival.bytes.length > messageBytesMax) return
      // What another process filed is never asked for here: the oldest makes room.
      if (this.#waiting.size >= messagesMax) return
      if (this.#read.size >= messagesMax) this.#read.delete(this.#read.keys().next().value!)
      this.#waiting.set(receipt.messageId, arrival)
    })
    this.#readNext()
  }

  /** What the message says, if it has been read; each is given once. */
  take(messageId: number): Translated | undefined {
    this.#waiting.delete(messageId)
    const read = this.#read.get(messageId)
    this.#read.delete(messageId)
    return read
  }

  /** One message a turn of the event loop: sockets and the database come first. */
  #readNext(): void {
    if (this.#isReading || this.#waiting.size === 0) return
    this.#isReading = true
    setImmediate(() => {
      this.#isReading = false
      const [next] = this.#waiting
      if (!next) return
      const [messageId, { bytes, receivedAt }] = next
      this.#waiting.delete(messageId)
      this.#read.set(messageId, translate('hl7v2', bytes, ofSender({ bytes }), receivedAt))
      this.#readNext()
    })
  }
}
