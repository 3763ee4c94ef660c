/** Who a canary is and what is told of it: so plainly invented that nobody takes it for a patient. */
import { createHash } from 'node:crypto'

export interface CanaryStory {
  readonly canaryId: string
  readonly nhsNumber: string
  readonly birthDate: string
  readonly family: string
  readonly given: string
  /** The sender's own number. */
  readonly local: string
  /** MSH-10. */
  readonly control: string
  /** Stands in everything that is told. */
  readonly marker: string
  readonly letter: Buffer
  /** By which its sender says that it objects. */
  readonly code: { readonly code: string; readonly display: string }
  /** Epoch ms. */
  readonly at: number
}

/** As test patients in live systems are called. */
const family = 'XXTESTPATIENT-CANARY'

export function storyOf(
  canary: { readonly canaryId: string; readonly nhsNumber: string; readonly birthDate: string },
  at: number,
): CanaryStory {
  const { canaryId, nhsNumber, birthDate } = canary
  return {
    canaryId,
    nhsNumber,
    birthDate,
    family,
    given: 'DO-NOT-USE',
    local: `CANARY${nhsNumber.slice(4)}`,
    control: `CANARY${nhsNumber.slice(4)}-${at}`,
    marker: 'CANARY-NOBODY-MAY-SEE-THIS',
    letter: letterOf(nhsNumber),
    // The code that the mapping honours (consent-codes.json).
    code: { code: '416409005', display: 'Refused consent for sharing of information' },
    at,
  }
}

export const letterHash = (nhsNumber: string): string =>
  createHash('sha256').update(letterOf(nhsNumber)).digest('hex')

const letterOf = (nhsNumber: string): Buffer =>
  Buffer.from(`This letter is about nobody. Whoever reads it has found a fault. ${nhsNumber}`)
