/**
 * The seven ways in which something can go wrong. Expected outcomes are returned as values;
 * a Failure is thrown for everything else, and only doors catch it.
 * Its code and words never hold anything about a patient.
 */
export type FailureKind =
  | 'invalid'
  | 'unknown'
  | 'refused'
  | 'conflict'
  | 'busy'
  | 'unavailable'
  | 'fault'

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly kind: FailureKind
  /** Stable, machine-readable, kebab-case. */
  readonly code: string

  constructor(kind: FailureKind, code: string, words: string, options?: { cause?: unknown }) {
    super(words, options)
    this.kind = kind
    this.code = code
  }
}

interface FailureAnswer {
  /** HL7 table 0008: AE asks the sender to send again, AR asks it not to. */
  readonly hl7: 'AE' | 'AR'
  /** FHIR R4 value set issue-type. */
  readonly issue:
    | 'invalid'
    | 'not-found'
    | 'forbidden'
    | 'conflict'
    | 'throttled'
    | 'transient'
    | 'exception'
  readonly http: 400 | 404 | 403 | 409 | 429 | 503 | 500
  /** What a person at the screen is told. */
  readonly words: string
}

/** One table for every door: HL7 acknowledgement, FHIR OperationOutcome, HTTP status, words. */
export const failureAnswers: Readonly<Record<FailureKind, FailureAnswer>> = {
  invalid: { hl7: 'AR', issue: 'invalid', http: 400, words: 'What was sent could not be read.' },
  unknown: { hl7: 'AR', issue: 'not-found', http: 404, words: 'That is not available to you.' },
  refused: { hl7: 'AR', issue: 'forbidden', http: 403, words: 'That is not available to you.' },
  conflict: {
    hl7: 'AE',
    issue: 'conflict',
    http: 409,
    words: 'Something changed meanwhile. Please try again.',
  },
  busy: {
    hl7: 'AE',
    issue: 'throttled',
    http: 429,
    words: 'Too much at once. Please wait a moment and try again.',
  },
  unavailable: {
    hl7: 'AE',
    issue: 'transient',
    http: 503,
    words: 'This is not available just now. Please try again.',
  },
  fault: {
    hl7: 'AE',
    issue: 'exception',
    http: 500,
    words: 'Something went wrong on our side. It has been written down.',
  },
}
