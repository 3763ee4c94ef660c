/**
 * What becomes of one message at the door, and what its sender is told: taken and durable, AA;
 * not just now, AE; never, AR (RL-02). The code for a fault of ours is never AR: senders do not
 * send those again.
 */
import {
  type AcknowledgementCode,
  type Admit,
  type Arrival,
  type Certificate,
  type Envelope,
  feedNameOf,
  type Reason,
  type Receipt,
  type Refusal,
} from '#journeys'
import type { Figures } from './figures.ts'
import type { GroupCommit } from './group-commit.ts'

export interface Incoming {
  readonly envelope: Envelope | undefined
  readonly bytes: Buffer
  readonly peer: string
  readonly certificate: Certificate | undefined
  /** Whose messages keep their order. */
  readonly lane: object
  /** Called once, when the bytes need no longer be held here. */
  readonly durable: () => void
}

export interface Outcome {
  readonly code: AcknowledgementCode
  readonly reason?: Reason
}

export interface ReceiverNeeds {
  readonly admit: Admit
  readonly commits: GroupCommit<Arrival, Receipt>
  /** Called after each commit: there is something to file. */
  readonly received: () => void
  /** Whether all are answered AE, because there is too much to do. */
  readonly isRefusing: () => boolean
  readonly clock: { now(): number }
  readonly figures: Figures
  /** A message that is not durable by then is answered AE; sent again it has one effect (RL-05). */
  readonly patienceMs: number
}

const taken: Outcome = { code: 'AA' }
const later: Outcome = {
  code: 'AE',
  reason: { words: 'Could not be kept just now; please send it again' },
}
const busy: Outcome = {
  code: 'AE',
  reason: { words: 'Too much is waiting to be filed; please send it again later' },
}

export class Receiver {
  readonly #needs: ReceiverNeeds
  /** Senders are looked up: what one connection sent keeps its order meanwhile. */
  readonly #admitted = new WeakMap<object, Promise<unknown>>()

  constructor(needs: ReceiverNeeds) {
    this.#needs = needs
  }

  async receive(incoming: Incoming): Promise<Outcome> {
    const { figures, patienceMs } = this.#needs
    const feed = feedNameOf(incoming.envelope)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve(later), patienceMs)
    })
    const settled = this.#settle(incoming, feed)
      .catch(() => later)
      .finally(incoming.durable)
    const outcome = await Promise.race([settled, late])
    clearTimeout(timer)
    if (outcome.code === 'AE') figures.notKept(feed)
    return outcome
  }

  async #settle(incoming: Incoming, feed: string): Promise<Outcome> {
    const { isRefusing, clock, commits, received, figures } = this.#needs
    if (isRefusing()) return busy
    const receivedAt = clock.now()
    const refusal = await this.#inTurn(incoming)
    if (refusal) this.#noteRefusal(feed, refusal, incoming)
    if (refusal && !refusal.isKept) return { code: 'AR', reason: refusal }
    const { envelope, bytes, peer, certificate, lane } = incoming
    const { duplicate } = await commits.add(
      {
        feed,
        form: 'hl7v2',
        ...(envelope && { controlId: envelope.controlId }),
        bytes,
        receivedAt,
        peer: certificate ? `${peer} ${certificate.fingerprint}` : peer,
        ...(refusal && { refused: asSetAside(refusal) }),
      },
      lane,
    )
    if (refusal) return { code: 'AR', reason: refusal }
    figures.kept(feed, duplicate)
    received()
    return taken
  }

  #inTurn({ envelope, bytes, certificate, lane }: Incoming): Promise<Refusal | undefined> {
    const { admit } = this.#needs
    const before = this.#admitted.get(lane)
    const admitted = before
      ? before.then(() => admit({ envelope, bytes, certificate }))
      : admit({ envelope, bytes, certificate })
    this.#admitted.set(
      lane,
      admitted.catch(() => {}),
    )
    return admitted
  }

  #noteRefusal(feed: string, { why, isKept }: Refusal, { peer, certificate }: Incoming): void {
    const { figures } = this.#needs
    figures.refused(feed, why)
    if (why !== 'sender' && why !== 'organisation') return
    const who = certificate
      ? `the certificate ${certificate.fingerprint.slice(0, 23)}…`
      : `${peer.replace(/:\d+$/, '')}, without a certificate,`
    // What it called itself is its own choice of words: it is not repeated.
    const what = why === 'sender' ? 'a name that it may not use' : 'another organisation'
    figures.alarm(
      `${why} ${who}`,
      `${who} sent under ${what}; refused (AR)${isKept ? '' : ', not kept'}`,
    )
  }
}

const asSetAside = ({ why, words, field }: Refusal): NonNullable<Arrival['refused']> => ({
  reason: why === 'not-hl7' ? 'not-hl7' : 'refused',
  words,
  place: field === undefined ? 'MSH' : `MSH-${field}`,
})
