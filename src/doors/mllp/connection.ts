/**
 * One sender's connection: frames in, one acknowledgement for each, in order. An acknowledgement
 * goes out only after its message is durable; on any doubt the connection is closed instead, so
 * that a late one is never taken for another message's (RL-01 to RL-04).
 */
import type { Socket } from 'node:net'
import { type Certificate, type Envelope, peek } from '#journeys'
import type { Figures } from './figures.ts'
import { FrameTime } from './frame-time.ts'
import { Frames, FrameTooLarge, frame } from './frames.ts'
import type { Incoming, Outcome } from './receiver.ts'
import type { Guest, Room } from './room.ts'

export interface ConnectionNeeds {
  /** What the sender is to be told; resolves when that is known, and never rejects. */
  readonly receive: (incoming: Incoming) => Promise<Outcome>
  /** Undefined when the sender wants no answer to this. */
  readonly answer: (envelope: Envelope | undefined, outcome: Outcome) => Buffer | undefined
  /** Whether senders are not to be read just now. */
  readonly isHolding: () => boolean
  readonly room: Room
  readonly figures: Figures
  readonly limits: ConnectionLimits
}

export interface ConnectionLimits {
  readonly messageBytesMax: number
  /** Messages of one connection that are not yet acknowledged; then its socket is not read. */
  readonly unansweredMax: number
  /** A frame that has begun must go on, and answers must be read, within this. */
  readonly stalledMs: number
  /** A frame that has begun must have ended within this, however steadily it drips. */
  readonly frameMs: number
  /** A connection on which nothing happens at all is closed after this. */
  readonly idleMs: number
}

/** So long a sender has to read its last answer and to close its side. */
const partingMs = 1_000

const tooLarge: Outcome = {
  code: 'AR',
  reason: { words: 'The message is larger than is taken here' },
}

export class Connection implements Guest {
  readonly #socket: Socket
  readonly #needs: ConnectionNeeds
  readonly #frames: Frames
  readonly #frameTime: FrameTime
  readonly #peer: string
  readonly #certificate: Certificate | undefined
  /** Why the socket is not read; it is when there is no reason. */
  readonly #pauses = new Set<'unanswered' | 'room' | 'pressure'>()
  /** When each message came that has no answer yet, the oldest first. */
  readonly #unanswered: number[] = []
  #unansweredBytes = 0
  /** Of what has not ended, and of what is not durable: both count in the room. */
  #begunBytes = 0
  #undurableBytes = 0
  #answers: Promise<void> = Promise.resolve()
  #hasEnded = false
  /** It has sent a message: it is no mere opened connection. */
  hasSent = false

  constructor(socket: Socket, needs: ConnectionNeeds, certificate?: Certificate) {
    this.#socket = socket
    this.#needs = needs
    this.#certificate = certificate
    this.#frames = new Frames(needs.limits.messageBytesMax)
    this.#frameTime = new FrameTime(needs.limits.frameMs, () => this.#cutOff('slow'))
    this.#peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`
    socket.setNoDelay(true)
    socket.setTimeout(needs.limits.idleMs)
    socket.on('timeout', () => this.#cutOff(this.#frames.isUnfinished ? 'stalled' : 'idle'))
    // A broken connection is the sender's to mend: what was not acknowledged, it sends again.
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => this.#heard(chunk))
    socket.on('end', () => {
      for (const message of this.#frames.finish()) this.#take(message)
      this.#part()
    })
    socket.on('close', () => {
      this.#frameTime.stop()
      needs.room.begun(-this.#begunBytes)
      this.#begunBytes = 0
      needs.room.leave(this)
    })
    if (needs.isHolding()) this.hold()
  }

  /** Takes no more; answers what was taken, and closes. */
  finish(): void {
    this.#part()
  }

  /** Undefined when every message has its answer. */
  get oldestUnansweredAt(): number | undefined {
    return this.#unanswered[0]
  }

  /** Nothing is read until `release`. */
  hold(): void {
    this.#pause('pressure')
  }

  release(): void {
    this.#resume('pressure')
  }

  go(): void {
    this.#resume('room')
  }

  #heard(chunk: Buffer): void {
    if (this.#hasEnded) return
    const unfinished = this.#frames.unfinished
    let whole: readonly Buffer[]
    let tooLargeHead: Buffer | undefined
    try {
      whole = this.#frames.push(chunk)
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error
      whole = error.whole
      tooLargeHead = error.head
    }
    for (const message of whole) this.#take(message)
    if (this.#frames.unfinished > unfinished) this.#needs.figures.cutOff('unfinished-message')
    if (tooLargeHead) {
      this.#refuseTooLarge(tooLargeHead)
      return
    }
    this.#holdsNow(whole.length > 0)
    this.#frameTime.look(this.#frames.isUnfinished, whole.length > 0)
    if (this.#pauses.size > 0) this.#frameTime.held()
    this.#setTimeout()
  }

  #take(bytes: Buffer): void {
    if (this.#hasEnded) return
    const { room, receive, limits } = this.#needs
    const envelope = peek(bytes)
    const size = bytes.length
    this.hasSent = true
    this.#undurableBytes += size
    room.whole(size)
    const durable = (): void => {
      this.#undurableBytes -= size
      room.whole(-size)
    }
    const [peer, certificate] = [this.#peer, this.#certificate]
    const outcome = receive({ envelope, bytes, peer, certificate, lane: this, durable })
    if (envelope?.isAcknowledgement) {
      this.#answers = Promise.all([this.#answers, outcome]).then(() => {})
      // Never acknowledged (RL-03), and here it answers nothing: nobody should wait on it.
      this.#part()
      return
    }
    this.#unanswered.push(performance.now())
    this.#unansweredBytes += size
    const isFull =
      this.#unanswered.length >= limits.unansweredMax ||
      this.#unansweredBytes >= limits.messageBytesMax
    // Memory per connection is bounded: a sender that is ahead waits (RL-08).
    if (isFull) this.#pause('unanswered')
    this.#answers = Promise.all([this.#answers, outcome])
      .then(([, known]) => this.#send(envelope, known, size))
      .catch(() => {
        this.#socket.destroy()
      })
  }

  async #send(envelope: Envelope | undefined, outcome: Outcome, size: number): Promise<void> {
    this.#unanswered.shift()
    this.#unansweredBytes -= size
    if (this.#socket.destroyed) return
    const answer = this.#needs.answer(envelope, outcome)
    if (answer && !this.#socket.write(frame(answer))) await this.#drained()
    // Nobody can be told that it was not kept: the end of the connection says so.
    if (!answer && outcome.code === 'AE') this.#part()
    this.#resume('unanswered')
  }

  #refuseTooLarge(head: Buffer): void {
    const envelope = peek(head)
    this.#needs.figures.refused('', 'too-large')
    this.#part(envelope?.isAcknowledgement ? undefined : this.#needs.answer(envelope, tooLarge))
  }

  /** Ends after all answers, in their order; `last` is one more. */
  #part(last?: Buffer): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    const socket = this.#socket
    socket.pause()
    this.#answers = this.#answers.then(() => {
      if (socket.destroyed) return
      if (last) socket.end(frame(last))
      else socket.end()
      // Read on, or its closing would never be heard; what still comes is nobody's.
      socket.removeAllListeners('data').resume()
      setTimeout(() => socket.destroy(), partingMs).unref()
    })
  }

  /** Tells the room what this connection holds, and waits where that is too much. */
  #holdsNow(hasFinished: boolean): void {
    const { held, isUnfinished } = this.#frames
    const { room } = this.#needs
    const change = held - this.#begunBytes
    this.#begunBytes = held
    const bytes = held + this.#undurableBytes
    // Before the change, which may let others go: they come after whoever waits already.
    if (change !== 0) room.begun(change)
    if (!room.mayRead(this, { bytes, isUnfinished, hasFinished })) this.#pause('room')
  }

  #pause(why: 'unanswered' | 'room' | 'pressure'): void {
    this.#pauses.add(why)
    this.#frameTime.held()
    this.#socket.pause()
    this.#setTimeout()
  }

  #resume(why: 'unanswered' | 'room' | 'pressure'): void {
    if (!this.#pauses.delete(why) || this.#pauses.size > 0) return
    if (this.#hasEnded || this.#socket.destroyed) return
    this.#setTimeout()
    this.#socket.resume()
  }

  /** Who is made to wait is not late. */
  #setTimeout(): void {
    const { stalledMs, idleMs } = this.#needs.limits
    const isDue = this.#frames.isUnfinished && this.#pauses.size === 0
    this.#socket.setTimeout(isDue ? stalledMs : idleMs)
  }

  #cutOff(why: string): void {
    this.#needs.figures.cutOff(why)
    this.#socket.destroy()
  }

  /** A sender that does not read its acknowledgements is cut off; it stops nobody else. */
  #drained(): Promise<void> {
    const socket = this.#socket
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#cutOff('deaf'), this.#needs.limits.stalledMs)
      const done = (): void => {
        clearTimeout(timer)
        socket.off('drain', done).off('close', done)
        resolve()
      }
      socket.on('drain', done).on('close', done)
    })
  }
}
