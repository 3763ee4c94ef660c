/**
 * One sender's connection: frames in, one acknowledgement for each, in order. An acknowledgement
 * goes out only after its message is durable; on any doubt the connection is closed instead, so
 * that a late one is never taken for another message's (RL-01 to RL-04).
 */
import type { Socket } from 'node:net'
import { type AcknowledgementCode, acknowledge, type Envelope, peek } from '#journeys'
import { Frames, FrameTooLarge, frame } from './frames.ts'

export interface ConnectionNeeds {
  /** Resolves once durable; rejects when that was not possible. */
  readonly receive: (arrival: {
    envelope: Envelope | undefined
    bytes: Buffer
    peer: string
    certificate: string | undefined
  }) => Promise<unknown>
  readonly clock: { now(): number }
  readonly newControlId: () => string
  readonly limits: MllpLimits
}

export interface MllpLimits {
  readonly messageBytesMax: number
  /** Messages of one connection that are not yet acknowledged; then its socket is not read. */
  readonly unansweredMax: number
  /** A frame that has begun must go on, and answers must be read, within this. */
  readonly stalledMs: number
  /** A connection on which nothing happens at all is closed after this. */
  readonly idleMs: number
}

export interface Connection {
  /** Takes no more; answers what was taken, and closes. */
  finish(): void
}

/** So long a sender has to read its last answer and to close its side. */
const partingMs = 1_000

export function serve(socket: Socket, needs: ConnectionNeeds, certificate?: string): Connection {
  const frames = new Frames(needs.limits.messageBytesMax)
  const peer = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`
  let unanswered = 0
  let unansweredBytes = 0
  let answers: Promise<void> = Promise.resolve()
  let hasEnded = false

  socket.setNoDelay(true)
  socket.setTimeout(needs.limits.idleMs)
  socket.on('timeout', () => socket.destroy())
  // A broken connection is the sender's to mend: what was not acknowledged, it sends again.
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const message of frames.push(chunk)) take(message)
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error
      for (const message of error.whole) take(message)
      part(answer(peek(error.head), ...tooLarge))
      return
    }
    socket.setTimeout(frames.isUnfinished ? needs.limits.stalledMs : needs.limits.idleMs)
  })
  socket.on('end', () => {
    for (const message of frames.finish()) take(message)
    part()
  })

  function take(bytes: Buffer): void {
    const envelope = peek(bytes)
    if (hasEnded) return
    if (envelope?.isAcknowledgement) {
      const kept = needs.receive({ envelope, bytes, peer, certificate })
      answers = Promise.allSettled([answers, kept]).then(() => {})
      // Never acknowledged (RL-03), and here it answers nothing: nobody should wait on it.
      part()
      return
    }
    unanswered += 1
    unansweredBytes += bytes.length
    if (isFull()) socket.pause()
    const kept = needs.receive({ envelope, bytes, peer, certificate })
    const code = kept.then(
      // What is no HL7 v2 is kept for a human too, but sending it again would not help.
      () => (envelope ? (['AA', undefined] as const) : notHl7),
      () => ['AE', 'Could not be kept just now; please send it again'] as const,
    )
    answers = Promise.all([answers, code])
      .then(([, [acknowledgement, words]]) =>
        send(answer(envelope, acknowledgement, words), bytes.length),
      )
      .catch(() => {
        socket.destroy()
      })
  }

  /** Ends after all answers, in their order; `last` is one more. */
  function part(last?: Buffer): void {
    if (hasEnded) return
    hasEnded = true
    socket.pause()
    answers = answers.then(() => {
      if (socket.destroyed) return
      if (last) socket.end(frame(last))
      else socket.end()
      // Read on, or its closing would never be heard; what still comes is nobody's.
      socket.removeAllListeners('data').resume()
      setTimeout(() => socket.destroy(), partingMs).unref()
    })
  }

  /** Memory per connection is bounded: a sender that is ahead waits (RL-08). */
  const isFull = (): boolean =>
    unanswered >= needs.limits.unansweredMax || unansweredBytes >= needs.limits.messageBytesMax

  async function send(message: Buffer, answeredBytes: number): Promise<void> {
    unanswered -= 1
    unansweredBytes -= answeredBytes
    if (socket.destroyed) return
    if (!socket.write(frame(message))) await drained(socket, needs.limits.stalledMs)
    if (socket.isPaused() && !isFull() && !hasEnded) socket.resume()
  }

  const answer = (
    envelope: Envelope | undefined,
    code: AcknowledgementCode,
    words?: string,
  ): Buffer =>
    acknowledge(envelope, code, {
      ...(words && { words }),
      at: needs.clock.now(),
      controlId: needs.newControlId(),
    })

  return { finish: () => part() }
}

const tooLarge = ['AR', 'The message is larger than is taken here'] as const

const notHl7 = ['AR', 'This is not an HL7 v2 message; it was kept for a human to look at'] as const

/** A sender that does not read its acknowledgements is cut off; it stops nobody else. */
function drained(socket: Socket, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), withinMs)
    const done = (): void => {
      clearTimeout(timer)
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
}
