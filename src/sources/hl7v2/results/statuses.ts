/** How far a result is: OBX-11 and OBR-25, and what holds where they disagree (LAB-03). */
import type { DiagnosticReport, Observation } from 'fhir/r4'

type Status = Observation['status']

/** OBX-11, table 0085. */
const resultStatuses: Readonly<Record<string, Status>> = {
  F: 'final',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  C: 'corrected',
  K: 'corrected',
  A: 'amended',
  B: 'amended',
  D: 'entered-in-error',
  W: 'entered-in-error',
  X: 'cancelled',
  N: 'cancelled',
  I: 'registered',
  O: 'registered',
  U: 'final',
  V: 'final',
}

/** OBR-25, table 0123. */
const reportStatuses: Readonly<Record<string, DiagnosticReport['status']>> = {
  O: 'registered',
  I: 'registered',
  S: 'registered',
  P: 'preliminary',
  R: 'partial',
  A: 'partial',
  F: 'final',
  C: 'corrected',
  K: 'corrected',
  M: 'amended',
  X: 'cancelled',
  D: 'entered-in-error',
  W: 'entered-in-error',
}

/** Undefined for what says nothing, or what no report can be (Y, Z). */
export const reportStatus = (letter: string): DiagnosticReport['status'] | undefined =>
  reportStatuses[letter]

/** Whether what stood there is taken back or put right: that wins over whatever else is said. */
const corrections: readonly Status[] = ['entered-in-error', 'corrected']
/** The least final first. */
const finality: readonly Status[] = ['registered', 'preliminary', 'amended', 'final']

/** `letters`: OBX-11 of each line of one result. */
export function resultStatus(letters: readonly string[], reportLetter: string): Status {
  const own = statusOfLines(letters)
  const ofReport = reportStatuses[reportLetter]
  const other = ofReport === 'partial' ? 'preliminary' : (ofReport as Status | undefined)
  if (!own || !other) return own ?? other ?? 'unknown'
  // Whether this one could be had, only its own line says.
  if (own === 'cancelled' && other !== 'entered-in-error') return own
  if (other === 'cancelled') return own
  return worst([own, other])
}

function statusOfLines(letters: readonly string[]): Status | undefined {
  const said = letters.map((letter) => resultStatuses[letter]).filter((one) => one !== undefined)
  // Lines of a text that were taken back leave the others standing.
  const stands = said.filter((one) => one !== 'entered-in-error')
  return said.length === 0 ? undefined : worst(stands.length > 0 ? stands : said)
}

function worst(all: readonly Status[]): Status {
  const correction = corrections.find((one) => all.includes(one))
  if (correction) return correction
  return finality.find((one) => all.includes(one)) ?? (all[0] as Status)
}

export const isTakenBack = (letter: string): boolean =>
  resultStatuses[letter] === 'entered-in-error'
