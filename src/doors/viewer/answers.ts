/** Every answer that is not a success, in one shape. It repeats nothing of what was asked. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify'
import { Failure, failureAnswers } from '#vocabulary'
import type { ErrorView } from './contract.ts'

type Status = 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 429 | 500 | 503

interface Answer {
  readonly status: Status
  readonly view: ErrorView & { readonly demonstration?: boolean }
}

/** Says whether this is a demonstration: the page that offers the sign-in must say so too. */
export function notSignedIn(demonstration: boolean): Answer {
  const view = { outcome: 'error', code: 'not-signed-in', words: 'Please sign in.' } as const
  return { status: 401, view: { ...view, demonstration } }
}

/** There is a session, and nobody was in front of its screen for too long (AC-07). */
export const locked: Answer = {
  status: 401,
  view: {
    outcome: 'error',
    code: 'locked',
    words: 'The screen is locked. Please sign in again.',
  },
}

/** Not from our own page, or without the session's token (ASVS 5.0 §3.5). */
export const notFromOurPage: Answer = {
  status: 403,
  view: {
    outcome: 'error',
    code: 'not-from-our-page',
    words: 'This did not come from the London Care Record. Please load the page again.',
  },
}

/** The same for what does not exist, is another session's, or is not theirs to see (AC-17). */
export const unknown: Answer = answerOf(new Failure('unknown', 'unknown', ''))

export function send(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply
    .code(answer.status)
    .headers({ 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
    .send(answer.view)
}

/** `unknown` and `refused` give no reason; a code of their own would tell them apart. */
function answerOf(failure: Failure): Answer {
  const { http, words } = failureAnswers[failure.kind]
  const secretive = failure.kind === 'unknown' || failure.kind === 'refused'
  const code = secretive ? failure.kind : failure.code
  return { status: http, view: { outcome: 'error', code, words } }
}

/** What fastify itself refuses: unreadable JSON, too long, another content type. */
const refusedByTheServer: Readonly<Record<number, Status>> = { 408: 408, 413: 413, 415: 415 }

export function answerErrors(app: FastifyInstance, onFault?: (fault: unknown) => void): void {
  app.setErrorHandler((error: FastifyError | Failure, _request, reply) => {
    if (error instanceof Failure) {
      if (error.kind === 'fault') onFault?.(error)
      return send(reply, answerOf(error))
    }
    const { statusCode = 500 } = error
    if (statusCode >= 400 && statusCode < 500) {
      const { view } = answerOf(new Failure('invalid', 'invalid', ''))
      return send(reply, { status: refusedByTheServer[statusCode] ?? 400, view })
    }
    onFault?.(error)
    return send(reply, answerOf(new Failure('fault', 'fault', '')))
  })
}

/**
 * For whoever makes the fastify server: no log of addresses, no trust in forwarded headers, and no
 * repetition of an address that could not be read.
 */
export const serverOptions: FastifyServerOptions = {
  logger: false,
  trustProxy: false,
  bodyLimit: 16 * 1024,
  frameworkErrors: (_error, _request, reply) => {
    send(reply as unknown as FastifyReply, answerOf(new Failure('invalid', 'invalid', '')))
  },
}
