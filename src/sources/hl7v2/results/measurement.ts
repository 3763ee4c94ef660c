/** OBX that belong to no report: what an ADT message brings along (HL7 v2.4 ch.3 §3.3.1). */
import type { Statement } from '#vocabulary'
import type { Segment } from '../parts/message.ts'
import type { Reading } from '../parts/reading.ts'
import { observation, resultLines } from './observation.ts'
import { firstResult } from './result-fold.ts'

/** The same measurement is the same one only when it was made at the same time. */
export function measurements(segments: readonly Segment[], reading: Reading): Statement[] {
  return resultLines(segments).flatMap((result) => {
    const [obx] = result.lines
    if (!obx || result.type === 'ED') return []
    const effective = (reading.moment(obx, 14) ?? reading.occurred)?.date
    const context = { title: 'Measurements', category: [], ...(effective && { effective }) }
    const { category: _none, ...resource } = observation(result, context, reading)
    const at = [reading.recorded, reading.sent ?? 0] as const
    const again = result.occurrence > 1 ? `#${result.occurrence}` : ''
    return [
      {
        kind: 'Observation' as const,
        sourceId: `${result.code}/${result.sub}/${effective ?? ''}${again}`,
        eventTime: reading.eventTime,
        resource,
        combine: 'result',
        state: firstResult(resource, at),
      },
    ]
  })
}
