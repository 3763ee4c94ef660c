/**
 * One sender's connection: frames in, one acknowledgement for each, in order. An acknowledgement
 * goes out only after its message is durable; on any doubt the connection is closed instead, so
 * that a late one is never taken for another message's (RL-01 to RL-04).
 */
import type { Socket } from 'node:net'
import {
  acknowledge,
  type AcknowledgementCode,
  type Envelope,
  peek,
} from '#journeys'
import { frame, Frames, FrameTooLarge } from './frames.ts'

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

export function serve(socket: Socket, needs: ConnectionNeeds, certificate?: string): void {
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
    let messages: Buffer[]
    try {
      messages = frames.push(chunk)
    } catch (error) {
      if (!(error instanceof FrameTooLarge)) throw error
      socket.end(frame(answer(undefined, 'AR', 'The message is larger than is taken here')))
      socket.pause()
      setTimeout(() => socket.destroy(), 1_000).unref()
      return
    }
    for (const message of messages) take(message)
    socket.setTimeout(frames.isUnfinished ? needs.limits.stalledMs : needs.limits.idleMs)
  })
  socket.on('end', () => {
    hasEnded = true
    void answers.then(() => socket.end())
  })

  function take(bytes: Buffer): void {
    const envelope = peek(bytes)
    if (envelope?.isAcknowledgement) {
      hangUp(needs.receive({ envelope, bytes, peer, certificate }))
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
    answers = Promise.all([answers, code]).then(([, [acknowledgement, words]]) =>
      send(answer(envelope, acknowledgement, words), bytes.length),
    )
  }

  /**
   * An acknowledgement is never acknowledged (RL-03), and here it answers nothing. It is kept for
   * a human; the connection ends, so that nobody waits on it.
   */
  function hangUp(kept: Promise<unknown>): void {
    socket.pause()
    hasEnded = true
    answers = Promise.allSettled([answers, kept]).then(() => {
      socket.end()
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
}

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
