/** The stream that tells an open screen that it is behind (WHATWG HTML §9.2 Server-sent events). */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Failure } from '#vocabulary'
import { send, unknown } from './answers.ts'
import type { Ask } from './api.ts'
import type { RecordClosed } from './contract.ts'
import { type ViewerNeeds, viewerLimits } from './needs.ts'
import type { OpenStreams } from './open-streams.ts'
import { type Asking, isLocked } from './who-asks.ts'

const query = z.strictObject({ handle: z.string().max(64) })

/** A browser that takes nothing for so long that this much waits is no longer listening. */
const unsentBytesMax = 64 * 1024

export function changesRoute(
  app: FastifyInstance,
  needs: ViewerNeeds,
  asked: Ask,
  streams: OpenStreams,
): void {
  app.get('/changes', { exposeHeadRoute: false }, async (request, reply) => {
    const asking = asked(request)
    const read = query.safeParse(request.query)
    const personId = read.success ? asking.handles.open(read.data.handle) : undefined
    if (personId === undefined) return send(reply, unknown)
    const place = streams.reserve(asking.user.session)
    if (!place) throw new Failure('busy', 'too-many-streams', 'Too many open screens.')
    try {
      if (await needs.journeys.whyNotPermitted(asking.user, personId)) {
        place.free()
        return send(reply, unknown)
      }
    } catch (fault) {
      place.free()
      throw fault
    }
    reply.hijack()
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    })
    const stream = new Stream(needs, asking, personId, reply.raw)
    place.use((told) => stream.close(told))
    reply.raw.on('close', () => {
      place.free()
      stream.stop()
    })
    stream.start()
  })
}

/** One open screen. The permit is asked for again before anything is told (AC-14). */
class Stream {
  readonly #needs: ViewerNeeds
  readonly #asking: Asking
  readonly #personId: number
  readonly #raw: ServerResponse
  readonly #stops: (() => void)[] = []
  #newest: number | undefined
  #telling = false

  constructor(needs: ViewerNeeds, asking: Asking, personId: number, raw: ServerResponse) {
    this.#needs = needs
    this.#asking = asking
    this.#personId = personId
    this.#raw = raw
  }

  start(): void {
    const { heartbeatMs, permitCheckMs } = { ...viewerLimits, ...this.#needs.limits }
    const beat = setInterval(() => this.#beat(), heartbeatMs)
    const check = setInterval(() => this.#mayGoOn(), permitCheckMs)
    this.#stops.push(() => clearInterval(beat))
    this.#stops.push(() => clearInterval(check))
    const { journeys } = this.#needs
    const heard = (version: number) => void this.#tell(version)
    this.#stops.push(journeys.watch(this.#personId, heard, this.#asking.user))
    this.#write('heartbeat', {})
  }

  /** Ends, and tells the screen that it is over; and why, as far as the user may know. */
  close(told = true, because: RecordClosed = {}): void {
    if (this.#raw.writableEnded || this.#raw.destroyed) return
    this.stop()
    this.#raw.end(told ? `event: closed\ndata: ${JSON.stringify(because)}\n\n` : undefined)
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  async #beat(): Promise<void> {
    if (await this.#hasSession()) this.#write('heartbeat', {})
    else this.close()
  }

  /** Versions that come while the permit is asked for are told as one: the newest. */
  async #tell(version: number): Promise<void> {
    this.#newest = Math.max(version, this.#newest ?? version)
    if (this.#telling) return
    this.#telling = true
    while (this.#newest !== undefined && (await this.#mayGoOn())) {
      const newest = this.#newest
      this.#newest = undefined
      // Zero asks only whether it may stay open.
      if (newest !== undefined && newest > 0) this.#write('changed', { version: newest })
    }
    this.#telling = false
  }

  async #mayGoOn(): Promise<boolean> {
    const { journeys } = this.#needs
    if (!(await this.#hasSession())) {
      this.close()
      return false
    }
    try {
      const refusal = await journeys.whyNotPermitted(this.#asking.user, this.#personId)
      if (refusal) this.close(true, { refusal })
      return refusal === undefined
    } catch (fault) {
      // Nobody can say whether it may stay: then it may not.
      this.#needs.onFault?.(fault)
      this.close()
      return false
    }
  }

  async #hasSession(): Promise<boolean> {
    const session = await this.#needs.sessions
      .find(this.#asking.user.session)
      .catch(() => undefined)
    return session !== undefined && !isLocked(session, this.#needs.clock.now())
  }

  #write(event: 'heartbeat' | 'changed', content: object): void {
    if (this.#raw.writableEnded || this.#raw.destroyed) return
    if (this.#raw.writableLength > unsentBytesMax) this.#raw.destroy()
    else this.#raw.write(`event: ${event}\ndata: ${JSON.stringify(content)}\n\n`)
  }
}
