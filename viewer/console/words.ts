/** How the console says things. */
import type { FeedTrouble, MessageLine, MessageState } from '../../src/doors/viewer/contract.ts'

export const troubleWords: Readonly<Record<FeedTrouble, string>> = {
  silent: 'Silent',
  quiet: 'Quieter than usual',
  behind: 'Filing is behind',
  troubled: 'Much is set aside',
  gaps: 'Numbers missing',
}

export const stateWords: Readonly<Record<MessageState, string>> = {
  pending: 'Waiting to be filed',
  filed: 'Filed',
  'set-aside': 'Set aside',
  dismissed: 'Dismissed',
}

export const stateOf = ({ state, isPartOnly }: MessageLine): string =>
  isPartOnly && state === 'set-aside' ? 'Part set aside' : stateWords[state]

/** SetAsideReason, each in a few words. */
export const reasonWords: Readonly<Record<string, string>> = {
  unreadable: 'Cannot be read',
  'not-hl7': 'Not HL7',
  invalid: 'Invalid',
  'no-patient': 'Names no patient',
  unsupported: 'Not supported',
  'wrong-organisation': 'Wrong organisation',
  'merge-unclear': 'Merge unclear',
  conflict: 'Conflict',
  fault: 'Fault of ours',
}

export const count = (n: number): string => Math.round(n).toLocaleString('en-GB')
