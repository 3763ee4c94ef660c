/** OperationOutcome (R4 operationoutcome.html): how this door says anything at all. */
import type { SetAsidePart, SetAsideReason } from '#vocabulary'

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly Issue[]
}

interface Issue {
  readonly severity: 'error' | 'warning' | 'information'
  /** R4 value set issue-type. */
  readonly code: string
  readonly details?: { readonly text: string }
  readonly diagnostics?: string
  readonly expression?: readonly string[]
}

export function outcome(
  severity: Issue['severity'],
  code: string,
  words: string,
  diagnostics?: string,
): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity, code, details: { text: words }, diagnostics }],
  }
}

const issueCodes: Readonly<Record<SetAsideReason, string>> = {
  unreadable: 'structure',
  'not-hl7': 'structure',
  invalid: 'invalid',
  'no-patient': 'not-found',
  unsupported: 'not-supported',
  'wrong-organisation': 'forbidden',
  'merge-unclear': 'business-rule',
  conflict: 'conflict',
  refused: 'forbidden',
  fault: 'exception',
}

/** Kept and waiting for a human: the sender need not send it again, but mend it. */
export function partsOutcome(parts: readonly SetAsidePart[]): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: parts.map((part) => ({
      severity: 'error',
      code: issueCodes[part.reason],
      details: { text: part.words },
      diagnostics: `Set aside: ${part.reason}`,
      expression: part.place ? [part.place] : undefined,
    })),
  }
}
