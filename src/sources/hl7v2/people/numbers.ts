/**
 * Events that say nothing of a patient but what becomes of the sender's numbers: retired, joined
 * with another, deleted, or with what belongs to them moved elsewhere.
 */
import type { BelongingsMove, PatientMerge, PatientWithdrawal, SetAsidePart } from '#vocabulary'
import type { Reading } from '../parts/reading.ts'
import { movesBelongings, movesOf } from './belongings.ts'
import type { Identified } from './identify.ts'
import { linksPatients } from './linked.ts'
import { mergeEvents, mergeOf } from './merge.ts'
import type { PatientGroup } from './patient.ts'

export interface SaidOfNumbers {
  readonly merges: readonly PatientMerge[]
  readonly moves: readonly BelongingsMove[]
  readonly withdrawals: readonly PatientWithdrawal[]
  readonly setAside: readonly SetAsidePart[]
}

/** Other numbers of a patient or a visit (A48, A51): read as they next come with a patient. */
const otherNumbers: ReadonlySet<string> = new Set(['A48', 'A51'])

export const isAboutNumbers = (reading: Reading): boolean =>
  reading.code === 'ADT' &&
  (mergeEvents.has(reading.trigger) ||
    movesBelongings(reading) ||
    linksPatients(reading) ||
    otherNumbers.has(reading.trigger) ||
    reading.trigger === 'A29')

export function saidOfNumbers(
  group: PatientGroup,
  identified: Identified,
  reading: Reading,
): SaidOfNumbers {
  const isMerge = mergeEvents.has(reading.trigger)
  const merged = isMerge ? mergeOf(group, identified, reading) : undefined
  const moved = movesBelongings(reading)
    ? movesOf(group, identified, reading)
    : { moves: [], setAside: [] }
  const isDeleted = reading.trigger === 'A29'
  return {
    merges: merged && 'merge' in merged ? [merged.merge] : [],
    moves: moved.moves,
    withdrawals: isDeleted ? [{ patient: identified.key, eventTime: reading.recorded }] : [],
    setAside: [
      ...(merged && 'unclear' in merged ? [merged.unclear] : []),
      ...moved.setAside,
      ...(isDeleted ? [deleted] : []),
    ],
  }
}

const deleted: SetAsidePart = {
  place: 'EVN-1',
  reason: 'conflict',
  words: 'The sender deletes this patient: what it said is kept, and shown no more.',
}
