/** DG1 beside an order, a referral or an appointment: why it is asked for. */
import type { CodeableConcept } from 'fhir/r4'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'

export function causesIn(segments: readonly Segment[], reading: Reading): CodeableConcept[] {
  return segments
    .filter((segment) => segment.name === 'DG1')
    .map((dg1) => ({
      ...reading.concept(dg1.first(3)),
      ...(dg1.words(4) && { text: dg1.words(4) }),
    }))
    .filter((cause) => cause.text)
}
