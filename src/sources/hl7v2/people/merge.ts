/**
 * The sender says that two of its numbers are one patient: PID is the survivor, MRG the retired
 * (HL7 v2.4 ch.3 §3.3.34, §3.3.40, §3.3.47). Only what the authority calls its own number is
 * merged: an NHS number in MRG-1 could be anybody's (HL7-11, HL7-12).
 */
import type { PatientMerge, SetAsidePart } from '#vocabulary'
import type { Reading } from '../parts/reading.ts'
import { type Identified, numbersOf } from './identify.ts'
import { type PatientGroup, segmentNamed } from './patient.ts'

/** Events whose MRG-1 is retired in favour of PID-3. */
export const mergeEvents = new Set(['A18', 'A30', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47'])

export type Merged = { readonly merge: PatientMerge } | { readonly unclear: SetAsidePart }

export function mergeOf(group: PatientGroup, identified: Identified, reading: Reading): Merged {
  const mrg = segmentNamed(group, 'MRG')
  const retiring = numbersOf(mrg?.repetitions(1) ?? [], reading).filter((one) => !one.isNhs)
  const local = identified.numbers.filter((one) => !one.isNhs)
  for (const retired of retiring) {
    const survivor = local.find((one) => one.namespace === retired.namespace)
    if (!survivor) continue
    return merged(survivor, retired, reading)
  }
  const [retired] = retiring
  if (!retired) return unclear('MRG-1 holds no number of the sender’s own.')
  // A bare number beside numbers that name their authority could be of any of them.
  if (retired.bare || local.length > 0) {
    return unclear('MRG-1 and PID-3 share no kind of number.')
  }
  return merged(identified.key, retired, reading)
}

interface Key {
  readonly namespace: string
  readonly value: string
}

function merged(survivor: Key, retired: Key, reading: Reading): Merged {
  if (survivor.namespace === retired.namespace && survivor.value === retired.value) {
    return unclear('MRG-1 and PID-3 are the same number.')
  }
  const key = ({ namespace, value }: Key) => ({ namespace, value })
  return {
    merge: { survivor: key(survivor), retired: key(retired), eventTime: reading.eventTime },
  }
}

const unclear = (words: string): Merged => ({
  unclear: { place: 'MRG-1', reason: 'merge-unclear', words },
})
