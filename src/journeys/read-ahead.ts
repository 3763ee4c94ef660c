/**
 * Reads the messages of the next batch while PostgreSQL works on this one. Reading is pure: what
 * a message says does not depend on when it is read, and which messages are filed next, in which
 * order, is decided anew by whoever takes them. So what was read ahead may be thrown away.
 */
import { lookAhead, type NextMessage } from '#inbox'
import { type FeedFacts, type FeedProfiles, readyProfiles, translate } from '#sources'
import type { Translated } from '#vocabulary'
import { ofSender } from './known-feeds.ts'
import type { Needs } from './needs.ts'

export interface AheadLimits {
  readonly messagesMax: number
  /** As kept, compressed; one larger message is read when its turn comes. */
  readonly bytesMax: number
}

const usual: AheadLimits = { messagesMax: 400, bytesMax: 4 * 1024 * 1024 }

export class ReadAhead {
  readonly #database: Needs['database']
  readonly #limits: AheadLimits
  /** What is ready, with its bytes: they need not come from the database again. */
  readonly #bytes = new Map<number, Uint8Array>()
  readonly #read = new Map<number, { readonly by: FeedFacts; readonly said: Translated }>()
  /** As filing last found them: what was read by another profile than it uses is not used. */
  #profiles = readyProfiles
  #isLooking = false
  #until = 0

  constructor({ database }: Needs, limits: Partial<AheadLimits> = {}) {
    this.#database = database
    this.#limits = { ...usual, ...limits }
  }

  /** The bytes of messages that are held here already. */
  get held(): ReadonlyMap<number, Uint8Array> {
    return this.#bytes
  }

  use(profiles: FeedProfiles): void {
    this.#profiles = profiles
  }

  /** What the message says, if it has been read as its feed speaks; each is given once. */
  take(messageId: number, feed: FeedFacts): Translated | undefined {
    const read = this.#read.get(messageId)
    this.#drop(messageId)
    return read?.by.profile === feed.profile ? read.said : undefined
  }

  #drop(messageId: number): void {
    this.#read.delete(messageId)
    this.#bytes.delete(messageId)
  }

  /** A batch up to this message is under way; what comes after it can be read meanwhile. */
  readOn(messageId: number): void {
    // What another process filed is never asked for here.
    for (const held of this.#bytes.keys()) if (held <= messageId) this.#drop(held)
    this.#until = Math.max(this.#until, messageId)
    if (this.#isLooking) return
    this.#isLooking = true
    void this.#look().finally(() => {
      this.#isLooking = false
    })
  }

  async #look(): Promise<void> {
    const { messagesMax, bytesMax } = this.#limits
    const room = messagesMax - this.#bytes.size
    const from = Math.max(this.#until, ...this.#bytes.keys())
    if (room <= 0) return
    // A failure here is that of the next batch too, and is told there.
    const next = await lookAhead(this.#database, from, { messagesMax: room, bytesMax }).catch(
      () => [],
    )
    for (const message of next) {
      // One message a turn of the event loop: what PostgreSQL answers comes first.
      await new Promise(setImmediate)
      if (message.messageId > this.#until) this.#translate(message)
    }
  }

  /** FHIR feeds are known to the database only: they are read when their turn comes. */
  #translate({ messageId, bytes, receivedAt }: NextMessage): void {
    const by = ofSender({ bytes, receivedAt }, this.#profiles)
    this.#read.set(messageId, { by, said: translate('hl7v2', bytes, by, receivedAt) })
    this.#bytes.set(messageId, bytes)
  }
}
