/** Why something was not done at the desk, in words: whoever got this far may know. */
import type { FastifyInstance } from 'fastify'
import { Failure, type FailureKind, failureAnswers } from '#vocabulary'
import { send } from './answers.ts'

const told: readonly FailureKind[] = ['invalid', 'refused', 'conflict']

/** Everything else is answered as everywhere (AC-17). */
export function answerInWords(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    // What could not be read at all has no words of its own.
    const isTold = error instanceof Failure && told.includes(error.kind) && error.code !== 'invalid'
    if (!isTold) throw error
    const status = failureAnswers[error.kind].http as 400 | 403 | 409
    const view = { outcome: 'error', code: error.code, words: error.message } as const
    return send(reply, { status, view })
  })
}
